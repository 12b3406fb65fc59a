"""Set a pilot's indicators in planning, measure them during the run, tell their results.

What is aimed at is fixed when the pilot starts: a later change needs a reason and is kept with
what stood there before.  Nothing changes while a report waits for approval or is public.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.table import Action
from app.queries.indicator import indicators_of
from app.queries.report import report_of
from app.services.audit import record
from app.services.pilot_step import entered
from app.services.typed_value import (
    LINE,
    TEXT,
    Keep,
    exact_number,
    kept,
    member_of,
    text_up_to,
    translated_up_to,
    web_address,
)
from models.base import Translated
from models.errors import ConflictError, DomainError, FieldError, NotFoundError
from models.indicator import Direction, Indicator, IndicatorChange, IndicatorPoint
from models.pilot import Pilot, PilotStatus
from models.report import ReportStatus
from models.text import tidy

MOST_INDICATORS, MOST_POINTS, UNIT = 20, 400, 40
PLANNED = (PilotStatus.PREPARING, PilotStatus.READY)
CLOSED = (PilotStatus.COMPLETED, PilotStatus.STOPPED, PilotStatus.CANCELLED)
AIMED_AT = ("name", "unit", "direction", "baseline", "target")  # fixed from the start on
KEEPERS: dict[str, Keep] = {
    "name": translated_up_to(LINE),
    "method": translated_up_to(TEXT),
    "unit": text_up_to(UNIT),
    "direction": member_of(Direction, may_be_empty=False),
    "baseline": exact_number,
    "target": exact_number,
    "result": exact_number,
    "evidence_url": web_address,
}


@use_case
def add(actor: Actor, pilot_id: int, fields: Mapping[str, Any], reason: str = "") -> int:
    """Add an indicator and return its id; once the pilot runs, a reason is kept with it.

    Raises:
        FieldError: ``indicator_name_needed``, ``reason_needed``, or a value that cannot be kept.
        DomainError: ``too_many_indicators`` (most).
        ConflictError: ``report_is_sent``, ``result_is_public``.
    """
    pilot = _open_pilot(actor, pilot_id)
    if len(indicators_of([pilot.id])[pilot.id]) >= MOST_INDICATORS:
        raise DomainError("too_many_indicators", most=MOST_INDICATORS)
    values = kept(KEEPERS, fields)
    _need_name(values.get("name"))
    said = _reason(pilot, reason)
    now = clock.now()
    made = Indicator(pilot_id=pilot.id, created_at=now, updated_at=now, **values)
    if said:
        made.changes.append(_change(actor, said, {}))
    db.session.add(made)
    db.session.flush()
    record(actor, "indicator:add", made, city_id=pilot.city_id, pilot=pilot.id)
    return made.id


@use_case
def change(
    actor: Actor, indicator_id: int, version: int, fields: Mapping[str, Any], reason: str = ""
) -> int:
    """Write values of an indicator and return its new version.

    Raises:
        ConflictError: ``draft_changed_elsewhere`` with ``version`` and ``fields``.
        FieldError: As in ``add``.
    """
    indicator = indicator_for(actor, indicator_id)
    values = kept(KEEPERS, fields)
    different = {name: new for name, new in values.items() if getattr(indicator, name) != new}
    if not different:
        return indicator.version
    if indicator.version != version:
        raise ConflictError(
            "draft_changed_elsewhere", version=indicator.version, fields=sorted(different)
        )
    _need_name(values.get("name", indicator.name))
    before = {name: _as_text(getattr(indicator, name)) for name in AIMED_AT if name in different}
    if before and (said := _reason(indicator.pilot, reason)):
        indicator.changes.append(_change(actor, said, before))
    for name, value in different.items():
        setattr(indicator, name, value)
    indicator.version += 1
    indicator.updated_at = clock.now()
    db.session.flush()
    _record(actor, "indicator:change", indicator, fields=sorted(different))
    return indicator.version


@use_case
def remove(actor: Actor, indicator_id: int) -> int:
    """Take an indicator out while the pilot is planned; returns the pilot's id.

    Raises:
        ConflictError: ``indicator_is_fixed``: the pilot has started.
    """
    indicator = indicator_for(actor, indicator_id)
    if indicator.pilot.status not in PLANNED:
        raise ConflictError("indicator_is_fixed")
    _record(actor, "indicator:remove", indicator)
    pilot_id = indicator.pilot_id
    db.session.delete(indicator)
    db.session.flush()
    return pilot_id


@use_case
def measure(actor: Actor, indicator_id: int, day: dt.date, value: Decimal) -> int:
    """Keep what was measured on a day, in place of what stood there; returns the indicator's id.

    Raises:
        FieldError: ``day_not_in_pilot``, ``day_to_come``.
        DomainError: ``too_many_days_kept`` (most).
    """
    indicator = indicator_for(actor, indicator_id)
    number = exact_number("value", value)
    if number is None:
        raise FieldError("not_a_number", field="value")
    _check_day(indicator.pilot, day)
    point = next((one for one in indicator.points if one.day == day), None)
    if point is None:
        if len(indicator.points) >= MOST_POINTS:
            raise DomainError("too_many_days_kept", most=MOST_POINTS)
        indicator.points.append(IndicatorPoint(day=day, value=number))
    else:
        point.value = number
    db.session.flush()
    _record(actor, "indicator:measure", indicator, day=day.isoformat())
    return indicator.id


@use_case
def forget(actor: Actor, indicator_id: int, point_id: int) -> int:
    """Take one measurement out; returns the indicator's id."""
    indicator = indicator_for(actor, indicator_id)
    point = next((one for one in indicator.points if one.id == point_id), None)
    if point is None:
        raise NotFoundError
    indicator.points.remove(point)
    db.session.flush()
    _record(actor, "indicator:forget", indicator, day=point.day.isoformat())
    return indicator.id


