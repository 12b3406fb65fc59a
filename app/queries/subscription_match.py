"""Which subscriptions the events of a batch fit: one pass, on either engine.

PostgreSQL finds places by its index of their reach.  SpatiaLite's are read once a batch and tested
together in memory, which takes less than asking for each.  Both measure in ETRS-TM35FIN, from the
shape that the public may see, so that a small circle tells nobody where a blurred place is.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    func,
    select,
    text,
)

from app.database import db
from app.queries.pilot_event import PilotFacts
from app.queries.search import matching_ids
from geodata.crs import WGS84, reproject
from models.pilot import Pilot
from models.pilot_event import PilotEvent
from models.subscription import PLACE_EPSG, Subscription, Target

Wish = Mapping[str, Any]
Pair = tuple[str | int, int]  # what is followed, and a pilot that fits it
LIVE = (Subscription.confirmed_at.is_not(None), Subscription.stopped_at.is_(None))
AT_A_TIME = 1000
_REACHED = text(
    "WITH given AS MATERIALIZED ("
    " SELECT pilot_id, ST_GeomFromWKB(wkb, 3067) AS geom"
    " FROM unnest(CAST(:pilots AS integer[]), CAST(:shapes AS bytea[])) AS g(pilot_id, wkb))"
    " SELECT s.id AS key, given.pilot_id FROM given JOIN subscription s"
    " ON ST_Expand(ST_GeomFromWKB(s.shape, 3067), s.radius_m) && given.geom"
    " AND ST_DWithin(ST_GeomFromWKB(s.shape, 3067), given.geom, s.radius_m)"
    " WHERE s.confirmed_at IS NOT NULL AND s.stopped_at IS NULL"
)
_PAIRS = {
    "postgresql": "SELECT value->>0 AS key, CAST(value->>1 AS integer) AS pilot_id"
    " FROM jsonb_array_elements(CAST(:{0} AS jsonb))",
    "sqlite": "SELECT json_extract(value, '$[0]') AS key, json_extract(value, '$[1]') AS pilot_id"
    " FROM json_each(:{0})",
}


@dataclass(frozen=True, slots=True)
class Batch:
    """Events that were just written, with what is known of their pilots."""

    event_ids: Sequence[int]
    facts: Mapping[int, PilotFacts]


def matches(batch: Batch, *more: ColumnElement[Any]) -> Iterator[Select[Any]]:
    """Return the choices of ``(subscription id, event id, reader id, *more)`` that fit a batch.

    No pair is in two of them.  A subscription hears what happened after it was confirmed.
    """
    base = select(Subscription.id, PilotEvent.id, Subscription.reader_id, *more).where(
        PilotEvent.id.in_(batch.event_ids),
        Subscription.confirmed_at <= PilotEvent.at,
        Subscription.stopped_at.is_(None),
    )
    own = base.select_from(PilotEvent)
    yield own.join(Subscription, Subscription.pilot_id == PilotEvent.pilot_id)
    yield own.join(Pilot, Pilot.id == PilotEvent.pilot_id).join(
        Subscription, Subscription.testbed_id == Pilot.testbed_id
    )
    for fit, key in (_places(batch), _views(batch)):
        yield own.join(fit, fit.c.pilot_id == PilotEvent.pilot_id).join(Subscription, key)


def _places(batch: Batch) -> tuple[Subquery, ColumnElement[bool]]:
    placed = [(one.id, in_metres(one.shape)) for one in batch.facts.values() if one.shape]
    if db.session.get_bind().dialect.name == "postgresql":
        asked = _REACHED.bindparams(
            pilots=[ident for ident, _shape in placed],
            shapes=[shapely.to_wkb(one) for _ident, one in placed],
        )
        fit = asked.columns(key=Integer, pilot_id=Integer).subquery("reached")
    else:
        fit = _given("reached", _reached_in_memory(placed), Integer())
    return fit, Subscription.id == fit.c.key


def _reached_in_memory(placed: Sequence[tuple[int, shapely.Geometry]]) -> list[Pair]:
    asked = select(Subscription.id, Subscription.shape, Subscription.radius_m)
    rows = db.session.execute(asked.where(Subscription.shape.is_not(None), *LIVE)).all()
    if not placed or not rows:
        return []
    tree = shapely.STRtree([one for _ident, one in placed])
    around = shapely.from_wkb([row[1] for row in rows])
    radii = np.array([row[2] for row in rows], dtype=np.float64)
    found = tree.query(around, predicate="dwithin", distance=radii)
    return [(rows[row][0], placed[pilot][0]) for row, pilot in found.T.tolist()]


def _views(batch: Batch) -> tuple[Subquery, ColumnElement[bool]]:
    rows = db.session.execute(
        select(Subscription.wish_key, func.max(Subscription.id))
        .where(Subscription.target == Target.VIEW, *LIVE)
        .group_by(Subscription.wish_key)
    ).all()
    known: dict[str, set[int] | None] = {}
    pairs: list[Pair] = [
        (key, ident)
        for key, wish in _wishes(rows)
        for ident in _fitting(wish, batch.facts.values(), known)
    ]
    fit = _given("viewed", pairs, Text())
    return fit, and_(Subscription.wish_key == fit.c.key, Subscription.target == Target.VIEW)


def _given(name: str, pairs: Sequence[Pair], kind: Any) -> Subquery:
    """Return pairs as a table of the statement, however many they are."""
    words = _PAIRS[db.session.get_bind().dialect.name].format(name)
    asked = text(words).bindparams(**{name: json.dumps(pairs)})
    return asked.columns(key=kind, pilot_id=Integer).subquery(name)


def _wishes(rows: Sequence[Row[str, int]]) -> Iterator[tuple[str, Wish]]:
    for first in range(0, len(rows), AT_A_TIME):
        some = {row[1]: row[0] for row in rows[first : first + AT_A_TIME]}
        asked = select(Subscription.id, Subscription.wish).where(Subscription.id.in_(some))
        for ident, wish in db.session.execute(asked):
            yield some[ident], wish


def fits(wish: Wish, one: PilotFacts) -> bool:
    """Say whether a pilot has what a followed view asks for, its words aside."""
    asked = {name: set(wish.get(name, ())) for name in ("city", "theme", "kind", "personal_data")}
    return (
        (not asked["city"] or one.city in asked["city"])
        and (not asked["theme"] or bool(asked["theme"] & one.themes))
        and (not asked["kind"] or one.kind in asked["kind"])
        and (not asked["personal_data"] or one.personal_data in asked["personal_data"])
    )


def _fitting(
    wish: Wish, pilots: Iterable[PilotFacts], known: dict[str, set[int] | None]
) -> list[int]:
    words = next(iter(wish.get("q", ())), "")
    if words not in known:
        known[words] = matching_ids("pilot", words)
    ids = known[words]
    return [one.id for one in pilots if (ids is None or one.id in ids) and fits(wish, one)]


def in_metres(geojson: str) -> shapely.Geometry:
    """Return a shape (GeoJSON text, as the public may see it) in ``PLACE_EPSG``."""
    return reproject(shape(json.loads(geojson)), WGS84, PLACE_EPSG)
