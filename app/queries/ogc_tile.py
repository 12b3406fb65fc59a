"""Vector tiles of open data: features when close, clusters from further out.

PostgreSQL writes the tiles of features itself; for SQLite they are written here from its rows, with
the same features and attributes (geodata/vector_tile.py).  Clusters are counted in the process on
both.  Areas of cities are few and large, so they are themselves at every zoom.
"""

import threading
from collections.abc import Sequence
from functools import cache
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from sqlalchemy import Engine, select

from app.database import db
from app.queries.open_feature import State
from app.queries.straight import engine_name, rows
from geodata.tile_cluster import CLUSTER_ZOOM, Pyramid
from geodata.tile_grid import BUFFER, EXTENT, PIXEL, Tile
from geodata.vector_tile import Rows, Value, vector_tile
from models.open_collection import COLLECTIONS
from models.open_feature import OpenFeature
from models.open_field import FieldType, OpenField

UNCLUSTERED = frozenset({"cities"})

_REACH = BUFFER + 2
"""How far out to look, in steps: a little more than is drawn, as boxes in indexes are rounded."""

_POSTGRESQL = """
    SELECT ST_AsMVT(found, %(layer)s, {extent}, 'shape', 'key') FROM (
      SELECT key, {columns}, COALESCE(
        ST_AsMVTGeom(
          CASE WHEN ST_Dimension(geom_m) > 0 AND GREATEST(
            ST_XMax(geom_m) - ST_XMin(geom_m), ST_YMax(geom_m) - ST_YMin(geom_m)) < %(pixel)s
          THEN ST_Point(anchor_x, anchor_y, 3857) ELSE geom_m END, frame, {extent}, {buffer}, true),
        ST_AsMVTGeom(ST_Point(anchor_x, anchor_y, 3857), frame, {extent}, {buffer}, true)) AS shape
      FROM open_feature, ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 3857) AS frame
      WHERE collection = %(layer)s AND geom_m && ST_Expand(frame, %(more)s)
      ORDER BY key
    ) AS found WHERE shape IS NOT NULL
"""
_SQLITE = """
    SELECT key, anchor_x, anchor_y, ST_AsBinary(geom_m), {columns}
    FROM open_feature
    WHERE collection = :layer AND id IN (
      SELECT pkid FROM idx_open_feature_geom_m
      WHERE xmax >= :west AND xmin <= :east AND ymax >= :south AND ymin <= :north)
    ORDER BY key
"""


def tile_fields(collection: str) -> list[OpenField]:
    """Return the attributes that features of a collection have in tiles: few, as they repeat.

    Everything else that is told of a feature is found under its id.
    """
    return [field for field, _column in _attributes(collection)]


def has_clusters(collection: str) -> bool:
    """Whether the tiles of a collection hold clusters up to `CLUSTER_ZOOM`."""
    return collection not in UNCLUSTERED


def feature_tile(collection: str, state: State, tile: Tile) -> bytes:
    """Return a vector tile of a collection in this state, empty when there is nothing in it."""
    if tile.z <= CLUSTER_ZOOM and has_clusters(collection):
        return _pyramid(collection, state).tile(tile)
    if engine_name() == "sqlite":
        return _written(collection, tile)
    west, south, east, north = tile.box()
    found = rows(
        _statements(collection),
        {
            "layer": collection, "west": west, "south": south, "east": east, "north": north,
            "more": _REACH * tile.step_m, "pixel": PIXEL * tile.step_m,
        },
    )  # fmt: skip
    return bytes(found[0][0] or b"")


def _written(collection: str, tile: Tile) -> bytes:
    west, south, east, north = tile.box(_REACH)
    found = rows(
        _statements(collection),
        {"layer": collection, "west": west, "south": south, "east": east, "north": north},
    )
    if not found:
        return b""
    keys, x, y, shapes, *columns = zip(*found, strict=True)
    names = [field.name for field in tile_fields(collection)]
    attributes: dict[str, Sequence[Value]] = dict(zip(names, columns, strict=True))
    return vector_tile(
        collection, Rows(keys, shapely.from_wkb(shapes), np.array(x), np.array(y), attributes), tile
    )


@cache
def _attributes(collection: str) -> list[tuple[OpenField, str]]:
    """Return the fields of features in tiles, each with the SQL that reads it; None: left out."""
    kind = COLLECTIONS[collection]
    wanted = {
        "slug": "slug",
        "city": "city",
        "kind": "NULLIF(kind, '')",
        **{f"title_{lang}": f"NULLIF(title_{lang}, '')" for lang in ("fi", "sv", "en")},
        kind.starts: "starts_on",
        kind.ends: "ends_on",
    }
    found = []
    for name, column in wanted.items():
        field = kind.field(name)
        is_day = column in {"starts_on", "ends_on"}
        if field is not None and (not is_day or field.type is FieldType.DATE):
            found.append((field, column))
    return found


@cache
def _statements(collection: str) -> dict[str, str]:
    columns = ", ".join(f"{column} AS {field.name}" for field, column in _attributes(collection))
    forms = {"postgresql": _POSTGRESQL, "sqlite": _SQLITE}
    return {
        kind: form.format(columns=columns, extent=EXTENT, buffer=BUFFER)
        for kind, form in forms.items()
    }


_known: WeakKeyDictionary[Engine, dict[str, tuple[State, Pyramid]]] = WeakKeyDictionary()
_counting = threading.Lock()


def _pyramid(collection: str, state: State) -> Pyramid:
    """Return the clusters of a collection, counted once for each state by each process."""
    engine = db.engine
    known = _known.get(engine, {}).get(collection)
    if known is not None and known[0] == state:
        return known[1]
    with _counting:
        states = _known.setdefault(engine, {})
        known = states.get(collection)
        if known is None or known[0] != state:
            known = states[collection] = state, _count(collection)
        return known[1]


def _count(collection: str) -> Pyramid:
    found = db.session.execute(
        select(OpenFeature.key, OpenFeature.anchor_x, OpenFeature.anchor_y).where(
            OpenFeature.collection == collection, OpenFeature.anchor_x.is_not(None)
        )
    ).all()
    # By columns: an array of rows takes seventy times as long to make.
    keys, x, y = zip(*found, strict=True) if found else ((), (), ())
    return Pyramid(np.array(keys, np.int64), np.array(x, np.float64), np.array(y, np.float64))
