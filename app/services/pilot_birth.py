"""Make the pilot that an accepted offer becomes, with everything the application already told."""

import datetime as dt
import json
import re
import unicodedata
from typing import Any

from geoalchemy2 import WKTElement
from shapely.geometry import shape
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app import clock
from app.database import constraint_of, db
from app.policies.actor import Actor
from app.services import panel_copy
from app.services.audit import record
from app.services.indicator_plan import inherit
from app.services.pilot_task import begin
from app.services.search import index_pilot
from models.application import ApplicantForm, Application, ApplicationPart
from models.base import Translated
from models.booking import Booking
from models.pilot import Pilot, PilotStatus
from models.testbed import Testbed

SLUG_LENGTH = 80
UNTOLD = (
    "why", "collected", "kept_for", "funding",
    "participation", "dates_note", "status_note", "outcome", "learned", "failed",
)  # fmt: skip
_NO_LETTER = re.compile(r"[^a-z0-9]+")
# A private person's name is not published unless they choose to write it there themselves.
RESIDENT = Translated(fi="Asukas", sv="En invånare", en="A resident")


def bear(actor: Actor, part: ApplicationPart, booking: Booking) -> Pilot:
    """Return the new pilot of a confirmed booking, in preparation, its texts in one language."""
    application, testbed, now = part.application, part.testbed, clock.now()
    pilot = Pilot(
        slug=_free_slug(application.title, booking.id),
        city_id=part.city_id,
        testbed_id=testbed.id,
        booking_id=booking.id,
        application_id=application.id,
        organisation_id=application.organisation_id,
        status=PilotStatus.PREPARING,
        start_day=booking.start_day,
        end_day=booking.last_day,
        created_at=now,
        updated_at=now,
        **face(application),
        **_at(application, testbed),
    )
    _keep(pilot, booking.id)
    begin(pilot, application, testbed)
    inherit(application, pilot)
    panel_copy.inherit(actor, pilot)
    index_pilot(pilot)
    record(actor, "pilot:create", pilot, part=part.id, booking=booking.id)
    return pilot


def face(application: Application) -> dict[str, Any]:
    """Return, by column of a pilot, what residents would read of an application anywhere."""
    language = application.language
    return {
        "runner_name": _runner(application),
        "title": Translated.of({language: application.title}),
        "plain": Translated.of({language: application.summary}),
        "measured": Translated.of({language: application.measured}),
        "personal_data": application.personal_data,
        "money_eur": application.price_eur,
        "is_demo": application.is_demo,
    }


def _at(application: Application, testbed: Testbed) -> dict[str, Any]:
    return {
        "themes": list(application.themes or testbed.themes),
        "contact_email": _contact(application, testbed),
        **_place(testbed),
    }


def imagined(
    application: Application, part: ApplicationPart | None, today: dt.date, undated: Translated
) -> Pilot:
    """Return the pilot that a draft would become at one of its places; it is never kept.

    Days that are not wished yet begin today, and ``undated`` says so to residents; without a part
    it is in the city that is asked to propose a place.
    """
    dated = part is not None and part.earliest is not None and part.days is not None
    first = (part.earliest if part else None) or today
    length = (part.days if part else None) or 1
    more: dict[str, Any] = {"themes": list(application.themes), "sensors": [], "contact_email": ""}
    if part is not None:
        more |= {**_at(application, part.testbed), "testbed": part.testbed}
        more["city"] = part.testbed.city
    else:
        more["city"] = application.requests[0].city
    texts = dict.fromkeys(UNTOLD, Translated()) | {"dates_note": Translated() if dated else undated}
    return Pilot(
        status=PilotStatus.READY,
        start_day=first,
        end_day=first + dt.timedelta(days=length - 1),
        **texts,
        **face(application),
        **more,
    )


def _free_slug(title: str, booking_id: int) -> str:
    """Return an address for a title; the booking's number, of which there is one, settles ties."""
    letters = unicodedata.normalize("NFKD", title.lower()).encode("ascii", "ignore").decode()
    base = _NO_LETTER.sub("-", letters)[:SLUG_LENGTH].strip("-")
    if not base or db.session.scalar(select(Pilot.id).where(Pilot.slug == base)) is not None:
        return f"{base or 'kokeilu'}-{booking_id}"
    return base


def _keep(pilot: Pilot, booking_id: int) -> None:
    """Write a pilot, under its second address when another of its title was born meanwhile."""
    try:
        with db.session.begin_nested():
            db.session.add(pilot)
            db.session.flush()
    except IntegrityError as problem:
        if "slug" not in constraint_of(problem):
            raise
        pilot.slug = f"{pilot.slug}-{booking_id}"
        db.session.add(pilot)
        db.session.flush()


def _runner(application: Application) -> str:
    if application.applicant_form is ApplicantForm.PERSON:
        return RESIDENT.get(application.language)
    return application.applicant_name


def _contact(application: Application, testbed: Testbed) -> str:
    if application.applicant_form is ApplicantForm.ORGANISATION:
        return application.contact_email
    return testbed.contact_email or testbed.city.role_mailbox


def _place(testbed: Testbed) -> dict[str, Any]:
    """Copy the testbed's shape as the public may see it, which is its own unless it is blurred."""
    geom = testbed.geom
    if testbed.blur and testbed.shape_json:
        geom = WKTElement(shape(json.loads(testbed.shape_json)).wkt, srid=4326)
    return {
        "geom": geom,
        "shape_json": testbed.shape_json,
        "anchor_x": testbed.anchor_x,
        "anchor_y": testbed.anchor_y,
    }
