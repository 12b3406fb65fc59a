"""One entry of a calendar feed, as facts without words."""

import datetime as dt
import enum
from dataclasses import dataclass

from models.application import Application
from models.base import Translated
from models.booking import Booking, BookingStatus
from models.closure import ClosureRange
from models.pilot import Pilot
from models.testbed import Testbed
from models.wall_time import last_date
from models.window import Window

_GONE = (BookingStatus.CANCELLED, BookingStatus.EXPIRED)
_ENDED = ("stopped", "cancelled")
NOTHING = Translated()


class EntryKind(enum.StrEnum):
    """What an entry tells."""

    TAKEN = "taken"  # a stay, for everybody: no names
    OFFER = "offer"
    STAY = "stay"
    PILOT = "pilot"
    ANSWER = "answer"  # the last day of an offer
    REPORT = "report"
    DECISION = "decision"
    CLOSED = "closed"


class EntryState(enum.StrEnum):
    """How sure it is."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Entry:
    """Days at a testbed, or one day by which something is to be done.

    ``uid`` is steady for as long as the thing is; ``sequence`` rises with each change.
    """

    kind: EntryKind
    uid: str
    testbed: Testbed | None
    window: Window
    sequence: int
    changed_at: dt.datetime
    state: EntryState = EntryState.CONFIRMED
    title: str | Translated = ""
    applicant: str = ""
    reason: Translated = NOTHING
    part_id: int | None = None
    pilot_id: int | None = None
    application_id: int | None = None
    slug: str = ""
    by_hour: bool = False


def of_booking(
    booking: Booking,
    application: Application | None,
    pilot: Pilot | None,
    *,
    is_public: bool = False,
) -> Entry:
    """Return a stay; for everybody it has a title only when its pilot is public."""
    state = EntryState.CONFIRMED
    if booking.status in _GONE:
        state = EntryState.CANCELLED
    elif booking.status is BookingStatus.HELD:
        state = EntryState.TENTATIVE
    kind = EntryKind.OFFER if booking.status is BookingStatus.HELD else EntryKind.STAY
    if is_public:
        kind = EntryKind.PILOT if pilot is not None else EntryKind.TAKEN
    return Entry(
        kind=kind,
        uid=f"{'taken' if is_public else 'booking'}-{booking.id}",
        testbed=booking.testbed,
        window=booking.window,
        sequence=booking.version - 1 + (pilot.version if pilot is not None else 0),
        changed_at=_latest(booking, pilot),
        state=state,
        title=_title(application, pilot),
        applicant=application.applicant_name if application is not None else "",
        part_id=booking.part_id,
        pilot_id=pilot.id if pilot is not None else None,
        application_id=application.id if application is not None else None,
        slug=pilot.slug if pilot is not None else "",
        by_hour=booking.stretches is not None and not booking.hours.is_whole_day,
    )


def answer_of(booking: Booking, application: Application | None) -> Entry:
    """Return the last day on which an offer can be answered."""
    until = booking.hold_expires_at or booking.created_at
    day = last_date(until, booking.testbed.city.time_zone)
    return Entry(
        EntryKind.ANSWER, f"answer-{booking.id}", booking.testbed, Window(day, day),
        sequence=booking.version - 1, changed_at=booking.changed_at or booking.created_at,
        title=_title(application, None), part_id=booking.part_id,
        applicant=application.applicant_name if application is not None else "",
        application_id=application.id if application is not None else None,
    )  # fmt: skip


def of_closure(one: ClosureRange) -> Entry:
    """Return closed days with the reason that everybody reads."""
    return Entry(
        EntryKind.CLOSED, f"closed-{one.id}", one.testbed,
        one.window, by_hour=one.window.hours is not None,
        sequence=one.version - 1, changed_at=one.created_at, reason=one.reason,
    )  # fmt: skip


def of_pilot(pilot: Pilot) -> Entry:
    """Return a public pilot that has no booking here."""
    state = EntryState.CANCELLED if pilot.status.value in _ENDED else EntryState.CONFIRMED
    return Entry(
        EntryKind.PILOT, f"pilot-{pilot.id}", pilot.testbed,
        Window(pilot.start_day, pilot.end_day), sequence=pilot.version - 1,
        changed_at=pilot.updated_at, state=state, title=pilot.title, slug=pilot.slug,
        pilot_id=pilot.id,
    )  # fmt: skip


def _latest(booking: Booking, pilot: Pilot | None) -> dt.datetime:
    changed = booking.changed_at or booking.created_at
    return max(changed, pilot.updated_at) if pilot is not None else changed


def _title(application: Application | None, pilot: Pilot | None) -> str | Translated:
    if pilot is not None:
        return pilot.title
    return application.title if application is not None else ""
