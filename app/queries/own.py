"""What a program reads with a token: the things of whom it acts for, page by page, by id."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_city, of_part, of_testbed
from app.policies.table import Action, authorise, may
from models.application import Application, ApplicationPart
from models.booking import Booking
from models.errors import NotFoundError
from models.pilot import Pilot
from models.testbed import Testbed


def city_testbeds(viewer: Actor, city_id: int, after: int, most: int) -> Sequence[Testbed]:
    """Return the testbeds of a city, in every state.

    Raises:
        ForbiddenError: The viewer does not work for the city.
    """
    authorise(viewer, Action.TESTBED_READ, of_city(city_id))
    return db.session.scalars(
        select(Testbed)
        .where(Testbed.city_id == city_id, Testbed.id > after)
        .options(joinedload(Testbed.city))
        .order_by(Testbed.id)
        .limit(most)
    ).all()


def city_testbed(viewer: Actor, city_id: int, external_id: str) -> Testbed:
    """Return the testbed that the city's own system calls so.

    Raises:
        NotFoundError: The city has none, or it is not for the viewer to know.
    """
    found = db.session.scalar(
        select(Testbed).where(Testbed.city_id == city_id, Testbed.external_id == external_id)
    )
    if found is None or not may(viewer, Action.TESTBED_READ, of_testbed(found)):
        raise NotFoundError
    return found


def applications_after(viewer: Actor, after: int, most: int) -> Sequence[Application]:
    """Return the applications of whom the token acts for."""
    return db.session.scalars(
        select(Application)
        .where(_own(viewer), Application.id > after)
        .options(
            joinedload(Application.organisation),
            joinedload(Application.author),
            selectinload(Application.parts)
            .joinedload(ApplicationPart.testbed)
            .joinedload(Testbed.city),
        )
        .order_by(Application.id)
        .limit(most)
    ).all()


def bookings_after(viewer: Actor, after: int, most: int) -> Sequence[Booking]:
    """Return the bookings of the city, or of the applications, of whom the token acts for."""
    asked = select(Booking).where(Booking.id > after, Booking.part_id.is_not(None))
    if viewer.bounds is not None and viewer.bounds.city_id is not None:
        city_id = viewer.bounds.city_id
        authorise(viewer, Action.PART_READ, of_city(city_id))
        asked = asked.join(Testbed, Testbed.id == Booking.testbed_id).where(
            Testbed.city_id == city_id
        )
    else:
        parts = select(ApplicationPart.id).join(Application).where(_own(viewer))
        asked = asked.where(Booking.part_id.in_(parts))
    return db.session.scalars(asked.order_by(Booking.id).limit(most)).all()


def booking_of(viewer: Actor, booking_id: int) -> tuple[Booking, ApplicationPart]:
    """Return one booking and its part.

    Raises:
        NotFoundError: It does not exist, or is not the viewer's to know of.
    """
    booking = db.session.get(Booking, booking_id)
    part = db.session.get(ApplicationPart, booking.part_id) if booking and booking.part_id else None
    if booking is None or part is None:
        raise NotFoundError
    subject = of_part(part)
    if not (
        may(viewer, Action.PART_READ, subject) or may(viewer, Action.APPLICATION_READ, subject)
    ):
        raise NotFoundError
    return booking, part


def pilots_after(viewer: Actor, after: int, most: int) -> Sequence[Pilot]:
    """Return the experiments of whom the token acts for."""
    bounds = viewer.bounds
    asked = select(Pilot).where(Pilot.id > after)
    if bounds is not None and bounds.city_id is not None:
        authorise(viewer, Action.PILOT_READ, of_city(bounds.city_id))
        asked = asked.where(Pilot.city_id == bounds.city_id)
    elif bounds is not None and bounds.organisation_id is not None:
        asked = asked.where(Pilot.organisation_id == bounds.organisation_id)
    else:
        asked = asked.where(
            Pilot.organisation_id.is_(None),
            Pilot.application_id.in_(select(Application.id).where(_own(viewer))),
        )
    return db.session.scalars(
        asked.options(joinedload(Pilot.city)).order_by(Pilot.id).limit(most)
    ).all()


def _own(viewer: Actor) -> ColumnElement[bool]:
    """Return the condition that an application is of whom the token acts for."""
    if viewer.bounds is not None and viewer.bounds.organisation_id is not None:
        return Application.organisation_id == viewer.bounds.organisation_id
    return (Application.author_id == viewer.user_id) & Application.organisation_id.is_(None)
