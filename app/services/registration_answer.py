"""What people answer to the questions of an event: checked, kept, changed."""

from collections.abc import Collection, Mapping

from app import clock
from app.database import db
from app.queries.registration_question import questions_of
from models.errors import FieldError
from models.registration import Registrant
from models.registration_question import (
    ANSWER_LENGTH,
    AskedKind,
    RegistrationAnswer,
    RegistrationQuestion,
)
from models.text import tidy


def checked_answers(
    event_id: int, answers: Mapping[int, str], agreed: Collection[int]
) -> dict[int, str]:
    """Return what was answered, tidied, by question; what was left empty is left out.

    ``answers`` maps ids of questions to text, ``yes``/``no`` or the number of a choice as text;
    ``agreed`` are the ids of sensitive questions whose consent was ticked.

    Raises:
        FieldError: ``answer_this``, ``answer_too_long`` (most) at ``q<id>``;
            ``registration_consent_needed`` at ``c<id>``.
    """
    found = {}
    for question in questions_of(event_id):
        value = _checked(question, answers.get(question.id, ""))
        if value and question.is_sensitive and question.id not in agreed:
            raise FieldError("registration_consent_needed", field=f"c{question.id}")
        if value:
            found[question.id] = value
    return found


def keep_answers(registrant: Registrant, values: Mapping[int, str]) -> None:
    """Keep checked answers in place of what was answered before."""
    known = {one.question_id: one for one in registrant.answers}
    if not known and not values:
        return
    for question in questions_of(registrant.event_id):
        row, value = known.get(question.id), values.get(question.id)
        if value is None:
            if row is not None:
                registrant.answers.remove(row)
            continue
        if row is None:
            row = RegistrationAnswer(question_id=question.id)
            registrant.answers.append(row)
        row.value = value
        row.consented_at = (row.consented_at or clock.now()) if question.is_sensitive else None
    db.session.flush()


def _checked(question: RegistrationQuestion, given: str) -> str:
    value = tidy(given).strip()
    known: Collection[str] | None = None
    if question.kind is AskedKind.CHOICE:
        known = [str(number) for number in range(len(question.choices))]
    elif question.kind is AskedKind.YES_NO:
        known = ("yes", "no")
    if (value and known is not None and value not in known) or (question.is_required and not value):
        raise FieldError("answer_this", field=f"q{question.id}")
    if len(value) > ANSWER_LENGTH:
        raise FieldError("answer_too_long", field=f"q{question.id}", most=ANSWER_LENGTH)
    return value
