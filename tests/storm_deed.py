"""What the writers of a storm do: one row of ``DEEDS`` for each path that touches the ledger.

Those by the hour and of wishes are in tests/storm_hour.py. A new path is a new row: how often,
what it is done to, by which service, which line of the audit trail it leaves, and the button
behind it. The checks of tests/integration/booking/test_storm.py are made from this table.
"""

import datetime as dt
from functools import cache
from typing import Any

from sqlalchemy import delete, update

from app import clock
from app.database import db, request_key, writing
from app.queries.agreement import live_of
from app.queries.agreement_text import proposed
from app.services import (
    agreement,
    application,
    booking,
    closure,
    decision,
    offer,
    pilot,
    pilot_change,
)
from app.services.application import Acceptance
from app.services.decision import OfferTerms
from app.services.release import active_booking
from models.agreement_text import sha256_of
from models.application import ApplicationPart, PartStatus
from models.base import Translated
from models.booking import OCCUPYING, Booking, BookingStatus
from models.pilot import Pilot, PilotStatus
from models.pilot_change import ChangeStatus, PilotChange
from models.pilot_task import PilotTask
from tests.storm_find import (
    Deed,
    Window,
    bookings,
    found_ids,
    joint_parts,
    parts,
    pilots,
    pilots_begun,
    places,
)
from tests.storm_hour import HOUR_DEEDS, WISH_DEEDS

TERMS = Acceptance("2026-1", "a" * 64, "Storm")
STORM = Translated("Myrsky", "Storm", "Storm")
S, P = PartStatus, PilotStatus


def text_of(part_id: int) -> str:
    """Return the agreement as it reads now; what moves meanwhile is refused."""
    made, held = db.session.get_one(ApplicationPart, part_id), active_booking(part_id)
    body = proposed(made, held).body if held is not None else ""
    db.session.rollback()
    return body


@cache
def read(part_id: int, _key: str | None) -> str:
    """Return the digest of the agreement that somebody reads before they accept.

    Under one key the same is read again, whatever others moved meanwhile: who presses twice sends
    the same form.
    """
    return sha256_of(text_of(part_id))


def application_of(part_id: int) -> int:
    return found_ids(ApplicationPart.application_id, ApplicationPart.id == part_id)[0]


def one_day(days: Window) -> dict[str, str]:
    return {"start": days[0].isoformat(), "end": days[0].isoformat(), "reason_fi": "Myrsky"}


def both_days(days: Window) -> dict[str, str]:
    return {"start": days[0].isoformat(), "end": days[1].isoformat()}


def extend(actor: Any, booking_id: int, days: Window) -> int:
    """Let a booking that has begun end on another day."""
    start = db.session.get_one(Booking, booking_id).start_day
    db.session.rollback()
    return booking.move_booking(actor, booking_id, start, max(start, days[1]), "Storm")


def age(_actor: Any, booking_id: int, _days: Window) -> None:
    """Make a hold's time run out; the next writer at its place lets it go."""
    with writing():
        db.session.execute(
            update(Booking)
            .where(Booking.id == booking_id, Booking.status == BookingStatus.HELD)
            .values(hold_expires_at=clock.now() - dt.timedelta(hours=1))
        )
        db.session.commit()


def furnish(_actor: Any, pilot_id: int, _days: Window) -> None:
    """Give a pilot what it lacks, so that it can be made ready."""
    words = {"title": STORM, "plain": STORM, "measured": STORM}
    with writing():
        made = db.session.get_one(Pilot, pilot_id, with_for_update=True)
        for name, value in words.items():
            setattr(made, name, value)
        made.personal_data = False
        db.session.execute(delete(PilotTask).where(PilotTask.pilot_id == pilot_id))
        db.session.commit()


@cache
def counting(part_id: int, _key: str | None) -> tuple[int, str]:
    """Return the agreement that counts for a part as somebody reads it: its id, its digest."""
    found = live_of(part_id)
    ident, seen = (found.id, found.body_sha256) if found is not None else (0, "")
    db.session.rollback()
    return ident, seen


def sign(actor: Any, part_id: int, _days: Window) -> int:
    """Sign the agreement that counts for a part."""
    return agreement.sign(actor, *counting(part_id, request_key.get()), "Storm")


def grant(actor: Any, change_id: int, _days: Window) -> int:
    """Say yes to a wish for other days."""
    pilot_id = db.session.get_one(PilotChange, change_id).pilot_id
    db.session.rollback()
    return pilot_change.approve(actor, pilot_id, change_id)


def wishes() -> list[int]:
    """Return the wishes for other days that wait for an answer."""
    return found_ids(PilotChange.id, PilotChange.status == ChangeStatus.ASKED)


