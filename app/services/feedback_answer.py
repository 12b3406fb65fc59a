"""Answer feedback officially: for the city, for the place, or for those who run the pilot."""

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.pilot_side import side_of
from app.policies.table import Action
from app.services.audit import record
from app.services.feedback_mail import tell_author
from app.services.feedback_moderation import entered
from app.services.typed_value import text_up_to
from models.errors import ConflictError, FieldError
from models.feedback import SEEN_BY_PILOT, FeedbackAnswer
from models.pilot import Pilot
from models.pilot_task import Side

WORDS, MOST_ANSWERS = 2_000, 10


@use_case
def answer(actor: Actor, pilot_id: int, feedback_id: int, language: str, words: str) -> int:
    """Answer in one's own name; everybody who reads the piece reads it, its author is told.

    Returns the piece's id.

    Raises:
        ConflictError: ``feedback_not_shown``: nobody has looked at it yet, or it is hidden.
        FieldError: ``answer_words_needed``, ``too_many`` (most) at ``words``.
    """
    row = entered(actor, pilot_id, feedback_id, Action.FEEDBACK_ANSWER)
    if row.status not in SEEN_BY_PILOT:
        raise ConflictError("feedback_not_shown")
    text = text_up_to(WORDS)("words", words)
    if not text:
        raise FieldError("answer_words_needed", field="words")
    if len(row.answers) >= MOST_ANSWERS:
        raise FieldError("too_many", field="words", most=MOST_ANSWERS)
    side = side_of(actor, row.pilot)
    row.answers.append(
        FeedbackAnswer(
            side=side, author_id=actor.user_id, author_name=actor.name, language=language,
            words=text, answered_at=clock.now(),
        )
    )  # fmt: skip
    db.session.flush()
    record(actor, "feedback:answer", row, pilot=row.pilot_id, side=side.value)
    tell_author(
        row, "feedback/answered", words=text, person=actor.name,
        by=answers_for(row.pilot, side, row.language),
    )  # fmt: skip
    return row.id


def answers_for(pilot: Pilot, side: Side, language: str) -> str:
    """Return for whom an answer speaks: the city's, the place's or the runner's name."""
    if side is Side.APPLICANT:
        return pilot.runner_name
    place = pilot.testbed if side is Side.HOST and pilot.testbed is not None else pilot.city
    return place.name.best(language)[0]
