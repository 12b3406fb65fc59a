"""What an event asks of those who register."""

from sqlalchemy import select

from app.database import db
from models.errors import NotFoundError
from models.event import Event
from models.registration_question import RegistrationAnswer, RegistrationQuestion


def questions_of(event_id: int) -> list[RegistrationQuestion]:
    """Return the questions of an event, in the order in which they were written."""
    return list(
        db.session.scalars(
            select(RegistrationQuestion)
            .where(RegistrationQuestion.event_id == event_id)
            .order_by(RegistrationQuestion.id)
        )
    )


def question_of(event: Event, question_id: int) -> RegistrationQuestion:
    """Return one question of an event.

    Raises:
        NotFoundError: It has no such question.
    """
    found = db.session.get(RegistrationQuestion, question_id)
    if found is None or found.event_id != event.id:
        raise NotFoundError
    return found


def has_answers(question: RegistrationQuestion) -> bool:
    """Say whether anybody has answered a question."""
    one = select(RegistrationAnswer.id).where(RegistrationAnswer.question_id == question.id)
    return db.session.scalar(one.limit(1)) is not None
