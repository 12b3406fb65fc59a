"""Vector tiles of open data: features when close, clusters from further out.

PostgreSQL writes the tiles of features itself; for SQLite they are written here from its rows, with
the same features and attributes (geodata/vector_tile.py).  Clusters are counted in the process on
both; of what is crowded closer in, the process says which rows are left to be drawn.  Areas of
cities are few and large, so they are themselves at every zoom.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, cast

import numpy as np
import shapely

from app.queries.ogc_cluster import Clusters, clusters_of, rounded
from app.queries.ogc_index import Index
from app.queries.open_feature import State
from app.queries.straight import engine_name, rows
from geodata.tile_cluster import CLUSTER_ZOOM, CROWDED_ZOOM
from geodata.tile_grid import BUFFER, EXTENT, PIXEL, Tile, degrees
from geodata.vector_tile import Rows, Value, vector_tile
from models.open_collection import COLLECTIONS
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
      WHERE collection = %(layer)s AND {meant}
      ORDER BY key
    ) AS found WHERE shape IS NOT NULL
"""
_SQLITE = """
    SELECT key, anchor_x, anchor_y, ST_AsBinary(geom_m), {columns}
    FROM open_feature
    WHERE collection = :layer AND {meant}
    ORDER BY key
"""
_REACHING = {
    "postgresql": "geom_m && ST_Expand(frame, %(more)s)",
    "sqlite": (
        "id IN (SELECT pkid FROM idx_open_feature_geom_m"
        " WHERE xmax >= :west AND xmin <= :east AND ymax >= :south AND ymin <= :north)"
    ),
}
_BY_ROW = {
    "postgresql": "id = ANY(%(rows)s::int[])",
    "sqlite": "id IN (SELECT value FROM json_each(:rows))",
}
_STANDING = {
    "postgresql": """
    SELECT id, anchor_x, anchor_y
    FROM open_feature, ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 3857) AS frame
    WHERE collection = %(layer)s AND {meant}
""",
    "sqlite": """
    SELECT id, anchor_x, anchor_y FROM open_feature WHERE collection = :layer AND {meant}
""",
}


def tile_fields(collection: str) -> list[OpenField]:
    """Return the attributes that features of a collection have in tiles: few, as they repeat.

    Everything else that is told of a feature is found under its id.
    """
    return [field for field, _column in _attributes(collection)]


def has_clusters(collection: str) -> bool:
    """Whether the tiles of a collection hold clusters."""
    return collection not in UNCLUSTERED


def feature_tile(
    collection: str, state: State, tile: Tile, index: Callable[[], Index | None] = lambda: None
) -> bytes:
    """Return a vector tile of a collection in this state, empty when there is nothing in it.

    ``index`` gives where the features of a large collection lie, in the same state, if it is known.
    """
    if tile.z > CROWDED_ZOOM or not has_clusters(collection):
        return _drawn(collection, tile)
    clusters = clusters_of(collection, state)
    if tile.z <= CLUSTER_ZOOM:
        return clusters.pyramid.tile(tile)
    if not clusters.pyramid.has_crowds(tile.z):
        return _drawn(collection, tile)
    # The layers of a tile stand one after the other.
    shown = _uncrowded(collection, clusters, tile, index())
    features = _drawn(collection, tile, shown) if shown else b""
    return features + clusters.pyramid.tile(tile)


def _uncrowded(collection: str, clusters: Clusters, tile: Tile, index: Index | None) -> list[int]:
    """Return the rows of what may reach into a tile and does not stand in a crowded square."""
    if index is not None:
        keys, numbers = index.rows_near(degrees(tile.box(_REACH)))
        return cast("list[int]", numbers[~clusters.is_crowded(keys, tile.z)].tolist())
    statements = {kind: form.format(meant=_REACHING[kind]) for kind, form in _STANDING.items()}
    found = rows(statements, {"layer": collection, **_frame(tile)})
    if not found:
        return []
    numbers, x, y = (np.array(one) for one in zip(*found, strict=True))
    is_crowded = clusters.pyramid.is_crowded(rounded(x), rounded(y), tile.z)
    return cast("list[int]", numbers[~is_crowded].tolist())


def _drawn(collection: str, tile: Tile, wanted: Sequence[int] | None = None) -> bytes:
    """Return the layer of features: of those that reach into the tile, or of these rows."""
    asked = {"layer": collection, **_frame(tile)}
    if wanted is not None:
        numbers = ",".join(map(str, wanted))
        asked["rows"] = f"[{numbers}]" if engine_name() == "sqlite" else f"{{{numbers}}}"
    found = rows(_statements(collection, by_row=wanted is not None), asked)
    if engine_name() == "sqlite":
        return _written(collection, tile, found)
    return bytes(found[0][0] or b"")


def _frame(tile: Tile) -> dict[str, Any]:
    """Return what the statements say of a tile; on SQLite the box is one with its reach."""
    is_sqlite = engine_name() == "sqlite"
    west, south, east, north = tile.box(_REACH if is_sqlite else 0)
    box = {"west": west, "south": south, "east": east, "north": north}
    more = {"more": _REACH * tile.step_m, "pixel": PIXEL * tile.step_m}
    return box if is_sqlite else box | more


def _written(collection: str, tile: Tile, found: Sequence[Any]) -> bytes:
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
def _statements(collection: str, *, by_row: bool) -> dict[str, str]:
    columns = ", ".join(f"{column} AS {field.name}" for field, column in _attributes(collection))
    forms = {"postgresql": _POSTGRESQL, "sqlite": _SQLITE}
    return {
        kind: form.format(
            columns=columns,
            extent=EXTENT,
            buffer=BUFFER,
            meant=(_BY_ROW if by_row else _REACHING)[kind],
        )
        for kind, form in forms.items()
    }
