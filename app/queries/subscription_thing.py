"""The pilots, challenges and events that people hear of: what subscriptions are matched with.

A challenge or an event is where the public sees it: its own shape, or else that of the testbeds it
offers, is held at or is about, each as the public may see it.
"""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.database import db
from models.base import LANGUAGES, Translated
from models.challenge import PUBLIC_STATES as PUBLIC_CHALLENGES
from models.challenge import Challenge
from models.city import City
from models.event import Event, EventStatus
from models.pilot import PUBLIC_STATES, Pilot
from models.pilot_event import About, PilotEvent
from models.testbed import Testbed, TestbedStatus
from models.testbed_kind import TestbedKind

Thing = tuple[About, int]
SHOWN = (TestbedStatus.PUBLISHED, TestbedStatus.PAUSED, TestbedStatus.RETIRED)
"""States in which everybody knows where a testbed is."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one thing.  ``shape`` is GeoJSON text as the public may see it.

    ``personal_data`` is yes, no or unknown; empty where nothing is said.  ``texts`` are looked
    through for words; a pilot's stand in the search's own index.
    """

    about: About
    id: int
    city: str
    testbeds: frozenset[int]
    kinds: frozenset[str]
    themes: frozenset[str]
    personal_data: str
    shape: str | None
    texts: tuple[str, ...] = ()


def facts_of(things: Collection[Thing]) -> dict[Thing, Facts]:
    """Return what can be matched of public things."""
    ids = {one: [ident for about, ident in things if about is one] for one in About}
    found = [
        *_pilots(ids[About.PILOT]),
        *map(of_challenge, _challenges(ids[About.CHALLENGE])),
        *map(of_gathering, _gatherings(ids[About.GATHERING])),
    ]
    return {(one.about, one.id): one for one in found}


def is_still_so(event: PilotEvent, now: dt.datetime) -> bool:
    """Say whether what happened may be told: no post removed, no challenge or event called off.

    An event that is over when its digest is due is no news any more.
    """
    if event.update is not None:
        return event.update.removed_at is None
    if event.challenge is not None:
        return event.challenge.status in PUBLIC_CHALLENGES
    if event.gathering is not None:
        return event.gathering.status is EventStatus.PUBLISHED and not event.gathering.is_over(now)
    return True


def places_of(thing: Challenge | Event) -> list[Testbed]:
    """Return the testbeds that everybody knows of and a thing offers, is held at or is about."""
    found = list(thing.testbeds)
    if isinstance(thing, Event) and thing.testbed is not None:
        found = [thing.testbed, *(one for one in found if one.id != thing.testbed_id)]
    return [one for one in found if one.status in SHOWN]


def seats_of(thing: Challenge | Event) -> list[Challenge | Event | Testbed]:
    """Return what tells where a thing is: the testbed it is held at, itself, or its testbeds.

    What is held at a testbed that is still a draft is nowhere.
    """
    places = places_of(thing)
    if isinstance(thing, Event) and thing.testbed is not None:
        return [one for one in places if one.id == thing.testbed_id]
    return [thing] if thing.shape_json else [*places]


def of_challenge(one: Challenge, *, shaped: bool = True) -> Facts:
    """Return what is known of a challenge; its shape, too, unless nobody asks how far it is."""
    return _facts(About.CHALLENGE, one, shaped=shaped)


def of_gathering(one: Event, *, shaped: bool = True) -> Facts:
    """Return what is known of an event; it is at one testbed, however many it is about."""
    return _facts(About.GATHERING, one, shaped=shaped)


def _facts(about: About, one: Challenge | Event, *, shaped: bool) -> Facts:
    places = places_of(one)
    seats = seats_of(one) if shaped else []
    return Facts(
        about=about,
        id=one.id,
        city=one.city.slug,
        testbeds=frozenset(place.id for place in places),
        kinds=frozenset(place.kind for place in places if place.kind),
        themes=frozenset(one.themes),
        personal_data="",
        shape=_together([seat.shape_json for seat in seats if seat.shape_json]),
        texts=_texts(one.title, one.summary, *(place.name for place in places)),
    )


def _together(shapes: list[str]) -> str | None:
    if len(shapes) < 2:  # noqa: PLR2004 - one shape needs no collection
        return shapes[0] if shapes else None
    return json.dumps(
        {"type": "GeometryCollection", "geometries": [json.loads(one) for one in shapes]}
    )


def _texts(*texts: Translated) -> tuple[str, ...]:
    return tuple(words for text in texts for lang in LANGUAGES if (words := text.get(lang)))


def _pilots(ids: Collection[int]) -> list[Facts]:
    said: Mapping[bool | None, str] = {True: "yes", False: "no", None: "unknown"}
    rows = db.session.execute(
        select(
            Pilot.id, City.slug, Pilot.testbed_id, Testbed.kind, Pilot.themes,
            Pilot.personal_data, Pilot.shape_json,
        )
        .join(City, City.id == Pilot.city_id)
        .outerjoin(Testbed, Testbed.id == Pilot.testbed_id)
        .where(Pilot.id.in_(ids), Pilot.status.in_(PUBLIC_STATES))
    )  # fmt: skip
    return [
        Facts(
            About.PILOT, row[0], row[1], frozenset(() if row[2] is None else (row[2],)),
            frozenset((row[3] or TestbedKind.NEIGHBOURHOOD,)), frozenset(row[4]), said[row[5]],
            row[6],
        )
        for row in rows
    ]  # fmt: skip


def _challenges(ids: Collection[int]) -> Iterable[Challenge]:
    return db.session.scalars(
        select(Challenge)
        .where(Challenge.id.in_(ids), Challenge.status.in_(PUBLIC_CHALLENGES))
        .options(joinedload(Challenge.city), selectinload(Challenge.testbeds))
    )


def _gatherings(ids: Collection[int]) -> Iterable[Event]:
    return db.session.scalars(
        select(Event)
        .where(Event.id.in_(ids), Event.status == EventStatus.PUBLISHED)
        .options(joinedload(Event.city), joinedload(Event.testbed), selectinload(Event.testbeds))
    )
