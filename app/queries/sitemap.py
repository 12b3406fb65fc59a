"""Public pages with when they last changed, in parts that stay the same while others change."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from app.database import db
from models.open_feature import OpenFeature

PART = 1_000
"""How many ids a part spans; each thing has an address a language."""

HAVE_PAGES = ("testbeds", "pilots", "challenges", "events")


@dataclass(frozen=True, slots=True)
class Part:
    """The things of a collection whose ids lie in one span."""

    collection: str
    number: int
    changed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Address:
    """A page (without the language) and when what it tells last changed."""

    path: str
    changed_at: dt.datetime | None


def parts() -> list[Part]:
    """Return the parts that hold anything, in order."""
    number = OpenFeature.key // PART
    rows = db.session.execute(
        _listed(select(OpenFeature.collection, number, func.max(OpenFeature.changed_at)))
        .group_by(OpenFeature.collection, number)
        .order_by(OpenFeature.collection, number)
    )
    return [Part(collection, int(of), changed) for collection, of, changed in rows]


def addresses(collection: str, number: int) -> Sequence[Address]:
    """Return the pages of a part, by id."""
    rows = db.session.execute(
        _listed(select(OpenFeature.properties, OpenFeature.changed_at))
        .where(
            OpenFeature.collection == collection,
            OpenFeature.key >= number * PART,
            OpenFeature.key < (number + 1) * PART,
        )
        .order_by(OpenFeature.key)
    )
    return [Address(page["page"].removeprefix("/fi"), changed) for page, changed in rows]


def _listed(asked: Select) -> Select:
    """Leave out what search engines are asked not to keep: events that have no time yet."""
    return asked.where(
        OpenFeature.collection.in_(HAVE_PAGES),
        (OpenFeature.collection != "events") | OpenFeature.starts_on.is_not(None),
    )
