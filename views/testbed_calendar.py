"""The calendar of a testbed's pages, and the box that asks for days of it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from app.queries.calendar import HORIZON_DAYS, first_free, first_run, load, month
from app.queries.call import CallAt, call_at
from models.call import CallState
from models.testbed import Testbed, TestbedStatus
from models.testbed_kind import EntryMode, SlotUnit
from views.hour_view import HourView, hour_view
from views.month_view import Choice, MonthView, asked_month, month_view

SHOWN_DAYS = 5


@dataclass(frozen=True, slots=True)
class ApplyBox:
    """What the box says: the days it proposes, whether there is room, and when one may start.

    ``asked`` is whether the reader chose the days; ``full`` are the days without room.
    """

    earliest: dt.date
    start: dt.date | None
    end: dt.date | None
    days: int
    asked: bool
    full: list[dt.date]
    too_early: bool
    by_invitation: bool
    by_call: bool
    call: CallAt | None = None

    @property
    def may_write(self) -> bool:
        """Whether an application can be written now; during an announced call also before it."""
        if self.by_call:
            return self.call is not None and self.call.state is not CallState.CLOSED
        return not self.by_invitation


@dataclass(frozen=True, slots=True)
class DayOfHours:
    """The hours of one day on the public page, and where one applies from that day on."""

    view: HourView
    apply_url: str | None


def public_month(testbed: Testbed, today: dt.date, box: ApplyBox | None) -> MonthView:
    """Return the month of the address, else the one in which the proposed days begin.

    With a box to apply by, free days can be chosen as the first.
    """
    proposed = box.start if box and box.start else today
    first = asked_month(request.args.get("month", "") or f"{proposed:%Y-%m}", today)
    days = box.days if box else testbed.min_days
    start = box.start if box and box.asked else None

    def month_url(month_of: dt.date) -> str:
        return _here(testbed, month_of, start, days) + "#calendar"

    def day_url(day: dt.date) -> str | None:
        if testbed.slot_unit is SlotUnit.HOUR:
            return _here(testbed, day, start, days, day) + "#hours-of-day"
        if box is None or not box.may_write or day < box.earliest:
            return None
        return _here(testbed, day, day, days) + "#apply"

    chosen = Choice(start, box.end) if box and start and box.end else None
    if testbed.slot_unit is SlotUnit.HOUR:
        shown = _shown_day(today, box)
        chosen = Choice(shown, shown)
    return month_view(month(testbed.id, first), today, month_url, day_url, chosen)


def public_day(testbed: Testbed, today: dt.date, box: ApplyBox | None) -> DayOfHours | None:
    """Return the hours of the day asked for; None where days are booked."""
    if testbed.slot_unit is SlotUnit.DAY:
        return None
    start = box.start if box and box.asked else None
    days = box.days if box else testbed.min_days
    shown = _shown_day(today, box)

    def url(day: dt.date) -> str | None:
        if hour_day(day, today) != day:
            return None
        return _here(testbed, day, start, days, day) + "#hours-of-day"

    apply_url = None
    if box and box.may_write and shown >= box.earliest:
        apply_url = _here(testbed, shown, shown, days, shown) + "#apply"
    return DayOfHours(hour_view(testbed, shown, url), apply_url)


def _shown_day(today: dt.date, box: ApplyBox | None) -> dt.date:
    asked = asked_day(request.args.get("day", ""))
    return hour_day(asked or (box.start if box else None), today)


def hour_day(day: dt.date | None, today: dt.date) -> dt.date:
    """Return a day whose hours can be shown: the one asked for when it is within reach."""
    within = day is not None and 0 <= (day - today).days <= HORIZON_DAYS
    return day if day is not None and within else today


def staff_month(testbed: Testbed, today: dt.date) -> MonthView:
    """Return the month of the address for the desk; days lead to their hours if they have any."""
    loads = month(testbed.id, asked_month(request.args.get("month", ""), today))

    def month_url(first: dt.date) -> str:
        address = url_for(
            "testbed_desk_calendar.show", testbed_id=testbed.id, month=f"{first:%Y-%m}"
        )
        return f"{address}#calendar"

    if testbed.slot_unit is SlotUnit.DAY:
        return month_view(loads, today, month_url)

    def day_url(day: dt.date) -> str:
        asked: dict[str, Any] = {"month": f"{day:%Y-%m}", "day": day.isoformat()}
        address = url_for("testbed_desk_calendar.show", testbed_id=testbed.id, **asked)
        return f"{address}#hours-of-day"

    shown = hour_day(asked_day(request.args.get("day", "")), today)
    return month_view(loads, today, month_url, day_url, Choice(shown, shown))


def apply_box(testbed: Testbed, today: dt.date) -> ApplyBox:
    """Return what the box proposes: the reader's days, else the first that have room."""
    call = call_at(testbed)
    earliest = today + dt.timedelta(days=testbed.lead_days)
    if call is not None and call.call.pilot_from is not None:
        earliest = max(earliest, call.call.pilot_from)
    days = asked_days(testbed)
    asked = asked_day(request.args.get("start", ""))
    if asked is not None and asked < today:
        asked = None
    start = asked or _first_room(testbed, days, earliest)
    end = start + dt.timedelta(days=days - 1) if start else None
    full = []
    if asked and end:
        loads = load([testbed.id], asked, end).get(testbed.id, [])
        full = [one.day for one in loads if one.room[0] == 0]
    return ApplyBox(
        earliest=earliest,
        start=start,
        end=end,
        days=days,
        asked=asked is not None,
        full=full[:SHOWN_DAYS],
        too_early=asked is not None and asked < earliest,
        by_invitation=testbed.entry_mode is EntryMode.INVITATION,
        by_call=testbed.entry_mode is EntryMode.CALL,
        call=call,
    )


def _first_room(testbed: Testbed, days: int, earliest: dt.date) -> dt.date | None:
    """Return the first days with room; by the hour, those that have a free hour each."""
    if testbed.slot_unit is SlotUnit.DAY:
        return first_free(testbed.id, days, earliest)
    loads = load([testbed.id], earliest, earliest + dt.timedelta(days=HORIZON_DAYS + days))
    found = first_run([one.room[0] == 0 for one in loads[testbed.id]], days)
    return None if found is None else loads[testbed.id][found].day


def asked_day(text: str) -> dt.date | None:
    """Return the day of an address, or None when it is no day of this or the next century."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2150 else None  # noqa: PLR2004 - years that can be booked


def asked_days(testbed: Testbed) -> int:
    """Return the length of the address within what the testbed allows, by default the shortest."""
    text = request.args.get("days", "")
    days = int(text) if text.isdecimal() and len(text) < 5 else testbed.min_days  # noqa: PLR2004 - digits
    return min(max(days, testbed.min_days), testbed.max_days)


def _here(
    testbed: Testbed,
    month_of: dt.date,
    start: dt.date | None,
    days: int,
    shown: dt.date | None = None,
) -> str:
    """Return the page's address with a month shown and, if there are any, days chosen.

    A draft has no page yet, only its preview.
    """
    chosen: dict[str, Any] = {
        "month": f"{month_of:%Y-%m}",
        "start": start.isoformat() if start else None,
        "days": str(days) if start else None,
        "day": shown.isoformat() if shown else None,
    }
    if testbed.status is TestbedStatus.DRAFT:
        return url_for("testbed_media.preview", testbed_id=testbed.id, **chosen)
    return url_for("testbed.show", city=testbed.city.slug, slug=testbed.slug, **chosen)
