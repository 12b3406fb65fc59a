"""What a calendar feed tells: of one testbed to everybody, of one's own, or of a city to its staff.

Entries are plain facts; views/feed_words.py says them in the feed's language.  Each feed is a fixed
number of statements and at most ``MOST`` entries of a kind.  The viewer of a secret feed is its
person as they are now, so it tells nothing any more when their role is gone.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence

from sqlalchemy import ColumnElement, case, or_, select
from sqlalchemy.orm import joinedload

from app import clock, row_scope
from app.database import db
from app.policies.actor import Actor
from app.queries.booking import UTMOST_OFFSET
from app.queries.calendar import HORIZON_DAYS
from app.queries.decision_mark import answer_day
from app.queries.decision_queue import RUNNING
from app.queries.feed_entry import Entry, EntryKind, answer_of, of_booking, of_closure, of_pilot
from app.queries.testbed import pilots_here
from app.queries.testbed_desk import theirs
from models.application import Application, ApplicationPart
from models.booking import OCCUPYING, Booking, BookingStatus, slot_of
from models.closure import ClosureRange
from models.errors import NotFoundError
from models.feed import Feed, FeedKind
from models.pilot import PUBLIC_STATES, Pilot, PilotStatus
from models.testbed import Testbed
from models.testbed_kind import SlotUnit
from models.wall_time import local_date
from models.window import Window

MOST = 1000
PAST_DAYS = 90
CANCELLED_DAYS = 30  # how long a feed says that something is off before it is silent
GONE = (BookingStatus.CANCELLED, BookingStatus.EXPIRED)
GOING = (PilotStatus.READY, PilotStatus.RUNNING, PilotStatus.PAUSED, PilotStatus.REPORTING)
ONE_DAY = dt.timedelta(days=1)


def digest(token: str) -> str:
    """Return what is kept of a secret address."""
    return hashlib.sha256(token.encode()).hexdigest()


def feed_by_token(token: str) -> Feed | None:
    """Return the feed of a secret address, or None."""
    return db.session.scalar(select(Feed).where(Feed.token_sha256 == digest(token)))


def feeds_of(viewer: Actor) -> list[Feed]:
    """Return the viewer's own secret addresses, also those that tell nothing any more."""
    found = db.session.scalars(select(Feed).where(Feed.user_id == viewer.user_id).order_by(Feed.id))
    return list(found)


def entries_of(viewer: Actor, feed: Feed) -> list[Entry]:
    """Return what a secret feed tells its person.

    Raises:
        NotFoundError: They have left the company, or have nothing to do in the city any more.
    """
    if feed.kind is FeedKind.CITY:
        works_there = viewer.is_admin or feed.city_id in viewer.cities | viewer.hosted_cities
        if feed.city_id is None or not works_there:
            raise NotFoundError
        return of_city(viewer, feed.city_id)
    if feed.kind is FeedKind.ORGANISATION:
        if feed.organisation_id not in viewer.organisations:
            raise NotFoundError
        return _of_applications(Application.organisation_id == feed.organisation_id)
    mine = Application.author_id == viewer.user_id
    return _of_applications(
        or_(
            mine & Application.organisation_id.is_(None),
            Application.organisation_id.in_(viewer.organisations),
        )
    )


@row_scope.as_system("which days are taken, without a name")
def of_testbed(testbed: Testbed) -> list[Entry]:
    """Return what everybody may know of a testbed: closed days, taken days, public pilots."""
    found = [of_closure(one) for one in _closures(ClosureRange.testbed_id == testbed.id)]
    shown = set()
    for booking, _application, pilot in _bookings(Booking.testbed_id == testbed.id):
        public = pilot if pilot is not None and pilot.status in PUBLIC_STATES else None
        found.append(of_booking(booking, None, public, is_public=True))
        shown.add(public.id if public else None)
    since = clock.today() - PAST_DAYS * ONE_DAY
    others = (one for one in pilots_here(testbed.id) if one.id not in shown)
    return found + [of_pilot(one) for one in others if one.end_day >= since][:MOST]