DESK, MINE = "/desk/applications/{}", "/my"
DEEDS: dict[str, Deed] = {
    "offer": Deed(
        30, parts(S.SUBMITTED, S.IN_REVIEW, S.WAITLISTED, joint=False),
        lambda who, one, days: decision.offer(who, one, OfferTerms(*days)),
        ("application_part:offer",), DESK + "/offer",
        lambda days: both_days(days) | {"hold_days": "7"},
    ),
    "joint": Deed(
        12, joint_parts,
        lambda who, one, _days: decision.offer_joint(who, application_of(one)),
        ("application_part:offer",), DESK + "/joint", lambda _days: {"hold_days": "7"},
    ),
    "accept": Deed(
        16, parts(S.OFFERED),
        lambda who, one, _days: offer.accept(who, one, TERMS, read(one, request_key.get())),
        ("application_part:accept",), MINE + "/offers/{}/accept",
        lambda _days: {"name": "Storm", "terms": "y"},
        lambda one: {"agreement": text_of(one)}, is_mine=True,
    ),
    "decline": Deed(
        8, parts(S.OFFERED), lambda who, one, _days: offer.decline(who, one),
        ("application_part:decline_offer",), MINE + "/offers/{}/decline", is_mine=True,
    ),
    "withdraw": Deed(
        8, parts(S.OFFERED, S.ACCEPTED, S.AGREED, S.WAITLISTED),
        lambda who, one, _days: application.withdraw(who, one),
        ("application_part:withdraw", "application_part:cancel_by_applicant"),
        MINE + "/applications/parts/{}/withdraw", is_mine=True,
    ),
    "reopen": Deed(
        14, parts(S.DECLINED, S.WITHDRAWN, S.EXPIRED),
        lambda who, one, _days: decision.reopen(who, one),
        ("application_part:reopen",), DESK + "/reopen",
    ),
    "shortlist": Deed(
        16, parts(S.IN_REVIEW, joint=True),
        lambda who, one, days: decision.shortlist(who, one, *days),
        ("application_part:shortlist", "application_part:agree_days"), DESK + "/shortlist",
        both_days,
    ),
    "waitlist": Deed(
        6, parts(S.IN_REVIEW, S.SHORTLISTED),
        lambda who, one, _days: decision.waitlist(who, one),
        ("application_part:waitlist",), DESK + "/waitlist",
    ),
    "move": Deed(
        10, bookings(*OCCUPYING),
        lambda who, one, days: booking.move_booking(who, one, *days, "Storm"),
        ("booking:move",), "/desk/bookings/{}/move", lambda days: both_days(days) | {"reason": "S"},
        is_counted=False,
    ),
    "extend": Deed(
        8, bookings(BookingStatus.RUNNING), extend, ("booking:move",), is_counted=False
    ),
    "sign": Deed(14, parts(S.ACCEPTED), sign, ("agreement:sign",)),
    "ask_days": Deed(
        10, pilots(P.PREPARING, P.READY, P.RUNNING, P.PAUSED),
        lambda who, one, days: pilot_change.ask(who, one, *days, "Storm"),
        path=MINE + "/pilots/{}/days", form=lambda days: both_days(days) | {"reason": "S"},
        is_mine=True,
    ),
    "grant_days": Deed(10, wishes, grant, ("pilot_change:approve",)),
    "cancel": Deed(
        6, parts(S.OFFERED, S.ACCEPTED, S.AGREED),
        lambda who, one, _days: decision.cancel_by_city(who, one, "Storm"),
        ("application_part:cancel_by_city",), DESK + "/cancel", lambda _days: {"reason": "S"},
        is_counted=False,
    ),
    "cancel_booking": Deed(
        2, bookings(*OCCUPYING), lambda who, one, _days: booking.cancel(who, one, "Storm"),
        ("booking:cancel",), is_counted=False,
    ),
    "capacity": Deed(
        5, places,
        lambda who, one, days: booking.change_capacity(who, one, 1 + days[0].toordinal() % 3),
        ("testbed:capacity",),
    ),
    "close": Deed(
        5, places,
        lambda who, one, days: closure.close_days(who, one, days[0], days[0], "Storm"),
        ("testbed:close_days",), "/desk/testbeds/{}/calendar",
        lambda days: one_day(days) | {"anyway": "1"},
    ),
    "open": Deed(
        6, places, lambda who, one, days: closure.open_days(who, one, *days),
        ("testbed:open_days",), "/desk/testbeds/{}/calendar",
        lambda days: both_days(days) | {"open": "1"},
    ),
    "furnish": Deed(16, pilots(P.PREPARING, personal_data=None), furnish, is_keyless=True),
    "make_ready": Deed(
        10, pilots(P.PREPARING, personal_data=False),
        lambda who, one, _days: pilot.make_ready(who, one),
        ("pilot:make_ready",), "/desk/pilots/{}/make_ready",
    ),
    "start": Deed(
        10, pilots_begun, lambda who, one, _days: pilot.start(who, one),
        ("pilot:start",), "/desk/pilots/{}/start",
    ),
    "pause": Deed(
        6, pilots(P.RUNNING), lambda who, one, _days: pilot.pause(who, one, STORM),
        ("pilot:pause",), "/desk/pilots/{}/pause",
        lambda _days: {f"reason_{lang}": "Storm" for lang in ("fi", "sv", "en")},
    ),
    "resume": Deed(
        6, pilots(P.PAUSED), lambda who, one, _days: pilot.resume(who, one),
        ("pilot:resume",), "/desk/pilots/{}/resume",
    ),
    "end": Deed(
        3, pilots(P.RUNNING, P.PAUSED), lambda who, one, _days: pilot.end(who, one),
        ("pilot:end",), "/desk/pilots/{}/end",
    ),
    "stop": Deed(
        2, pilots(P.PREPARING, P.READY, P.RUNNING, P.PAUSED),
        lambda who, one, _days: pilot.stop(who, one, STORM),
        ("pilot:stop",), "/desk/pilots/{}/stop",
        lambda _days: {f"reason_{lang}": "Storm" for lang in ("fi", "sv", "en")},
        is_counted=False,
    ),
    "lapse": Deed(4, bookings(BookingStatus.HELD), age, is_keyless=True),
    "expire": Deed(
        2, lambda: [0], lambda _who, _one, _days: offer.expire_all_due(), is_keyless=True
    ),
    **HOUR_DEEDS,
    **WISH_DEEDS,
}  # fmt: skip
