"""Applications for tests, brought to a state by the services that bring them there."""

import datetime as dt
from typing import Any

import time_machine

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.queries.agreement import live_of
from app.queries.agreement_text import proposed
from app.services import agreement as agreements
from app.services import application, application_draft, application_wish, decision, offer
from app.services.application import Acceptance
from app.services.application_wish import Wish
from app.services.decision import OfferTerms
from app.services.release import active_booking
from models.account import CityRole, User
from models.agreement import Agreement
from models.application import (
    ApplicantForm,
    Application,
    ApplicationPart,
    JointPolicy,
    PartStatus,
)
from models.booking import Booking
from models.city import City
from models.pilot import Pilot
from models.testbed import Testbed
from tests.factories import keep
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


def all_offered(*places: Testbed) -> Application:
    """Return an application that needs every place and has been offered all of them."""
    made = sent(*places, joint_policy=JointPolicy.ALL)
    for one in made.parts:
        decision.take_up(coordinator(one), one.id)
        decision.shortlist(coordinator(one), one.id)
    decision.offer_joint(coordinator(made.parts[0]), made.id)
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
    return db.session.get_one(Pilot, accept(made))


def accept(made: ApplicationPart, actor: Actor | None = None) -> int:
    """Take an offer with the agreement's text as it is now; return the pilot's id."""
    return offer.accept(actor or applicant(made.application), made.id, TERMS, seen_by(made))


def without_agreement(made: ApplicationPart) -> None:
    """Let a booked part have no agreement that counts, as parts of older versions do."""
    live_of(made.id).ended_at = clock.now()
    db.session.commit()


def seen_by(made: ApplicationPart) -> str:
    """Return the hash of the agreement that an applicant reads now; nothing without days."""
    booking = active_booking(made.id)
    return proposed(made, booking).sha256 if booking is not None else ""


def agreed(*places: Testbed, **values: Any) -> Pilot:
    """Return the pilot, in preparation, whose agreement both sides have signed."""
    pilot = booked(*places, **values)
    city_signs(pilot)
    return pilot


def city_signs(pilot: Pilot) -> Agreement:
    """Let a coordinator sign a pilot's agreement, where the city has not signed yet."""
    made = pilot_part(pilot)
    agreement = live_of(made.id)
    if agreement.city_signed_at is None:
        signed = (agreement.id, agreement.body_sha256, "Kaisa Koordinaattori")
        agreements.sign(coordinator(made), *signed)
    return agreement


def pilot_part(pilot: Pilot) -> ApplicationPart:
    """Return the part that became a pilot."""
    return db.session.get_one(ApplicationPart, pilot.booking.part_id)


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
    keep()
    return made
