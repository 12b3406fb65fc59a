"""Where the features of a large collection lie, kept in the process; their texts stay outside.

A collection that is too large to be held whole (app/queries/ogc_held.py) costs some eighty bytes a
feature here: its key, its row, its box, its city and its kind.  A page is found in these arrays,
and only what is on it is read, by row.  What lies within the asked box touches it; of what crosses
its edge the shape is read and tested, and only until the page is full.

Rows are written anew when they change and bear the revision that did it: a page of which a row is
gone or newer than what is known here is left to the database.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy import bindparam, text

from app.database import db
from app.queries.ogc import Asked, Page
from app.queries.open_feature import State
from app.queries.straight import engine_name, rows
from models.open_collection import OpenCollection

NARROW = 0.05  # degrees; the few that are wider are looked at each time
WORDS = ("city", "kind")
CORNERS = 5  # positions of a box, the first of them again at the end
SPARE = 16  # features looked at beyond those that are missing on a page
AT_ONCE = 20_000

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Found = dict[int, Any]

_PLACES = {
    "sqlite": (
        "SELECT f.key, f.id, f.city, f.kind, r.xmin, r.ymin, r.xmax, r.ymax FROM open_feature AS f"
        " LEFT JOIN idx_open_feature_geom AS r ON r.pkid = f.id WHERE f.collection = :name"
    ),
    "postgresql": (
        "SELECT key, id, city, kind, ST_XMin(geom), ST_YMin(geom), ST_XMax(geom), ST_YMax(geom)"
        " FROM open_feature AS f WHERE f.collection = :name"
    ),
}
_BY_ROW = {
    "sqlite": (
        "SELECT f.id, f.revision, {} FROM json_each(?) AS wanted"
        " CROSS JOIN open_feature AS f ON f.id = wanted.value"
    ),
    "postgresql": "SELECT f.id, f.revision, {} FROM open_feature AS f WHERE f.id = ANY(%s::int[])",
}


def _by_row(column: str) -> dict[str, str]:
    return {kind: form.format(column) for kind, form in _BY_ROW.items()}


_TEXT, _SHAPE = _by_row("f.feature"), _by_row("ST_AsBinary(f.geom)")


@dataclass(frozen=True, slots=True)
class Places:
    """Features in the order of their keys: key, row, box in degrees (NaN: no place), words.

    ``words`` are numbers of `WORDS`, a row of them for each; ``names`` says which is which, and
    grows with what is read again.
    """

    keys: Integers
    rows: Integers
    boxes: Floats
    words: NDArray[np.int32]
    names: dict[str, int]


class Index:
    """All features of a collection in one state."""

    def __init__(self, state: State, places: Places) -> None:
        """Put those with a place into the order of their western edges."""
        self.state, self.places = state, places
        west, east = places.boxes[:, 0], places.boxes[:, 2]
        wide = east - west > NARROW
        narrow = np.flatnonzero(~wide & ~np.isnan(west))
        by_west = narrow[np.argsort(west[narrow], kind="stable")]
        self.order = np.concatenate((by_west, np.flatnonzero(wide)))
        # Column by column: a stretch of them is compared without being gathered first.
        self.boxes = np.ascontiguousarray(places.boxes[self.order].T)
        self.narrow = len(by_west)

    def page(self, asked: Asked) -> Page | None:
        """Return the page that was asked for, or None when only the database can answer."""
        if asked.where is not None or asked.sort or asked.period is not None:
            return None
        if any(name not in WORDS for name, _value in asked.equals):
            return None
        found = self._found(asked)
        total = len(found)
        if asked.after is not None:
            begin = np.searchsorted(self.places.keys[found], float(asked.after[-1] or 0), "right")
            found = found[int(begin) :]
        sure = np.ones(len(found), bool) if asked.area is None else self._inside(found, asked.area)
        is_counted = bool(sure.all()) and len(found) == total
        shown = self._touching(found, sure, asked)
        return None if shown is None else self._page(shown, asked, total if is_counted else None)

    def _page(self, shown: Integers, asked: Asked, matched: int | None) -> Page | None:
        page, has_more = shown[: asked.limit], len(shown) > asked.limit
        places = self.places.rows[page].tolist()
        texts = self._read(_TEXT, places)
        if texts is None:
            return None
        if matched is None and asked.after is None and not has_more:
            matched = len(page)
        after = (int(self.places.keys[page[-1]]),) if has_more else None
        return Page([texts[row] for row in places], after, matched)

    def _found(self, asked: Asked) -> Integers:
        """Return where those stand whose box touches that of the area, and that have the words."""
        if asked.area is None:
            found = np.arange(len(self.places.keys))
        else:
            found = self._near(asked.area.bounds)
        for name, value in asked.equals:
            known = self.places.names.get(str(value), -1)
            found = found[self.places.words[found, WORDS.index(name)] == known]
        return found

    def _near(self, bounds: tuple[float, float, float, float]) -> Integers:
        west, _south, east, _north = bounds
        edges = self.boxes[0, : self.narrow]
        first = int(np.searchsorted(edges, west - NARROW, "left"))
        last = int(np.searchsorted(edges, east, "right"))
        found = [self.order[at][self._is_near(at, bounds)]
                 for at in (slice(first, last), slice(self.narrow, None))]  # fmt: skip
        return np.sort(np.concatenate(found))

    def _is_near(self, at: slice, bounds: tuple[float, float, float, float]) -> NDArray[np.bool_]:
        west, south, east, north = bounds
        box = self.boxes[:, at]
        near: NDArray[np.bool_] = (box[2] >= west) & (box[3] >= south)
        near &= (box[0] <= east) & (box[1] <= north)
        return near

    def _inside(self, found: Integers, area: BaseGeometry) -> NDArray[np.bool_]:
        """Return which of them lie in the area for certain: it is a box, and theirs is in it."""
        west, south, east, north = area.bounds
        at = shapely.get_coordinates(area)
        is_edge = ((at[:, 0] == west) | (at[:, 0] == east)) & (
            (at[:, 1] == south) | (at[:, 1] == north)
        )
        if area.geom_type != "Polygon" or len(at) != CORNERS or not is_edge.all():
            return np.zeros(len(found), bool)
        box = self.places.boxes[found].T
        inside: NDArray[np.bool_] = (
            (box[0] >= west) & (box[2] <= east) & (box[1] >= south) & (box[3] <= north)
        )
        return inside

    def _touching(self, found: Integers, sure: NDArray[np.bool_], asked: Asked) -> Integers | None:
        """Return the first of them that touch the area, one more than fit on a page if any."""
        wanted, at, step = asked.limit + 1, 0, asked.limit + 1 + SPARE
        shown = found[:0]
        while at < len(found) and len(shown) < wanted:
            part, is_sure = found[at : at + step], sure[at : at + step]
            kept = is_sure.copy()
            if not is_sure.all():
                places = self.places.rows[part[~is_sure]].tolist()
                shapes = self._read(_SHAPE, places)
                if shapes is None:
                    return None
                read = shapely.from_wkb([bytes(shapes[row]) for row in places])
                kept[~is_sure] = shapely.intersects(read, asked.area)
            shown = np.concatenate((shown, part[kept]))
            at, step = at + step, step * 2
        return shown[:wanted]

    def _read(self, statements: Mapping[str, str], places: Sequence[int]) -> Found | None:
        """Return a column of these rows, None when one of them is gone or newer than this."""
        if not places:
            return {}
        asked = json.dumps(places) if engine_name() == "sqlite" else list(places)
        newest = self.state.revision
        read = rows(statements, (asked,))
        found = {row: value for row, revision, value in read if revision <= newest}
        return found if len(found) == len(places) else None


def read_index(
    collection: OpenCollection, state: State, held: Index | None, changed: set[int] | None
) -> Index:
    """Return where everything lies in a state; of what is held only ``changed`` is read again.

    Where that is not known (None), all is read.
    """
    if held is None or changed is None:
        return Index(state, _read_places(collection.name, {}))
    known = held.places
    kept = ~np.isin(known.keys, list(changed))
    fresh = _read_places(collection.name, known.names, sorted(changed))
    keys = np.concatenate((known.keys[kept], fresh.keys))
    order = np.argsort(keys, kind="stable")

    def joined(old: NDArray[Any], new: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate((old[kept], new))[order]

    places = Places(
        keys[order], joined(known.rows, fresh.rows), joined(known.boxes, fresh.boxes),
        joined(known.words, fresh.words), known.names,
    )  # fmt: skip
    return Index(state, places)


def _read_places(name: str, names: dict[str, int], keys: Sequence[int] | None = None) -> Places:
    """Return the places of a collection, of these keys only if they are given."""
    asked = text(_PLACES[db.session.connection().dialect.name] + " ORDER BY f.key")
    given: dict[str, Any] = {"name": name}
    if keys is not None:
        asked = text(_PLACES[db.session.connection().dialect.name] + " AND f.key IN :keys")
        asked = asked.bindparams(bindparam("keys", expanding=True))
        given["keys"] = list(keys)
    found = db.session.execute(asked, given)
    parts = []
    while part := found.fetchmany(AT_ONCE):
        numbers, ids, cities, kinds, *boxes = zip(*part, strict=True)
        words = [
            [names.setdefault(one, len(names)) for one in column] for column in (cities, kinds)
        ]
        parts.append((numbers, ids, np.array(boxes, np.float64).T, np.array(words, np.int32).T))
    if not parts:
        parts.append(((), (), np.zeros((0, 4)), np.zeros((0, len(WORDS)), np.int32)))
    column = [np.concatenate(one) for one in zip(*parts, strict=True)]
    keys_of, rows_of = column[0].astype(np.int64), column[1].astype(np.int64)
    return Places(keys_of, rows_of, column[2], column[3], names)
