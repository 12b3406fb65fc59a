"""The calendar of a testbed's pages, and the box that asks for days of it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from app.queries.calendar import first_free, load, month
from app.queries.call import CallAt, call_at
from models.call import CallState
from models.testbed import Testbed, TestbedStatus
from models.testbed_kind import EntryMode
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
        if box is None or not box.may_write or day < box.earliest:
            return None
        return _here(testbed, day, day, days) + "#apply"

    chosen = Choice(start, box.end) if box and start and box.end else None
    return month_view(month(testbed.id, first), today, month_url, day_url, chosen)


def staff_month(testbed: Testbed, today: dt.date) -> MonthView:
    """Return the month of the address for the desk."""
    loads = month(testbed.id, asked_month(request.args.get("month", ""), today))

    def month_url(first: dt.date) -> str:
        address = url_for(
            "testbed_desk_calendar.show", testbed_id=testbed.id, month=f"{first:%Y-%m}"
        )
        return f"{address}#calendar"

    return month_view(loads, today, month_url)


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
    start = asked or first_free(testbed.id, days, earliest)
    end = start + dt.timedelta(days=days - 1) if start else None
    full = []
    if asked and end:
        loads = load([testbed.id], asked, end).get(testbed.id, [])
        full = [one.day for one in loads if one.free == 0]
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


def _here(testbed: Testbed, month_of: dt.date, start: dt.date | None, days: int) -> str:
    """Return the page's address with a month shown and, if there are any, days chosen.

    A draft has no page yet, only its preview.
    """
    chosen: dict[str, Any] = {
        "month": f"{month_of:%Y-%m}",
        "start": start.isoformat() if start else None,
        "days": str(days) if start else None,
    }
    if testbed.status is TestbedStatus.DRAFT:
        return url_for("testbed_media.preview", testbed_id=testbed.id, **chosen)
    return url_for("testbed.show", city=testbed.city.slug, slug=testbed.slug, **chosen)
