"""Applications for tests, brought to a state by the services that bring them there."""

import datetime as dt
from typing import Any

import time_machine

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.services import application, application_draft, application_wish, decision, offer
from app.services.application import Acceptance
from app.services.application_wish import Wish
from app.services.decision import OfferTerms
from models.account import CityRole, User
from models.application import ApplicantForm, Application, ApplicationPart, PartStatus
from models.booking import Booking
from models.city import City
from models.pilot import Pilot
from models.testbed import Testbed
from tests.factories.account import acting, member, staff
from tests.factories.testbed import testbed

TERMS = Acceptance("2026-1", "a" * 64, "Aino Esimerkki")
ANSWERS: dict[str, Any] = {
    "title": "Lamps that listen",
    "summary": "Lamps dim when nobody passes.",
    "novelty": "No camera.",
    "stage": "prototype",
    "users": "People who walk home",
    "goals": "Half the electricity",
    "measured": "Electricity",
    "personal_data": False,
    "contact_name": "Aino Esimerkki",
    "contact_email": "aino@esimerkki.example",
}


def day(offset: int) -> dt.date:
    """Return the day that many days from today."""
    return clock.today() + dt.timedelta(days=offset)


def days_later(days: int) -> time_machine.travel:
    """Return a context in which it is that many days later."""
    return time_machine.travel(clock.now() + dt.timedelta(days=days), tick=False)


def draft(*places: Testbed, author: User | None = None, **values: Any) -> Application:
    """Return a complete draft for these places (default: a new one), from a company's owner.

    ``values`` are answers, or fields of the wish: earliest, days, latest_end, weekdays, units.
    """
    writer = acting(author or member())
    organisation = next(iter(writer.organisations), None)
    form = ApplicantForm.ORGANISATION if organisation else ApplicantForm.PERSON
    wanted = [place.id for place in places] or [testbed().id]
    wish = {name: values.pop(name) for name in Wish.__dataclass_fields__ if name in values}
    application_id = application_draft.start_draft(writer, wanted, form, organisation, "en")
    application_draft.save_draft(writer, application_id, 1, ANSWERS | values)
    made = db.session.get_one(Application, application_id)
    for part in made.parts:
        days = {"earliest": day(10), "days": 10} | wish
        application_wish.set_wish(writer, part.id, part.version, Wish(**days))
    return made


def sent(*places: Testbed, author: User | None = None, **values: Any) -> Application:
    """Return an application that has been sent."""
    made = draft(*places, author=author, **values)
    application.submit(applicant(made), made.id, made.version, TERMS)
    return made


def part(*places: Testbed, **values: Any) -> ApplicationPart:
    """Return the only part of an application that has been sent to one place."""
    return sent(*places, **values).parts[0]


def offered(*places: Testbed, start: int = 10, days: int = 10, **values: Any) -> ApplicationPart:
    """Return a part that has been offered its days."""
    made = part(*places, earliest=day(start), days=days, **values)
    give(made, start, days)
    return made


def give(made: ApplicationPart, start: int = 10, days: int = 10, **terms: Any) -> None:
    """Offer days to a part as its city's coordinator."""
    given = OfferTerms(day(start), day(start + days - 1), **terms)
    decision.offer(coordinator(made), made.id, given)


def waiting(place: Testbed, **values: Any) -> ApplicationPart:
    """Return a part on the waiting list of a place that is full for its wish."""
    made = part(place, **values)
    decision.take_up(coordinator(made), made.id)
    decision.waitlist(coordinator(made), made.id)
    return made


def booked(*places: Testbed, **values: Any) -> Pilot:
    """Return the pilot, in preparation, of an accepted offer."""
    made = offered(*places, **values)
    pilot_id = offer.accept(applicant(made.application), made.id, TERMS)
    return db.session.get_one(Pilot, pilot_id)


def applicant(made: Application) -> Actor:
    """Return who wrote an application."""
    return acting(made.author)


def coordinator(made: ApplicationPart) -> Actor:
    """Return a coordinator of the part's city."""
    city = db.session.get_one(City, made.city_id)
    return acting(staff(CityRole.COORDINATOR, city.slug))


def booking_of(made: ApplicationPart) -> Booking:
    """Return the newest booking of a part."""
    return db.session.query(Booking).filter_by(part_id=made.id).order_by(Booking.id.desc()).first()


def in_state(made: ApplicationPart, status: PartStatus) -> ApplicationPart:
    """Put a part into a state, for tests of what that state allows."""
    made.status = status
    db.session.commit()
    return made
