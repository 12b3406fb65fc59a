"""When testbeds are free, as JSON: days as calendars show them, hours where those are booked."""

from collections.abc import Sequence
from typing import Any

from app.queries.calendar_hour import DayLoad, HourLoad
from models.testbed import Testbed
from models.testbed_kind import SlotUnit


def calendar(testbed: Testbed, days: Sequence[DayLoad], hours: Sequence[HourLoad]) -> Any:
    """Return the calendar of a testbed between two days; ``hours`` is empty where none are booked.

    ``free`` is what an application could still get, 0 when closed.
    """
    return {
        "testbed": testbed.id,
        "city": testbed.city.slug,
        "time_zone": testbed.city.time_zone,
        "slot_unit": testbed.slot_unit.value,
        "capacity": testbed.capacity,
        "from": days[0].day.isoformat(),
        "to": days[-1].day.isoformat(),
        "days": [_day(one) for one in days],
        "hours": [_hour(one) for one in hours] if testbed.slot_unit is SlotUnit.HOUR else None,
    }


def _day(one: DayLoad) -> dict[str, Any]:
    found: dict[str, Any] = {
        "date": one.day.isoformat(),
        "free": one.free,
        "capacity": one.capacity,
        "is_closed": one.closed,
    }
    if one.hours is not None:
        found |= {"open_hours": one.hours.open, "free_hours": one.hours.free}
    return found


def _hour(one: HourLoad) -> dict[str, Any]:
    return {
        "start": one.start.isoformat(),
        "end": one.end.isoformat(),
        "free": one.free,
        "capacity": one.capacity,
        "is_closed": one.closed,
    }
