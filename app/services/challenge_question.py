"""Questions about a challenge: ask, edit and withdraw one's own; answer, mend, hide.

Nobody is shown who asked, the city neither: no page, no mail to others and no line of the trail
says it.  The line of asking is written for nobody.  What is abuse is hidden, with a reason that
only the asker is told.  Each function returns the question's id.
"""

from app import clock
from app.database import db, use_case
from app.policies.actor import VISITOR, Actor
from app.policies.subject import of_challenge
from app.policies.table import Action, authorise
from app.queries.challenge import taking_questions
from app.services.audit import record
from app.services.challenge_mail import tell_asker, tell_challenge_city, tell_writers
from app.services.challenge_step import entered
from app.services.typed_value import text_up_to
from models.challenge import Challenge
from models.challenge_question import ChallengeQuestion
from models.errors import ConflictError, FieldError, NotFoundError

MOST_WORDS = 2_000
MOST_OPEN = 5
"""How many questions of one person may wait for an answer at a challenge."""


@use_case
def ask(actor: Actor, slug: str, language: str, words: str) -> int:
    """Ask something while questions are taken; those who answer are told, without who asks.

    Raises:
        ForbiddenError: Nobody is signed in.
        NotFoundError: No such challenge is public.
        ConflictError: ``questions_closed``.
        FieldError: ``question_needed`` or ``questions_many`` (most) at ``words``.
    """
    challenge = taking_questions(slug)
    authorise(actor, Action.CHALLENGE_ASK, of_challenge(challenge))
    _refuse_late(challenge)
    text = _text(words, "question_needed")
    waiting = (
        db.session.query(ChallengeQuestion)
        .filter_by(challenge_id=challenge.id, asked_by_id=actor.user_id, answered_at=None)
        .filter(ChallengeQuestion.hidden_at.is_(None))
        .count()
    )
    if waiting >= MOST_OPEN:
        raise FieldError("questions_many", field="words", most=MOST_OPEN)
    made = ChallengeQuestion(
        challenge_id=challenge.id, asked_by_id=actor.user_id, language=language, words=text,
        asked_at=clock.now(), answer="", hidden_reason="",
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    record(VISITOR, "challenge_question:ask", made, challenge=challenge.id)
    tell_challenge_city(challenge, "challenge/asked", once=f"q{made.id}", words=text)
    tell_writers(challenge, "challenge/asked", once=f"q{made.id}", words=text)
    return made.id


@use_case
def edit(actor: Actor, question_id: int, words: str) -> int:
    """Write one's own question again while nobody has answered it.

    Raises:
        NotFoundError: It is not the actor's.
        ConflictError: ``question_answered``, ``questions_closed``.
    """
    row = _own(actor, question_id)
    _refuse_late(row.challenge)
    row.words, row.edited_at = _text(words, "question_needed"), clock.now()
    db.session.flush()
    record(VISITOR, "challenge_question:edit", row, challenge=row.challenge_id)
    return row.id


@use_case
def withdraw(actor: Actor, question_id: int) -> int:
    """Take one's own question back while nobody has answered it; nothing is kept of it."""
    row = _own(actor, question_id)
    record(VISITOR, "challenge_question:withdraw", row, challenge=row.challenge_id)
    db.session.delete(row)
    db.session.flush()
    return question_id


@use_case
def answer(actor: Actor, challenge_id: int, question_id: int, words: str) -> int:
    """Answer a question, or mend the answer; everybody reads both from then on.

    The asker is told at once of a first answer; those who enter hear of it within a day
    (app/services/challenge_news.py).

    Raises:
        FieldError: ``answer_empty`` at ``words``.
        ConflictError: ``question_hidden``.
    """
    row = _entered(actor, challenge_id, question_id)
    if row.hidden_at is not None:
        raise ConflictError("question_hidden")
    text = _text(words, "answer_empty")
    is_first = row.answered_at is None
    row.answer, row.answered_by_id, row.answered_at = text, actor.user_id, clock.now()
    row.told_at = None
    db.session.flush()
    record(actor, "challenge_question:answer", row, challenge=challenge_id, first=is_first)
    tell_asker(row, "challenge/answered", words=row.words, answer=text)
    return row.id


@use_case
def take_answer_back(actor: Actor, challenge_id: int, question_id: int) -> int:
    """Take an answer off the page, to write another; the question waits again.

    Raises:
        ConflictError: ``question_unanswered``.
    """
    row = _entered(actor, challenge_id, question_id)
    if row.answered_at is None:
        raise ConflictError("question_unanswered")
    row.answer, row.answered_by_id, row.answered_at, row.told_at = "", None, None, None
    db.session.flush()
    record(actor, "challenge_question:take_back", row, challenge=challenge_id)
    return row.id


@use_case
def hide(actor: Actor, challenge_id: int, question_id: int, reason: str) -> int:
    """Hide what is abuse; only its asker is told why.

    Raises:
        FieldError: ``reason_needed`` at ``reason``.
        ConflictError: ``question_hidden``: it is already.
    """
    row = _entered(actor, challenge_id, question_id)
    if row.hidden_at is not None:
        raise ConflictError("question_hidden")
    row.hidden_reason = _text(reason, "reason_needed", "reason")
    row.hidden_at = clock.now()
    db.session.flush()
    record(actor, "challenge_question:hide", row, challenge=challenge_id)
    tell_asker(row, "challenge/question_hidden", words=row.words, reason=row.hidden_reason)
    return row.id


@use_case
def show(actor: Actor, challenge_id: int, question_id: int) -> int:
    """Show again what was hidden.

    Raises:
        ConflictError: ``changed_meanwhile``: it is not hidden.
    """
    row = _entered(actor, challenge_id, question_id)
    if row.hidden_at is None:
        raise ConflictError("changed_meanwhile")
    row.hidden_at, row.hidden_reason = None, ""
    db.session.flush()
    record(actor, "challenge_question:show", row, challenge=challenge_id)
    return row.id


def _own(actor: Actor, question_id: int) -> ChallengeQuestion:
    row = db.session.get(ChallengeQuestion, question_id, with_for_update=True)
    if row is None or actor.user_id is None or row.asked_by_id != actor.user_id:
        raise NotFoundError
    if row.answered_at is not None or row.hidden_at is not None:
        raise ConflictError("question_answered")
    return row


def _entered(actor: Actor, challenge_id: int, question_id: int) -> ChallengeQuestion:
    challenge = entered(actor, challenge_id, Action.CHALLENGE_ANSWER)
    row = db.session.get(ChallengeQuestion, question_id)
    if row is None or row.challenge_id != challenge.id:
        raise NotFoundError
    return row


def _refuse_late(challenge: Challenge) -> None:
    until = challenge.questions_close_at
    if until is None or clock.now() >= until:
        raise ConflictError("questions_closed")


def _text(words: str, code: str, field: str = "words") -> str:
    text: str = text_up_to(MOST_WORDS)(field, words)
    if not text:
        raise FieldError(code, field=field)
    return text
