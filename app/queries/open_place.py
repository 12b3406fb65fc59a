"""Where the features of a collection are, as arrays for the map; and what a few of them say."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import select

from app.database import db
from app.queries.city import city_names
from app.queries.held import HeldOpen
from geodata.clusters import Points
from models.base import Translated
from models.open_feature import OpenFeature


@dataclass(frozen=True, slots=True)
class Shown:
    """One feature in a list: its id, its properties by the fields of its collection, its days."""

    key: int
    properties: dict[str, Any]
    starts: dt.date | None
    ends: dt.date | None


def _read(collection: str) -> Points:
    number = {slug: place for place, slug in enumerate(city_names())}
    rows = db.session.execute(
        select(OpenFeature.key, OpenFeature.anchor_x, OpenFeature.anchor_y, OpenFeature.city).where(
            OpenFeature.collection == collection, OpenFeature.anchor_x.is_not(None)
        )
    ).all()
    return Points(
        x=np.array([row.anchor_x for row in rows], dtype=np.float64),
        y=np.array([row.anchor_y for row in rows], dtype=np.float64),
        ids=np.array([row.key for row in rows], dtype=np.int64),
        status=np.zeros(len(rows), dtype=np.int64),
        city=np.array([number[row.city] for row in rows], dtype=np.int64),
    )


_places = HeldOpen(_read)


def places_of(collection: str) -> Points:
    """Return the points of every feature that has one.

    Cities are numbered in the order of ``city_names``; positions are EPSG:3857 metres.
    """
    return _places.of(collection)


def some(collection: str, keys: Iterable[int]) -> dict[int, Shown]:
    """Return the features of these ids, by id."""
    asked = select(OpenFeature).where(
        OpenFeature.collection == collection, OpenFeature.key.in_(list(keys))
    )
    return {one.key: _shown(one) for one in db.session.scalars(asked)}


def first(collection: str, city: str | None, most: int) -> Sequence[Shown]:
    """Return the first features of a collection, or of a city in it, in the order of their ids."""
    asked = select(OpenFeature).where(OpenFeature.collection == collection)
    if city is not None:
        asked = asked.where(OpenFeature.city == city)
    rows = db.session.scalars(asked.order_by(OpenFeature.key).limit(most))
    return [_shown(one) for one in rows]


def _shown(one: OpenFeature) -> Shown:
    return Shown(one.key, one.properties, one.starts_on, one.ends_on)


@dataclass(frozen=True, slots=True)
class Titled:
    """A feature by name, with its page without the language."""

    title: Translated
    path: str


def titles(collection: str, keys: Iterable[int], most: int) -> list[Titled]:
    """Return those of ``keys`` that are public, at most ``most``, the newest first."""
    asked = (
        select(OpenFeature)
        .where(OpenFeature.collection == collection, OpenFeature.key.in_(list(keys)))
        .order_by(OpenFeature.key.desc())
        .limit(most)
    )
    return [
        Titled(
            Translated(one.title_fi, one.title_sv, one.title_en),
            str(one.properties["page"]).removeprefix("/fi"),
        )
        for one in db.session.scalars(asked)
    ]
