"""Public pages with when they last changed, in parts that stay the same while others change."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVarTuple

from sqlalchemy import Select, func, select

from app.database import db
from app.queries.held import HeldOpen
from models.open_feature import OpenFeature
from models.pilot import TOLD_STATES

Row = TypeVarTuple("Row")

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
    return [part for name in HAVE_PAGES for part in _held.of(name)]


def _read(collection: str) -> list[Part]:
    number = OpenFeature.key // PART
    rows = db.session.execute(
        _listed(select(number, func.max(OpenFeature.changed_at)), collection)
        .group_by(number)
        .order_by(number)
    )
    return [Part(collection, int(of), changed) for of, changed in rows]


_held = HeldOpen(_read)


def addresses(collection: str, number: int) -> Sequence[Address]:
    """Return the pages of a part, by id."""
    rows = db.session.execute(
        _listed(select(OpenFeature.properties, OpenFeature.changed_at), collection)
        .where(
            OpenFeature.key >= number * PART,
            OpenFeature.key < (number + 1) * PART,
        )
        .order_by(OpenFeature.key)
    )
    return [one for told, changed in rows for one in _pages(told, changed)]


def _pages(told: dict[str, Any], changed: dt.datetime) -> Iterator[Address]:
    """Yield the page of a thing, and that of its result when it has one."""
    page = str(told["page"]).removeprefix("/fi")
    yield Address(page, changed)
    if page.startswith("/pilots/") and told["status"] in TOLD_STATES:
        yield Address(page.replace("/pilots/", "/results/", 1), changed)


def _listed(asked: Select[*Row], collection: str) -> Select[*Row]:
    """Leave out what search engines are asked not to keep: events that have no time yet."""
    asked = asked.where(OpenFeature.collection == collection)
    return asked.where(OpenFeature.starts_on.is_not(None)) if collection == "events" else asked
