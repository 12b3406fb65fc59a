"""Testbeds beside one that is being registered: those near it, and those that may be the same."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from geoalchemy2.shape import to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, select

from app.database import db
from app.policies.actor import Actor
from app.queries.box import Box, in_box
from app.queries.search import fold
from app.queries.testbed_desk import theirs
from geodata.crs import WGS84, reproject
from geodata.shapes import bounds, to_geojson_text
from models.base import LANGUAGES, Translated
from models.testbed import Testbed

NEAR_M = 100
ALIKE_NEAR, ALIKE_ANYWHERE = 0.55, 0.75
"""How like two names must be, from 0 to 1: beside each other, and when one has no place yet."""

MOST_SHOWN, MOST_NEARBY, MOST_NAMES = 3, 300, 5_000
_DEGREES = 0.0027  # 100 m of longitude at 70° N, and some
_WORD = re.compile(r"[^\W_]+")
_MEANINGFUL = 5  # letters


@dataclass(frozen=True, slots=True)
class Alike:
    """A testbed that may be the same one; ``metres`` apart, or None when that is not known."""

    testbed: Testbed
    metres: float | None


@dataclass(frozen=True, slots=True)
class Nearby:
    """The exact shape of another testbed, as GeoJSON text, for staff to draw against."""

    name: Translated
    shape: str


def nearby(viewer: Actor, testbed: Testbed, box: Box) -> list[Nearby]:
    """Return the other testbeds of the same city, as far as the viewer may know, in a window."""
    found = db.session.scalars(
        select(Testbed)
        .where(*_beside(viewer, testbed.city_id, testbed.id), in_box(Testbed, box))
        .order_by(Testbed.id)
        .limit(MOST_NEARBY)
    )
    return [
        Nearby(one.name, to_geojson_text(to_shape(one.geom), 7))
        for one in found
        if one.geom is not None
    ]


def alike(viewer: Actor, testbed: Testbed) -> list[Alike]:
    """Return testbeds of the same city with a like name that lie within 100 metres or touch.

    A testbed that has no place yet is compared by its name alone, more strictly.
    """
    if testbed.geom is None:
        return alike_named(viewer, testbed.city_id, testbed.name, testbed.id)
    shape, plane = to_shape(testbed.geom), testbed.city.gk_epsg
    west, south, east, north = bounds(shape)
    box = (west - _DEGREES, south - _DEGREES, east + _DEGREES, north + _DEGREES)
    here = reproject(shape, WGS84, plane)
    rows = db.session.scalars(
        select(Testbed).where(*_beside(viewer, testbed.city_id, testbed.id), in_box(Testbed, box))
    )
    found = [
        Alike(one, apart)
        for one in rows
        if likeness(one.name, testbed.name) >= ALIKE_NEAR
        and (apart := _apart(here, one, plane)) is not None
        and apart <= NEAR_M
    ]
    return sorted(found, key=lambda one: (one.metres or 0, one.testbed.id))[:MOST_SHOWN]


def alike_named(
    viewer: Actor, city_id: int, name: Translated, without: int | None = None
) -> list[Alike]:
    """Return testbeds of a city whose names are very like one, the most like first."""
    rows = db.session.execute(
        select(Testbed.id, Testbed.name)
        .where(*_beside(viewer, city_id, without))
        .order_by(Testbed.updated_at.desc())
        .limit(MOST_NAMES)
    )
    scores = {row[0]: likeness(row[1], name) for row in rows}
    best = sorted(
        (one for one, score in scores.items() if score >= ALIKE_ANYWHERE),
        key=lambda one: (-scores[one], one),
    )
    return [Alike(db.session.get_one(Testbed, one), None) for one in best[:MOST_SHOWN]]


def likeness(one: Translated, other: Translated) -> float:
    """Return how like two names are in the language in which they are most so, from 0 to 1."""
    return max(_likeness(one.get(lang), other.get(lang)) for lang in LANGUAGES)


def _likeness(one: str, other: str) -> float:
    """Shared pairs of letters of all (Dice); a name whole inside the other one counts as like.

    Numbers tell places apart that are called the same: "School 1" and "School 2".
    """
    words, others = _words(one), _words(other)
    if not words or not others or _numbers(words) != _numbers(others):
        return 0.0
    shorter, longer = sorted((words, others), key=len)
    if shorter <= longer and any(len(word) >= _MEANINGFUL for word in shorter):
        return 1.0 if shorter == longer else 0.8
    pairs, theirs_too = set(_pairs(words)), set(_pairs(others))
    return 2 * len(pairs & theirs_too) / (len(pairs) + len(theirs_too))


def _words(name: str) -> frozenset[str]:
    return frozenset(fold(word) for word in _WORD.findall(name.casefold()))


def _numbers(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if word.isdigit())


def _pairs(words: frozenset[str]) -> Iterator[str]:
    for word in words:
        yield from (a + b for a, b in pairwise(f" {word} "))


def _apart(here: BaseGeometry, other: Testbed, plane: int) -> float | None:
    if other.geom is None:
        return None
    return float(here.distance(reproject(to_shape(other.geom), WGS84, plane)))


def _beside(viewer: Actor, city_id: int, without: int | None) -> list[ColumnElement[bool]]:
    return [theirs(viewer), Testbed.city_id == city_id, Testbed.id != (without or 0)]
