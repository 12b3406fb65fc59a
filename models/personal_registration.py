"""The register's lines of registrations: who comes to events, and what they answered.

Answers go when the time that each question promises is over, counted from the event's end.
"""

import datetime as dt
from collections.abc import Callable

from sqlalchemy import ColumnElement, Table, and_, case, func, null, select

from models.base import LANGUAGES
from models.personal import After, Declared, Kind, Rule, Span, below, read_by
from models.registration_question import KEPT_DAYS

HALF_A_YEAR = 180


def _texts(*names: str) -> str:
    return " ".join(f"{name}_{lang}" for name in names for lang in LANGUAGES)


def _event_ended(event_id: ColumnElement[int], table: Table) -> ColumnElement[object]:
    """Return when the last session of an event ends; NULL for an event without any."""
    session = table.metadata.tables["event_session"]
    return (
        select(func.max(session.c.ends_at)).where(session.c.event_id == event_id).scalar_subquery()
    )


def _registrant_ended(table: Table) -> ColumnElement[object]:
    return _event_ended(table.c.event_id, table)


def _answer_ended(table: Table) -> ColumnElement[object]:
    question, session = (
        table.metadata.tables[name] for name in ("registration_question", "event_session")
    )
    return (
        select(func.max(session.c.ends_at))
        .join(question, question.c.event_id == session.c.event_id)
        .where(question.c.id == table.c.question_id)
        .scalar_subquery()
    )


def _kept_for(days: int) -> Callable[[Table, dt.datetime], ColumnElement[bool]]:
    """Return what finds the answers to questions that promise to keep them so many days."""

    def only(table: Table, _before: dt.datetime) -> ColumnElement[bool]:
        question = table.metadata.tables["registration_question"]
        return table.c.question_id.in_(select(question.c.id).where(question.c.keep_days == days))

    return only


def _freed(table: Table) -> ColumnElement[object]:
    """Return the state in which an erased person's registration is left.

    What is to come is cancelled, so that the place is free; what was stays, so that counts do.
    """
    session = table.metadata.tables["event_session"]
    begins = select(session.c.starts_at).where(session.c.id == table.c.session_id).scalar_subquery()
    is_open = table.c.status.in_(("applied", "waiting", "offered"))
    is_ahead = and_(table.c.status == "confirmed", begins > func.current_timestamp())
    return case((is_open, "cancelled"), (is_ahead, "cancelled"), else_=table.c.status)


_registrants = read_by("reader_id")

DECLARED: dict[str, Declared] = {
    "registration_question": Declared(
        plain="event_id kind is_required keep_days", free=f"{_texts('words', 'purpose')} choices"
    ),
    "registrant": Declared(
        rules=(
            Rule(
                Kind.PARTICIPATION,
                _registrants,
                tell="event_id name code shown_to asked_at confirmed_at",
                hide="reader_id token",
                delete=True,
            ),
        ),
        spans=(Span(HALF_A_YEAR, After.ENDED, _registrant_ended, Kind.PARTICIPATION),),
    ),
    "registration": Declared(
        plain="reminded_at",
        rules=(
            Rule(
                Kind.PARTICIPATION,
                below("registrant_id", "registrant", _registrants),
                tell="session_id asked_at queued_at",
                blank="registrant_id",
                swap={"status": _freed, "held_until": lambda _table: null()},
            ),
        ),
    ),
    "registration_answer": Declared(
        plain="registrant_id",
        rules=(
            Rule(
                Kind.PARTICIPATION,
                below("registrant_id", "registrant", _registrants),
                tell="question_id value consented_at",
                delete=True,
            ),
        ),
        spans=tuple(
            Span(days, After.ENDED, _answer_ended, Kind.PARTICIPATION, only=_kept_for(days))
            for days in KEPT_DAYS
        ),
    ),
}