def of_city(viewer: Actor, city_id: int) -> list[Entry]:
    """Return bookings, offers, closures and the days by which to answer, of what they work with."""
    mine = select(Testbed.id).where(theirs(viewer), Testbed.city_id == city_id)
    found = [of_closure(one) for one in _closures(ClosureRange.testbed_id.in_(mine))]
    found += _stays(Booking.testbed_id.in_(mine))
    parts = db.session.scalars(
        select(ApplicationPart)
        .join(Application, Application.id == ApplicationPart.application_id)
        .where(ApplicationPart.testbed_id.in_(mine), ApplicationPart.status.in_(RUNNING))
        .options(
            joinedload(ApplicationPart.application).joinedload(Application.organisation),
            joinedload(ApplicationPart.application).joinedload(Application.author),
            joinedload(ApplicationPart.testbed).joinedload(Testbed.city),
        )
        .order_by(ApplicationPart.id)
        .limit(MOST)
    )
    return found + [_decision(one) for one in parts if one.application.submitted_at]


def _of_applications(whose: ColumnElement[bool]) -> list[Entry]:
    parts = select(ApplicationPart.id).join(Application).where(whose)
    return _stays(Booking.part_id.in_(parts))


def _stays(where: ColumnElement[bool]) -> list[Entry]:
    """Return stays with the days that hang on them: to answer the offer, to report."""
    found = []
    for booking, application, pilot in _bookings(where):
        found.append(of_booking(booking, application, pilot))
        if booking.status is BookingStatus.HELD:
            found.append(answer_of(booking, application))
        if pilot is not None and pilot.status in GOING:
            found.append(_report(pilot, booking))
    return found


def _bookings(
    where: ColumnElement[bool],
) -> list[tuple[Booking, Application | None, Pilot | None]]:
    today = clock.today()
    first = slot_of(today - PAST_DAYS * ONE_DAY)
    after = slot_of(today + HORIZON_DAYS * ONE_DAY)
    by_day = Testbed.slot_unit == SlotUnit.DAY
    fresh = Booking.changed_at >= clock.now() - CANCELLED_DAYS * ONE_DAY
    rows = db.session.execute(
        select(Booking, Application, Pilot)
        .join(Testbed, Testbed.id == Booking.testbed_id)
        .outerjoin(ApplicationPart, ApplicationPart.id == Booking.part_id)
        .outerjoin(Application, Application.id == ApplicationPart.application_id)
        .outerjoin(Pilot, Pilot.booking_id == Booking.id)
        .where(
            where,
            or_(
                Booking.status.in_((*OCCUPYING, BookingStatus.COMPLETED)),
                Booking.status.in_(GONE) & fresh,
            ),
            Booking.end_slot > case((by_day, first), else_=first * 24 - UTMOST_OFFSET),
            Booking.start_slot < case((by_day, after), else_=after * 24 + UTMOST_OFFSET),
        )
        .options(
            joinedload(Booking.testbed).joinedload(Testbed.city),
            joinedload(Application.organisation),
            joinedload(Application.author),
        )
        .order_by(Booking.id.desc())
        .limit(MOST)
    )
    return [(booking, application, pilot) for booking, application, pilot in rows]


def _closures(where: ColumnElement[bool]) -> Sequence[ClosureRange]:
    today = clock.today()
    return db.session.scalars(
        select(ClosureRange)
        .where(
            where,
            ClosureRange.end_day >= today - PAST_DAYS * ONE_DAY,
            ClosureRange.start_day <= today + HORIZON_DAYS * ONE_DAY,
        )
        .options(joinedload(ClosureRange.testbed).joinedload(Testbed.city))
        .order_by(ClosureRange.start_day, ClosureRange.id)
        .limit(MOST)
    ).all()


def _report(pilot: Pilot, booking: Booking) -> Entry:
    day = pilot.end_day + ONE_DAY
    return Entry(
        EntryKind.REPORT, f"report-{pilot.id}", booking.testbed, Window(day, day),
        sequence=pilot.version - 1, changed_at=pilot.updated_at, title=pilot.title,
        pilot_id=pilot.id,
    )  # fmt: skip


def _decision(part: ApplicationPart) -> Entry:
    """Return the day by which the place has said it would answer."""
    application, testbed = part.application, part.testbed
    sent = application.submitted_at or application.created_at
    day = answer_day(part) or local_date(sent, testbed.city.time_zone)
    return Entry(
        EntryKind.DECISION, f"decision-{part.id}", testbed, Window(day, day),
        sequence=part.version - 1, changed_at=part.status_changed_at or sent,
        title=application.title, applicant=application.applicant_name, part_id=part.id,
    )  # fmt: skip
