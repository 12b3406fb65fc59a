"""Write the weekly hours of a place, for its city's editors and its hosts."""

import datetime as dt

from sqlalchemy import ColumnElement, delete, select

from app.database import db, use_case
from app.policies.actor import Actor
from app.queries.testbed_hours import Week
from app.services.audit import record
from app.services.closure import to_close
from models.booking import AccessHour
from models.errors import ConflictError, FieldError

Validity = tuple[dt.date | None, dt.date | None]
LAST_MINUTE = 24 * 60
DAY_FIELDS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@use_case
def save_week(actor: Actor, testbed_id: int, week: Week, instead_of: Validity | None) -> int:
    """Keep a week, in place of the one valid at ``instead_of``; returns how many spans it has.

    ``week.seen`` is what the page was made from.  Whoever may close days may say when it is open.

    Raises:
        ConflictError: Somebody changed that week meanwhile.
        FieldError: ``hours_needed``, ``hours_order``, ``hours_overlap`` (field: the weekday),
            ``end_before_start``, ``hours_known``: another week has the same days of validity.
    """
    testbed = to_close(actor, testbed_id)
    _check(week)
    mine: Validity = (week.valid_from, week.valid_to)
    if instead_of is not None:
        if _seen(testbed_id, instead_of) != week.seen:
            raise ConflictError("changed_meanwhile")
        _delete(testbed_id, instead_of)
    if mine != instead_of and _seen(testbed_id, mine):
        raise FieldError("hours_known", field="valid_from")
    spans = [(weekday, *span) for weekday, day in enumerate(week.days) for span in day]
    db.session.add_all(
        AccessHour(
            testbed_id=testbed_id, weekday=weekday, opens=_text(opens), closes=_text(closes),
            valid_from=week.valid_from, valid_to=week.valid_to,
        )
        for weekday, opens, closes in spans
    )  # fmt: skip
    db.session.flush()
    record(actor, "testbed:hours", testbed, spans=len(spans))
    return len(spans)


@use_case
def remove_week(actor: Actor, testbed_id: int, validity: Validity, seen: str) -> None:
    """Take a week off.

    Raises:
        ConflictError: Somebody changed it meanwhile.
    """
    testbed = to_close(actor, testbed_id)
    if _seen(testbed_id, validity) != seen:
        raise ConflictError("changed_meanwhile")
    _delete(testbed_id, validity)
    record(actor, "testbed:hours", testbed, spans=0)


def _check(week: Week) -> None:
    if not any(week.days):
        raise FieldError("hours_needed", field=DAY_FIELDS[0])
    first, last = week.valid_from, week.valid_to
    if first is not None and last is not None and last < first:
        raise FieldError("end_before_start", field="valid_to")
    for field, day in zip(DAY_FIELDS, week.days, strict=True):
        before = -1
        for opens, closes in sorted(day):
            if not 0 <= opens < closes <= LAST_MINUTE:
                raise FieldError("hours_order", field=field)
            if opens < before:
                raise FieldError("hours_overlap", field=field)
            before = closes


def _valid(validity: Validity) -> list[ColumnElement[bool]]:
    columns = (AccessHour.valid_from, AccessHour.valid_to)
    return [
        column.is_(None) if day is None else column == day
        for column, day in zip(columns, validity, strict=True)
    ]


def _seen(testbed_id: int, validity: Validity) -> str:
    rows = db.session.scalars(
        select(AccessHour.id)
        .where(AccessHour.testbed_id == testbed_id, *_valid(validity))
        .order_by(AccessHour.id)
    )
    return "-".join(str(row) for row in rows)


def _delete(testbed_id: int, validity: Validity) -> None:
    db.session.execute(
        delete(AccessHour)
        .where(AccessHour.testbed_id == testbed_id, *_valid(validity))
        .execution_options(synchronize_session=False)
    )


def _text(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
