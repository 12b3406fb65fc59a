"""Features of open data, made from the things they tell of, as everybody may see them."""

import datetime as dt
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import shapely
from geoalchemy2 import WKBElement
from geoalchemy2.shape import to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.queries.subscription_thing import SHOWN, seats_of
from app.queries.testbed_field import LISTED
from geodata.crs import TM35FIN, WGS84, reproject, to_web_mercator
from geodata.shapes import to_geojson_text
from models.base import LANGUAGES, Translated
from models.challenge import Challenge, ChallengeStatus
from models.city import City
from models.event import PUBLIC_EVENTS, Event
from models.pilot import PUBLIC_STATES, TOLD_STATES, Pilot
from models.testbed import Testbed

BOUNDARY_M: Final = 20  # how far the drawn boundary of a city may lie from the real one
DECIDED: Final = (ChallengeStatus.ANNOUNCED, ChallengeStatus.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Rendered:
    """One public thing.  ``shape`` is GeoJSON geometry text, EPSG:4326; ``anchor`` EPSG:3857.

    ``properties`` hold every field of the collection but ``changed``.
    """

    key: int
    properties: Mapping[str, Any]
    shape: str | None
    anchor: tuple[float, float] | None

    def text(self, changed_at: dt.datetime) -> str:
        """Return the whole GeoJSON feature."""
        said = json.dumps(self.said(changed_at), ensure_ascii=False, separators=(",", ":"))
        return (
            f'{{"type":"Feature","id":{self.key},"geometry":{self.shape or "null"},'
            f'"properties":{said}}}'
        )

    def said(self, changed_at: dt.datetime) -> dict[str, Any]:
        """Return the properties with the instant at which they last changed."""
        return {**self.properties, "changed": instant(changed_at)}


def instant(value: dt.datetime | None) -> str | None:
    """Return an instant as RFC 3339 in UTC, to the second."""
    return None if value is None else f"{value.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def rendered(session: Session, collection: str, keys: Collection[int]) -> dict[int, Rendered]:
    """Return the features of those things of a collection that everybody may see, by key."""
    return {one.key: one for one in MAKERS[collection](session, keys)}


def _texts(**texts: Translated) -> dict[str, str]:
    return {f"{name}_{lang}": text.get(lang) for name, text in texts.items() for lang in LANGUAGES}


def _anchor(thing: Testbed | Pilot | Challenge | Event) -> tuple[float, float] | None:
    if thing.anchor_x is None or thing.anchor_y is None:
        return None
    return thing.anchor_x, thing.anchor_y


def _testbeds(session: Session, keys: Collection[int]) -> list[Rendered]:
    found = session.scalars(
        select(Testbed)
        .where(Testbed.id.in_(keys), Testbed.status.in_(LISTED))
        .options(joinedload(Testbed.city))
    )
    return [
        Rendered(
            one.id,
            {
                "city": one.city.slug,
                "slug": one.slug,
                **_texts(title=one.name, summary=one.summary),
                "kind": one.kind,
                "status": one.status,
                "environment": one.environment,
                "themes": one.themes,
                **_texts(district=one.district),
                "address": "" if one.blur else one.address,
                "is_blurred": one.blur,
                "operator": one.operator,
                "capacity": one.capacity,
                "slot_unit": one.slot_unit,
                "min_days": one.min_days,
                "max_days": one.max_days,
                "lead_days": one.lead_days,
                "applicants": one.applicants,
                "entry_mode": one.entry_mode,
                "money": one.money,
                "infrastructure": one.infrastructure,
                "minors": one.minors,
                "patients": one.patients,
                "page": f"/fi/testbeds/{one.city.slug}/{one.slug}",
                "licence": one.city.licence,
            },
            one.shape_json,
            _anchor(one),
        )
        for one in found
    ]


def _pilots(session: Session, keys: Collection[int]) -> list[Rendered]:
    found = session.scalars(
        select(Pilot)
        .where(Pilot.id.in_(keys), Pilot.status.in_(PUBLIC_STATES))
        .options(joinedload(Pilot.city), joinedload(Pilot.testbed))
    ).all()
    first = {one.replicates_id for one in found if one.replicates_id is not None}
    public = select(Pilot.id).where(Pilot.id.in_(first), Pilot.status.in_(PUBLIC_STATES))
    known = set(session.scalars(public))
    return [
        Rendered(
            one.id,
            {
                **_of_pilot(one),
                "replicates": one.replicates_id if one.replicates_id in known else None,
                "page": f"/fi/pilots/{one.slug}",
                "licence": one.city.licence,
            },
            one.shape_json,
            _anchor(one),
        )
        for one in found
    ]


def _of_pilot(one: Pilot) -> dict[str, Any]:
    is_told = one.status in TOLD_STATES
    place = one.testbed if one.testbed is not None and one.testbed.status in SHOWN else None
    is_private = one.organisation_id is None and one.application_id is not None
    return {
        "city": one.city.slug,
        "slug": one.slug,
        **_texts(title=one.title, summary=one.plain),
        "kind": place.kind if place else None,
        "status": one.status,
        "themes": one.themes,
        "starts_on": one.start_day.isoformat(),
        "ends_on": one.end_day.isoformat(),
        "testbed": place.id if place else None,
        "organisation": "" if is_private else one.runner_name,
        **_texts(measured=one.measured),
        "personal_data": one.personal_data,
        "legal_basis": one.legal_basis,
        "money_eur": one.money_eur,
        "testers": one.testers if is_told else None,
        **_texts(learned=one.learned if is_told else Translated()),
        "continues": one.continues if is_told else None,
        "bought": one.bought if is_told else None,
    }


def _challenges(session: Session, keys: Collection[int]) -> list[Rendered]:
    found = session.scalars(
        select(Challenge)
        .where(Challenge.id.in_(keys))
        .options(
            joinedload(Challenge.city),
            joinedload(Challenge.organisation),
            selectinload(Challenge.testbeds),
            selectinload(Challenge.prizes),
        )
    )
    return [_of_challenge(one) for one in found if one.is_public]


def _of_challenge(one: Challenge) -> Rendered:
    status = "decided" if one.status in DECIDED else "published"
    status = "cancelled" if one.status is ChallengeStatus.CANCELLED else status
    return Rendered(
        one.id,
        {
            "city": one.city.slug,
            "slug": one.slug,
            **_texts(title=one.title, summary=one.summary),
            "status": status,
            "themes": one.themes,
            "opens_at": instant(one.opens_at),
            "closes_at": instant(one.closes_at),
            "decision_by": one.decision_by.isoformat() if one.decision_by else None,
            "entrants": one.entrants,
            "legal_form": one.legal_form,
            "prize_eur": sum(prize.amount_eur or 0 for prize in one.prizes),
            "organisation": one.organisation.name if one.organisation else "",
            "page": f"/fi/challenges/{one.slug}",
            "licence": one.city.licence,
        },
        *_where(one),
    )


def _where(thing: Challenge | Event) -> tuple[str | None, tuple[float, float] | None]:
    """Return the shape and the anchor that everybody sees: its own, or points of its testbeds."""
    seats = [one for one in seats_of(thing) if one.shape_json]
    if not seats:
        return None, None
    if len(seats) == 1:
        return seats[0].shape_json, _anchor(seats[0])
    spots = [shapely.from_geojson(one.shape_json).representative_point() for one in seats]
    return to_geojson_text(shapely.MultiPoint(spots)), _anchor(seats[0])


def _events(session: Session, keys: Collection[int]) -> list[Rendered]:
    found = session.scalars(
        select(Event)
        .where(Event.id.in_(keys), Event.status.in_(PUBLIC_EVENTS))
        .options(
            joinedload(Event.city),
            joinedload(Event.testbed),
            selectinload(Event.sessions),
            selectinload(Event.testbeds),
        )
    )
    return [_of_event(one) for one in found]


def _of_event(one: Event) -> Rendered:
    is_known = one.testbed is not None and one.testbed.status in SHOWN
    return Rendered(
        one.id,
        {
            "city": one.city.slug,
            "slug": one.slug,
            **_texts(title=one.title, summary=one.summary),
            "kind": one.kind,
            "status": one.status,
            "themes": one.themes,
            "starts_at": instant(one.starts_at),
            "ends_at": instant(one.ends_at),
            "languages": one.languages,
            "address": one.street,
            "testbed": one.testbed_id if is_known else None,
            "is_online": one.is_online,
            "registers": one.registers,
            "sessions": [f"{instant(begins)}/{instant(ends)}" for begins, ends in _times(one)],
            "page": f"/fi/events/{one.slug}",
            "licence": one.city.licence,
        },
        *_where(one),
    )


def _times(one: Event) -> list[tuple[dt.datetime, dt.datetime]]:
    return sorted((each.starts_at, each.ends_at) for each in one.live_sessions)


def _cities(session: Session, keys: Collection[int]) -> list[Rendered]:
    # As a column, the boundary is what the database holds, whatever was given to the object.
    found = session.execute(select(City, City.boundary).where(City.id.in_(keys)))
    return [
        Rendered(
            one.id,
            {
                "city": one.slug,
                "slug": one.slug,
                **_texts(title=one.name),
                "is_boundary": boundary is not None,
                "page": f"/fi/?city={one.slug}",
                "licence": one.licence,
            },
            to_geojson_text(_area(one, boundary)),
            to_web_mercator(one.centre_lon, one.centre_lat),
        )
        for one, boundary in found
    ]


def _area(city: City, boundary: WKBElement | None) -> BaseGeometry:
    if boundary is None:
        return shapely.box(*city.bbox)
    plane = reproject(to_shape(boundary), WGS84, TM35FIN)
    return reproject(plane.simplify(BOUNDARY_M), TM35FIN, WGS84)


# Who makes the features of each collection.
MAKERS: Final[Mapping[str, Callable[[Session, Collection[int]], list[Rendered]]]] = {
    "testbeds": _testbeds,
    "pilots": _pilots,
    "challenges": _challenges,
    "events": _events,
    "cities": _cities,
}
