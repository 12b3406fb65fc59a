"""Requests to a city to propose a place, for tests."""

from typing import Any

from app.database import db
from app.services import application, application_draft, place_request
from app.services.place_request import PlaceWanted
from models.account import User
from models.application import ApplicantForm, Application
from models.place_request import PlaceRequest
from models.testbed import Testbed
from tests.factories.account import acting, member
from tests.factories.application import ANSWERS, TERMS, applicant, day
from tests.factories.city import city

WANTED: dict[str, Any] = {
    "kinds": ("street",), "earliest": day(10), "days": 10, "note": "A dark path",
}  # fmt: skip


def drafted(
    *slugs: str, author: User | None = None, places: tuple[Testbed, ...] = (), **wanted: Any
) -> Application:
    """Return a complete draft that asks these cities to propose a place (default: Helsinki)."""
    writer = acting(author or member())
    organisation = next(iter(writer.organisations), None)
    form = ApplicantForm.ORGANISATION if organisation else ApplicantForm.PERSON
    cities = [city(slug).id for slug in slugs or ("helsinki",)]
    application_id = application_draft.start_draft(
        writer, [one.id for one in places], form, organisation, "en", cities
    )
    application_draft.save_draft(writer, application_id, 1, ANSWERS)
    made = db.session.get_one(Application, application_id)
    for one in made.requests:
        place_request.set_wanted(writer, one.id, one.version, PlaceWanted(**WANTED | wanted))
    return made


def requested(slug: str = "helsinki", **values: Any) -> PlaceRequest:
    """Return a request that was sent to a city."""
    made = drafted(slug, **values)
    application.submit(applicant(made), made.id, made.version, TERMS)
    return made.requests[0]
