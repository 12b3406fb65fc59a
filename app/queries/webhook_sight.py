"""Who is concerned by what happened, and whether the owner of a webhook may know of it now.

``parties`` decides to whom a message is written, ``sight`` is asked again at every try: what a
webhook's owner could not open on a page at that moment is not sent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.database import db
from app.policies.actor import Actor
from app.policies.approval import reads_for_city
from app.policies.subject import of_application, of_part, of_pilot, of_request
from app.policies.table import Action, may
from app.queries.webhook import may_tell, whose
from models.application import Application, ApplicationPart, Message
from models.booking import Booking
from models.pilot import Pilot
from models.place_request import PlaceRequest
from models.webhook import Webhook, WebhookDelivery, WebhookSide
from models.webhook_topic import COLLECTIONS, THING


@dataclass(frozen=True, slots=True)
class Parties:
    """Whose affair a thing is: its cities, and who applied."""

    cities: frozenset[int] = frozenset()
    organisation_id: int | None = None
    author_id: int | None = None

    def concern(self, webhook: Webhook) -> bool:
        """Say whether a webhook tells of such a thing."""
        if webhook.side is WebhookSide.CITY:
            return webhook.city_id in self.cities
        if webhook.side is WebhookSide.ORGANISATION:
            return webhook.organisation_id == self.organisation_id
        return self.organisation_id is None and webhook.user_id == self.author_id


@dataclass(frozen=True, slots=True)
class Sight:
    """What the owner may know of a thing: facts for the message, and the page that shows it."""

    facts: dict[str, int]
    path: str


def parties(thing: str, thing_id: int) -> Parties:
    """Return whose affair a thing is; nobody's when it is gone."""
    row = _load(thing, thing_id)
    return _PARTIES[thing](row) if row is not None else Parties()


def sight(owner: Actor, delivery: WebhookDelivery) -> Sight | None:
    """Return what the owner of a webhook may know of what a message tells of; None for nothing."""
    webhook = delivery.webhook
    if not owner.is_signed_in or not may_tell(owner, whose(webhook)):
        return None
    if delivery.thing == THING:
        return Sight({}, f"/{owner.language}/my/webhooks/{webhook.id}")
    if delivery.thing in COLLECTIONS:
        return Sight({}, "")
    row = _load(delivery.thing, delivery.thing_id)
    if row is None or not _PARTIES[delivery.thing](row).concern(webhook):
        return None
    is_city = webhook.side is WebhookSide.CITY
    return (_city_sight if is_city else _own_sight)(owner, delivery.thing, row)


def _load(thing: str, thing_id: int) -> Any:
    return db.session.get(_TABLES[thing], thing_id, populate_existing=True)


def _of_application(application: Application, cities: frozenset[int]) -> Parties:
    return Parties(cities, application.organisation_id, application.author_id)


def _part_parties(part: ApplicationPart) -> Parties:
    return _of_application(part.application, frozenset({part.city_id}))


def _booking_parties(booking: Booking) -> Parties:
    part = _part_of(booking)
    return _part_parties(part) if part else Parties()


def _part_of(booking: Booking) -> ApplicationPart | None:
    return db.session.get(ApplicationPart, booking.part_id) if booking.part_id else None


def _pilot_parties(pilot: Pilot) -> Parties:
    application = pilot.application
    author = application.author_id if application is not None else None
    return Parties(frozenset({pilot.city_id}), pilot.organisation_id, author)


def _request_parties(request: PlaceRequest) -> Parties:
    return _of_application(request.application, frozenset({request.city_id}))


def _message_parties(message: Message) -> Parties:
    application = db.session.get_one(Application, message.application_id)
    if message.internal:
        return Parties(frozenset({message.city_id} if message.city_id else ()))
    found = select(ApplicationPart.city_id).where(ApplicationPart.application_id == application.id)
    if message.part_id:
        found = found.where(ApplicationPart.id == message.part_id)
    return _of_application(application, frozenset(db.session.scalars(found)))


def _own_sight(owner: Actor, thing: str, row: Any) -> Sight | None:
    """Return what an applicant may know."""
    if isinstance(row, Pilot):
        return _pilot_sight(owner, row)
    application = _application_of(row)
    if application is None or not may(owner, Action.APPLICATION_READ, of_application(application)):
        return None
    facts = {"application": application.id}
    part_id = row.id if thing == "application_part" else getattr(row, "part_id", None)
    if part_id:
        facts["application_part"] = part_id
    return Sight(facts, f"/{owner.language}/my/applications/{application.id}")


def _city_sight(owner: Actor, thing: str, row: Any) -> Sight | None:
    """Return what a city's staff may know."""
    if isinstance(row, Pilot):
        return _pilot_sight(owner, row)
    if isinstance(row, PlaceRequest):
        if row.application.submitted_at is None:
            return None
        is_theirs = may(owner, Action.REQUEST_READ, of_request(row))
        return Sight({}, f"/{owner.language}/desk/requests/{row.id}") if is_theirs else None
    for part in _parts_of(thing, row):
        if reads_for_city(owner, part) and may(owner, Action.PART_READ, of_part(part)):
            facts = {"application": part.application_id, "application_part": part.id}
            return Sight(facts, f"/{owner.language}/desk/applications/{part.id}")
    return None


def _pilot_sight(owner: Actor, pilot: Pilot) -> Sight | None:
    if not may(owner, Action.PILOT_READ, of_pilot(pilot)):
        return None
    return Sight({}, f"/{owner.language}/my/pilots/{pilot.id}/overview")


def _application_of(row: Any) -> Application | None:
    if isinstance(row, Booking):
        part = _part_of(row)
        return part.application if part else None
    return db.session.get(Application, row.application_id)


def _parts_of(thing: str, row: Any) -> list[ApplicationPart]:
    if thing == "application_part":
        return [row]
    if isinstance(row, Booking):
        part = _part_of(row)
        return [part] if part else []
    application = db.session.get_one(Application, row.application_id)
    return [part for part in application.parts if row.part_id in {None, part.id}]


_TABLES: dict[str, Any] = {
    "application_part": ApplicationPart,
    "booking": Booking,
    "message": Message,
    "pilot": Pilot,
    "place_request": PlaceRequest,
}
_PARTIES: dict[str, Callable[[Any], Parties]] = {
    "application_part": _part_parties,
    "booking": _booking_parties,
    "message": _message_parties,
    "pilot": _pilot_parties,
    "place_request": _request_parties,
}
