"""Deeds of a storm at places booked by the hour, around the next clock change, and of wishes.

The days on which the writers meet are laid over those around the change: with the hours of a night
a booking there is an hour shorter in spring, or longer in autumn.
"""

import datetime as dt
from collections.abc import Mapping
from functools import cache
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from app import clock
from app.database import db, request_key
from app.services import application_change, booking, closure, decision
from app.services.application_wish import Wish
from app.services.closure_slot import Stretch
from app.services.decision import OfferTerms
from models.application import OPEN_FOR_DECISION, ApplicationPart, PartStatus
from models.base import Translated
from models.booking import OCCUPYING, Booking, BookingStatus
from models.testbed_kind import SlotUnit
from models.window import HOURS_IN_DAY, Hours
from tests.storm_find import Deed, Window, bookings, labs, parts

S = PartStatus
DESK, MINE = "/desk/applications/{}", "/my"
OF_A_DAY = (Hours(0, 6), Hours(2, 5), Hours(3, 4), Hours(1, 24), Hours(4, 12))
NIGHT = Translated("Yö", "Natt", "Night")
AROUND = 4  # days
SLACK = 20  # days from today within which a changed wish ends, and more by its version


def clock_change(zone: str, today: dt.date) -> dt.date:
    """Return the next day that does not have 24 hours."""
    for day in (today + dt.timedelta(days=n) for n in count(1)):
        begin, end = (
            dt.datetime.combine(one, dt.time(), ZoneInfo(zone)).timestamp()
            for one in (day, day + dt.timedelta(days=1))
        )
        if end - begin != HOURS_IN_DAY * 3600:
            return day
    raise AssertionError("clocks change every year")


def turned(days: Window) -> Window:
    """Return as many days around the clock change."""
    today = clock.today()
    first = clock_change(clock.FINLAND, today) - dt.timedelta(days=AROUND)
    start = first + dt.timedelta(days=(days[0] - today).days % (2 * AROUND - 1))
    return start, start + (days[1] - days[0])


def hours_of(days: Window) -> Hours:
    return OF_A_DAY[(days[0].toordinal() + days[1].toordinal()) % len(OF_A_DAY)]


def asked(days: Window) -> dict[str, str]:
    """Return the fields of days around the change with hours."""
    start, end = turned(days)
    hours = hours_of(days)
    return {
        "start": start.isoformat(), "end": end.isoformat(),
        "from_hour": str(hours.start), "to_hour": str(hours.end),
    }  # fmt: skip


def of_one_day(days: Window) -> dict[str, str]:
    fields = asked(days)
    return fields | {"end": fields["start"], "reason_fi": "Yö"}


@cache
def longer(booking_id: int, _key: str | None) -> tuple[dt.date, dt.date, Hours]:
    """Return a booking's days and an hour more on each, as somebody reads them before they press.

    Under one key the same is read again, whatever others moved meanwhile: who presses twice sends
    the same form.
    """
    held = db.session.get_one(Booking, booking_id)
    (start, end), hours = (held.start_day, held.last_day), held.hours
    db.session.rollback()
    return start, end, Hours(
        max(0, hours.start - (hours.end == HOURS_IN_DAY)), min(HOURS_IN_DAY, hours.end + 1)
    )  # fmt: skip


def extend(actor: Any, booking_id: int, _days: Window) -> int:
    """Let a booking last an hour longer on each of its days, or begin one earlier."""
    start, end, hours = longer(booking_id, request_key.get())
    return booking.move_booking(actor, booking_id, start, end, "Storm", hours)


def close(actor: Any, testbed_id: int, days: Window) -> int:
    day = turned(days)[0]
    return closure.close_stretch(actor, testbed_id, Stretch(day, day, NIGHT, hours=hours_of(days)))


@cache
def seen(part_id: int, _key: str | None) -> tuple[int, dt.date, bool]:
    """Return what somebody reads of a part before they press: its version, whether at a lab.

    The last day is one that no version of the wish had before, so no wish is said twice.  Under one
    key the same is read again: who presses twice sends the same form.
    """
    part = db.session.get_one(ApplicationPart, part_id)
    end = clock.today() + dt.timedelta(days=SLACK + part.version % 60)
    found = part.version, end, part.testbed.slot_unit is SlotUnit.HOUR
    db.session.rollback()
    return found


def change(actor: Any, part_id: int, days: Window) -> int:
    """Wish for other days, and at labs for other hours, after the application was sent."""
    version, end, by_hour = seen(part_id, request_key.get())
    hours = hours_of(days) if by_hour else Hours()
    length = (days[1] - days[0]).days + 1
    wish = Wish(days[0], length, end, from_hour=hours.start, to_hour=hours.end)
    return application_change.change_wish(actor, part_id, version, wish)


def wished(days: Window) -> dict[str, str]:
    hours = hours_of(days)
    return {
        "earliest": days[0].isoformat(), "days": str((days[1] - days[0]).days + 1), "units": "1",
        "from_hour": str(hours.start), "to_hour": str(hours.end),
    }  # fmt: skip


def shown(part_id: int) -> Mapping[str, str]:
    """Return what the page of a wish puts into its form."""
    version, end, _by_hour = seen.__wrapped__(part_id, None)
    return {"version": str(version), "latest_end": end.isoformat()}


HOUR_DEEDS: dict[str, Deed] = {
    "offer_hours": Deed(
        16, parts(S.SUBMITTED, S.IN_REVIEW, S.WAITLISTED, joint=False, by_hour=True),
        lambda who, one, days: decision.offer(
            who, one, OfferTerms(*turned(days), hours=hours_of(days))
        ),
        ("application_part:offer",), DESK + "/offer", lambda days: asked(days) | {"hold_days": "7"},
    ),
    "move_hours": Deed(
        10, bookings(BookingStatus.HELD, BookingStatus.CONFIRMED, by_hour=True),
        lambda who, one, days: booking.move_booking(
            who, one, *turned(days), "Storm", hours_of(days)
        ),
        ("booking:move",), "/desk/bookings/{}/move", lambda days: asked(days) | {"reason": "S"},
        is_counted=False,
    ),
    "extend_hours": Deed(
        10, bookings(*OCCUPYING, by_hour=True), extend, ("booking:move",), is_counted=False
    ),
    "close_hours": Deed(
        8, labs, close, ("testbed:close_days",), "/desk/testbeds/{}/calendar",
        lambda days: of_one_day(days) | {"anyway": "1"},
    ),
    "open_hours": Deed(
        8, labs,
        lambda who, one, days: closure.open_days(who, one, *turned(days), hours_of(days)),
        ("testbed:open_days",), "/desk/testbeds/{}/calendar",
        lambda days: asked(days) | {"open": "1"},
    ),
}  # fmt: skip
WISH_DEEDS: dict[str, Deed] = {
    "change_wish": Deed(
        12, parts(*OPEN_FOR_DECISION), change, ("application_part:change_wish",),
        MINE + "/applications/parts/{}/days", wished, shown, is_mine=True,
    ),
}  # fmt: skip
