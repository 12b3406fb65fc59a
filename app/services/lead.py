"""Lead a joint application: take the lead over, and tell the lead when every part is ready."""

from typing import Any

from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.alternative import one_of_each
from app.policies.approval import needs_all, reads_for_city
from app.policies.subject import of_city
from app.policies.table import Action, may
from app.queries.lead import lead_city
from app.services.audit import record
from app.services.notification import tell_address
from models.application import READY_TO_OFFER, Application, ApplicationPart
from models.city import City
from models.errors import ConflictError, ForbiddenError, NotFoundError


@use_case
def take_lead(actor: Actor, application_id: int, city_id: int) -> int:
    """Let another city of a joint application lead it; returns the application's id.

    A coordinator of the city that takes over does it, when the cities have agreed; the city that
    led until now is told.

    Raises:
        NotFoundError: The actor reads no part of it, or the city has none.
        ForbiddenError: The actor does not coordinate the city.
        ConflictError: ``leads_already``; ``no_lead_needed``: its parts are offered one by one.
    """
    application = db.session.get(Application, application_id, with_for_update=True)
    if application is None or not any(reads_for_city(actor, one) for one in application.parts):
        raise NotFoundError
    cities = {part.city_id: part.testbed.city for part in application.parts}
    if city_id not in cities:
        raise NotFoundError
    if not may(actor, Action.APPLICATION_LEAD, of_city(city_id)):
        raise ForbiddenError(action=Action.APPLICATION_LEAD)
    if not needs_all(application.parts[0]):
        raise ConflictError("no_lead_needed")
    before = lead_city(application)
    if before.id == city_id:
        raise ConflictError("leads_already", city=before.name)
    application.lead_city_id = city_id
    application.version += 1
    for part in application.parts:
        record(actor, "application_part:take_lead", part, before=before.id, after=city_id)
    lang = before.required_languages[0]
    joint = _joint(before, application, cities[city_id], lang)
    key = f"lead/taken:{application.id}:v{application.version}"
    tell_address(before.role_mailbox, lang, "lead/taken", key, name="", **joint)
    tell_if_ready(application.parts[0])
    return application_id


def refuse_unless_lead(actor: Actor, application: Application) -> None:
    """Let only a coordinator of the lead city send a joint offer.

    Raises:
        ForbiddenError: ``lead_city_sends`` (city).
    """
    city = lead_city(application)
    if not may(actor, Action.APPLICATION_LEAD, of_city(city.id)):
        raise ForbiddenError("lead_city_sends", city=city.name)


def tell_if_ready(part: ApplicationPart) -> None:
    """Tell the lead city's mailbox when the last part of a joint application has become ready."""
    application = part.application
    counting = one_of_each(application)
    if not needs_all(part) or any(one.status not in READY_TO_OFFER for one in counting):
        return
    versions = "-".join(str(one.version) for one in counting)
    city = lead_city(application)
    lang = city.required_languages[0]
    joint = _joint(city, application, city, lang)
    key = f"lead/ready:{application.id}:{city.id}:{versions}"
    tell_address(city.role_mailbox, lang, "lead/ready", key, name="", **joint)


def _joint(city: City, application: Application, by: City, lang: str) -> dict[str, Any]:
    """Return what mail to a city's role mailbox says of its part of a joint application."""
    own = next(one for one in application.parts if one.city_id == city.id)
    return {
        "part_id": own.id,
        "title": application.title,
        "applicant": application.applicant_name,
        "city": by.name.best(lang)[0],
        "count": len(application.parts),
    }