def indicator_for(actor: Actor, indicator_id: int) -> Indicator:
    """Return an indicator that the actor may write to now.

    Raises:
        NotFoundError, ForbiddenError: As for its pilot.
        ConflictError: ``report_is_sent``, ``result_is_public``.
    """
    found = db.session.get(Indicator, indicator_id)
    if found is None:
        raise NotFoundError
    _open_pilot(actor, found.pilot_id)
    db.session.refresh(found, with_for_update={"of": Indicator})
    return found


def _open_pilot(actor: Actor, pilot_id: int) -> Pilot:
    pilot = entered(actor, pilot_id, Action.INDICATOR_EDIT)
    if pilot.status in CLOSED:
        raise ConflictError("result_is_public")
    report = report_of(pilot.id)
    if report is not None and report.status is ReportStatus.SENT:
        raise ConflictError("report_is_sent")
    return pilot


def _reason(pilot: Pilot, reason: str) -> str:
    """Return why something that was agreed is changed; empty while it is still planned."""
    if pilot.status in PLANNED:
        return ""
    said = text_up_to(TEXT)("reason", tidy(reason))
    if not said:
        raise FieldError("reason_needed", field="reason")
    return str(said)


def _change(actor: Actor, reason: str, before: dict[str, Any]) -> IndicatorChange:
    return IndicatorChange(
        at=clock.now(), by_id=actor.user_id, by_name=actor.name, reason=reason, before=before
    )


def _need_name(name: Translated | None) -> None:
    if not name:
        raise FieldError("indicator_name_needed", field="name_fi")


def _check_day(pilot: Pilot, day: dt.date) -> None:
    if day > clock.today(pilot.city.time_zone):
        raise FieldError("day_to_come", field="day")
    if day < pilot.start_day:
        raise FieldError("day_not_in_pilot", field="day", start=pilot.start_day)


def _as_text(value: Any) -> Any:
    if isinstance(value, Translated):
        return value.as_dict()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value


def _record(actor: Actor, action: str, indicator: Indicator, **facts: Any) -> None:
    city_id = indicator.pilot.city_id
    record(actor, action, indicator, city_id=city_id, pilot=indicator.pilot_id, **facts)
