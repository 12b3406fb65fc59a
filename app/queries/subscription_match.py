"""Which subscriptions the events of a batch fit: one pass, on either engine.

PostgreSQL finds places by its index of their reach.  SpatiaLite's are read once a batch and tested
together in memory, which takes less than asking for each.  Both measure in ETRS-TM35FIN, from the
shape that the public may see, so that a small circle tells nobody where a blurred place is.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape
from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    Subquery,
    Text,
    and_,
    cast,
    func,
    select,
    text,
)

from app.database import db
from app.queries.search import has_words, matching_ids
from app.queries.subscription_thing import Facts
from geodata.crs import WGS84, reproject
from models.pilot_event import About, PilotEvent
from models.subscription import PLACE_EPSG, Subscription, Target

Wish = Mapping[str, Any]
Pair = tuple[str | int, int]  # what is followed, and an event that fits it
LIVE = (Subscription.confirmed_at.is_not(None), Subscription.stopped_at.is_(None))
AT_A_TIME = 1000
_REACHED = text(
    "WITH given AS MATERIALIZED ("
    " SELECT event_id, ST_GeomFromWKB(wkb, 3067) AS geom"
    " FROM unnest(CAST(:events AS integer[]), CAST(:shapes AS bytea[])) AS g(event_id, wkb))"
    " SELECT s.id AS key, given.event_id FROM given JOIN subscription s"
    " ON ST_Expand(ST_GeomFromWKB(s.shape, 3067), s.radius_m) && given.geom"
    " AND ST_DWithin(ST_GeomFromWKB(s.shape, 3067), given.geom, s.radius_m)"
    " WHERE s.confirmed_at IS NOT NULL AND s.stopped_at IS NULL"
)
_PAIRS = {
    "postgresql": "SELECT value->>0 AS key, CAST(value->>1 AS integer) AS event_id"
    " FROM jsonb_array_elements(CAST(:{0} AS jsonb))",
    "sqlite": "SELECT json_extract(value, '$[0]') AS key, json_extract(value, '$[1]') AS event_id"
    " FROM json_each(:{0})",
}


@dataclass(frozen=True, slots=True)
class Batch:
    """Events that were just written, each with what is known of the thing it happened to."""

    facts: Mapping[int, Facts]


def matches(batch: Batch, *more: ColumnElement[Any]) -> Iterator[Select[Any]]:
    """Return the choices of ``(subscription id, event id, reader id, *more)`` that fit a batch.

    No pair is in two of them.  A subscription hears what happened after it was confirmed.
    """
    base = select(Subscription.id, PilotEvent.id, Subscription.reader_id, *more).where(
        PilotEvent.id.in_(batch.facts),
        Subscription.confirmed_at <= PilotEvent.at,
        Subscription.stopped_at.is_(None),
    )
    own = base.select_from(PilotEvent)
    yield own.join(Subscription, Subscription.pilot_id == PilotEvent.pilot_id)
    for fit, key in (_testbeds(batch), _places(batch), _views(batch)):
        yield own.join(fit, fit.c.event_id == PilotEvent.id).join(Subscription, key)


def _testbeds(batch: Batch) -> tuple[Subquery, ColumnElement[bool]]:
    pairs: list[Pair] = [
        (testbed, event) for event, one in batch.facts.items() for testbed in sorted(one.testbeds)
    ]
    fit = _given("held", pairs, Integer())
    return fit, Subscription.testbed_id == cast(fit.c.key, Integer)  # JSON gives it as text


def _places(batch: Batch) -> tuple[Subquery, ColumnElement[bool]]:
    placed = [(event, in_metres(one.shape)) for event, one in batch.facts.items() if one.shape]
    if db.session.get_bind().dialect.name == "postgresql":
        asked = _REACHED.bindparams(
            events=[event for event, _shape in placed],
            shapes=[shapely.to_wkb(one) for _event, one in placed],
        )
        fit = asked.columns(key=Integer, event_id=Integer).subquery("reached")
    else:
        fit = _given("reached", _reached_in_memory(placed), Integer())
    return fit, Subscription.id == fit.c.key


def _reached_in_memory(placed: Sequence[tuple[int, shapely.Geometry]]) -> list[Pair]:
    asked = select(Subscription.id, Subscription.shape, Subscription.radius_m)
    rows = db.session.execute(asked.where(Subscription.shape.is_not(None), *LIVE)).all()
    if not placed or not rows:
        return []
    tree = shapely.STRtree([one for _event, one in placed])
    around = shapely.from_wkb([row[1] for row in rows])
    radii = np.array([row[2] for row in rows], dtype=np.float64)
    found = tree.query(around, predicate="dwithin", distance=radii)
    return [(rows[row][0], placed[event][0]) for row, event in found.T.tolist()]


def _views(batch: Batch) -> tuple[Subquery, ColumnElement[bool]]:
    rows = db.session.execute(
        select(Subscription.wish_key, func.max(Subscription.id))
        .where(Subscription.target == Target.VIEW, *LIVE)
        .group_by(Subscription.wish_key)
    ).all()
    known: dict[str, set[int] | None] = {}
    pairs: list[Pair] = [
        (key, event) for key, wish in _wishes(rows) for event in _fitting(wish, batch.facts, known)
    ]
    fit = _given("viewed", pairs, Text())
    return fit, and_(Subscription.wish_key == fit.c.key, Subscription.target == Target.VIEW)


def _given(name: str, pairs: Sequence[Pair], kind: Any) -> Subquery:
    """Return pairs as a table of the statement, however many they are."""
    words = _PAIRS[db.session.get_bind().dialect.name].format(name)
    asked = text(words).bindparams(**{name: json.dumps(pairs)})
    return asked.columns(key=kind, event_id=Integer).subquery(name)


def _wishes(rows: Sequence[Row[str, int]]) -> Iterator[tuple[str, Wish]]:
    for first in range(0, len(rows), AT_A_TIME):
        some = {row[1]: row[0] for row in rows[first : first + AT_A_TIME]}
        asked = select(Subscription.id, Subscription.wish).where(Subscription.id.in_(some))
        for ident, wish in db.session.execute(asked):
            yield some[ident], wish


def fits(wish: Wish, one: Facts) -> bool:
    """Say whether a thing has what a followed view asks for, its words aside.

    Challenges and events say nothing of personal data, so a view that asks for it has none.
    """
    asked = {name: set(wish.get(name, ())) for name in ("city", "theme", "kind", "personal_data")}
    return (
        (not asked["city"] or one.city in asked["city"])
        and (not asked["theme"] or bool(asked["theme"] & one.themes))
        and (not asked["kind"] or bool(asked["kind"] & one.kinds))
        and (not asked["personal_data"] or one.personal_data in asked["personal_data"])
    )


def _fitting(
    wish: Wish, facts: Mapping[int, Facts], known: dict[str, set[int] | None]
) -> list[int]:
    words = next(iter(wish.get("q", ())), "")
    if words not in known:
        known[words] = matching_ids("pilot", words)
    return [
        event for event, one in facts.items() if fits(wish, one) and _has(words, one, known[words])
    ]


def _has(words: str, one: Facts, pilots: set[int] | None) -> bool:
    """Say whether a thing has the words of a view; those of pilots stand in the search's index."""
    if pilots is None:
        return True
    return one.id in pilots if one.about is About.PILOT else has_words(words, *one.texts)


def in_metres(geojson: str) -> shapely.Geometry:
    """Return a shape (GeoJSON text, as the public may see it) in ``PLACE_EPSG``."""
    return reproject(shape(json.loads(geojson)), WGS84, PLACE_EPSG)
