"""What people write into an event, checked and kept: its texts, its place, what it is about."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from geoalchemy2.shape import from_shape
from shapely.geometry import mapping
from sqlalchemy import select

from app.database import db
from app.services.typed_value import EMAIL, LINE, TEXT, text_up_to, themes, translated_up_to
from geodata.crs import WGS84, to_web_mercator
from geodata.shape_error import ShapeError
from geodata.shape_text import parse_coordinates
from models.base import Translated
from models.challenge import Challenge
from models.city import City
from models.errors import FieldError
from models.event import Event, EventKind, SpokenLanguage
from models.pilot import Pilot
from models.testbed import Testbed, TestbedStatus

TITLE, SUMMARY = 120, 300
DIGITS = 6
NEEDED = ("title", "summary")
NO_WORDS = Translated()
_title, _summary = translated_up_to(TITLE), translated_up_to(SUMMARY)
_text, _line, _email = translated_up_to(TEXT), text_up_to(LINE), text_up_to(EMAIL)


@dataclass(frozen=True, slots=True)
class Place:
    """Where people come: one of a testbed, a drawn point (as typed, EPSG:4326) and an address.

    ``online_url`` may stand beside any of them, or alone.  What is left out is empty.
    """

    testbed_id: int | None = None
    address: str = ""
    coordinates: str = ""
    online_url: str = ""


@dataclass(frozen=True, slots=True)
class Times:
    """From when to when; ``[start, end)``, aware."""

    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EventText:
    """Everything of an event that is written in one form.

    ``times`` and ``capacity`` are those of a single event; a programme has them by its sessions.
    """

    kind: EventKind
    title: Translated
    summary: Translated = NO_WORDS
    description: Translated = NO_WORDS
    access: Translated = NO_WORDS
    themes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    place: Place = Place()
    contact_email: str = ""
    times: Times | None = None
    capacity: int | None = None
    challenge_ids: tuple[int, ...] = ()
    pilot_ids: tuple[int, ...] = ()
    testbed_ids: tuple[int, ...] = ()


def check(written: EventText) -> None:
    """Refuse what no event can be.

    Raises:
        FieldError: ``event_title_needed``, ``event_times_needed``, ``event_ends_before_start``.
    """
    if not written.title:
        raise FieldError("event_title_needed", field="title_fi")
    if written.kind is EventKind.PROGRAMME:
        return
    if written.times is None:
        raise FieldError("event_times_needed", field="day")
    if written.times.end <= written.times.start:
        raise FieldError("event_ends_before_start", field="ends")


def refuse_unready(event: Event, written: EventText) -> None:
    """Refuse to show everybody an event that lacks what they need.

    Raises:
        FieldError: ``event_language_needed`` at a text, ``event_place_needed``,
            ``event_spoken_needed``.
    """
    for name in NEEDED:
        for lang in event.city.required_languages:
            if not getattr(written, name).get(lang):
                raise FieldError("event_language_needed", field=f"{name}_{lang}")
    place = written.place
    if not (place.testbed_id or place.address or place.coordinates or place.online_url):
        raise FieldError("event_place_needed", field="where")
    if not written.languages:
        raise FieldError("event_spoken_needed", field="languages")


def put(event: Event, city: City, written: EventText) -> None:
    """Write the texts, the place and the links of an event into its row.

    Raises:
        FieldError: ``too_many_letters``, ``not_a_choice``, ``shape_…``, ``web_address_needed``.
    """
    event.kind = written.kind
    event.title, event.summary = (
        _title("title", written.title),
        _summary("summary", written.summary),
    )
    event.description = _text("description", written.description)
    event.access = _text("access", written.access)
    event.themes = themes("themes", written.themes)
    event.languages = _spoken(written.languages)
    event.contact_email = _email("contact_email", written.contact_email)
    _put_place(event, city, written.place)
    event.challenges = chosen_challenges(city.id, written.challenge_ids)
    event.pilots = chosen_pilots(city.id, written.pilot_ids)
    event.testbeds = _chosen(Testbed, written.testbed_ids, "testbeds", Testbed.city_id == city.id)


def chosen_challenges(city_id: int, ids: Iterable[int]) -> list[Challenge]:
    """Return the challenges of a city by their ids, or refuse one that is not its own."""
    return _chosen(Challenge, ids, "challenges", Challenge.city_id == city_id)


def chosen_pilots(city_id: int, ids: Iterable[int]) -> list[Pilot]:
    """Return the pilots of a city by their ids, or refuse one that is not its own."""
    return _chosen(Pilot, ids, "pilots", Pilot.city_id == city_id)


def _spoken(codes: Iterable[str]) -> list[str]:
    try:
        return list(dict.fromkeys(SpokenLanguage(code).value for code in codes))
    except ValueError:
        raise FieldError("not_a_choice", field="languages") from None


def _put_place(event: Event, city: City, place: Place) -> None:
    event.testbed_id = _testbed_id(event, city, place.testbed_id)
    event.address = _line("address", place.address)
    event.online_url = _web("online_url", place.online_url)
    event.geom = event.shape_json = event.anchor_x = event.anchor_y = None
    if not place.coordinates.strip():
        return
    try:
        point = parse_coordinates(place.coordinates, "point", WGS84, 1)
    except ShapeError as problem:
        raise FieldError(
            f"shape_{problem.code.value}", field="coordinates", **problem.facts
        ) from None
    event.geom = from_shape(point, srid=WGS84)
    lon, lat = round(point.x, DIGITS), round(point.y, DIGITS)
    event.shape_json = json.dumps({**mapping(point), "coordinates": [lon, lat]})
    event.anchor_x, event.anchor_y = to_web_mercator(lon, lat)


def _web(field: str, value: str) -> str:
    address = value.strip()
    if address and not address.startswith(("https://", "http://")):
        raise FieldError("web_address_needed", field=field)
    return address[:500]


def _testbed_id(event: Event, city: City, testbed_id: int | None) -> int | None:
    if testbed_id is None:
        return None
    found = db.session.get(Testbed, testbed_id)
    known = found is not None and found.city_id == city.id
    # One that was chosen before may have been retired since; nobody begins with such a one.
    retired = found is not None and found.status in (TestbedStatus.RETIRED, TestbedStatus.DRAFT)
    if not known or (retired and testbed_id != event.testbed_id):
        raise FieldError("not_a_choice", field="testbed")
    return testbed_id


def _chosen(table: Any, ids: Iterable[int], field: str, where: Any) -> list[Any]:
    wanted = set(ids)
    if not wanted:
        return []
    found = db.session.scalars(
        select(table).where(table.id.in_(wanted), where).order_by(table.id)
    ).all()
    if len(found) != len(wanted):
        raise FieldError("not_a_choice", field=field)
    return list(found)


def kept(event: Event) -> EventText:
    """Return what is kept of an event, as it was written."""
    main = None if event.kind is EventKind.PROGRAMME else next(iter(event.sessions), None)
    return EventText(
        kind=event.kind, title=event.title, summary=event.summary,
        description=event.description, access=event.access, themes=tuple(event.themes),
        languages=tuple(event.languages), place=place_of(event),
        contact_email=event.contact_email,
        times=Times(main.starts_at, main.ends_at) if main else None,
        capacity=main.capacity if main else None,
        challenge_ids=tuple(one.id for one in event.challenges),
        pilot_ids=tuple(one.id for one in event.pilots),
        testbed_ids=tuple(one.id for one in event.testbeds),
    )  # fmt: skip


def place_of(event: Event) -> Place:
    """Return where an event is, as it was written."""
    text = ""
    if event.shape_json:
        lon, lat = json.loads(event.shape_json)["coordinates"]
        text = f"{lat}, {lon}"
    return Place(event.testbed_id, event.address, text, event.online_url)
