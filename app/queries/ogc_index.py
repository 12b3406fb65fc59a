"""Where the features of a large collection lie, kept in the process; their texts stay outside.

A collection that is too large to be held whole (app/queries/ogc_held.py) costs some ninety bytes a
feature here: its key, its row, its box, its city and its kind.  A page is found in these arrays,
and only what is on it is read, by row.  What lies within the asked box touches it, and so does what
is of one piece and sticks out on one side only, or on two opposite ones; of what crosses a corner
the shape is read and tested, and only until the page is full.

Rows are written anew when they change and bear the revision that did it: a page of which a row is
gone or newer than what is known here is left to the database.  PostgreSQL is asked for the spot
where a row lay, which saves a walk through the index for each; when it lies elsewhere by now (the
table was written anew), it is asked by the number of the row.
"""

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

SPOT_BITS = 16  # of a place within a page of PostgreSQL
ROUNDED = 1e-5  # degrees; the boxes of SpatiaLite's index are rounded outwards by less
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
        "SELECT f.key, f.id, 0, 0, ST_NumGeometries(f.geom) = 1, f.city, f.kind,"
        " r.xmin, r.ymin, r.xmax, r.ymax FROM open_feature AS f"
        " LEFT JOIN idx_open_feature_geom AS r ON r.pkid = f.id WHERE f.collection = :name"
    ),
    "postgresql": (
        "SELECT key, id, (ctid::text::point)[0]::bigint, (ctid::text::point)[1]::bigint,"
        " ST_NumGeometries(geom) = 1, city, kind,"
        " ST_XMin(geom), ST_YMin(geom), ST_XMax(geom), ST_YMax(geom)"
        " FROM open_feature AS f WHERE f.collection = :name"
    ),
}
_BY_ROW = {
    "sqlite": (
        "SELECT f.id, f.revision, {} FROM json_each(?) AS wanted"
        " CROSS JOIN open_feature AS f ON f.id = wanted.value"
    ),
    "postgresql": "SELECT f.id, f.revision, {} FROM open_feature AS f WHERE f.id = ANY(%s::int[])",
    "spots": "SELECT f.id, f.revision, {} FROM open_feature AS f WHERE f.ctid = ANY(%s::tid[])",
}


def _by_row(column: str) -> dict[str, str]:
    return {kind: form.format(column) for kind, form in _BY_ROW.items()}


_TEXT, _SHAPE = _by_row("f.feature"), _by_row("ST_AsBinary(f.geom)")


@dataclass(frozen=True, slots=True)
class Places:
    """Features in the order of their keys: key, row, spot, box in degrees (NaN: no place), words.

    ``spots`` are pages and places of PostgreSQL; ``whole`` says what is of one piece; ``words`` are
    numbers of `WORDS`, a row of them for each; ``names`` says which is which, and grows with what
    is read again.
    """

    keys: Integers
    rows: Integers
    spots: Integers
    whole: NDArray[np.bool_]
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
        self.is_spotted = engine_name() == "postgresql"

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
        texts = self._read(_TEXT, page)
        if texts is None:
            return None
        if matched is None and asked.after is None and not has_more:
            matched = len(page)
        after = (int(self.places.keys[page[-1]]),) if has_more else None
        return Page([texts[row] for row in self.places.rows[page].tolist()], after, matched)

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
        """Return which of them touch the area for certain: it is a box that they cannot pass by.

        They do where theirs is in it.  What is of one piece and within the box on one axis cannot
        get past it on the other without crossing it.
        """
        west, south, east, north = area.bounds
        at = shapely.get_coordinates(area)
        is_edge = ((at[:, 0] == west) | (at[:, 0] == east)) & (
            (at[:, 1] == south) | (at[:, 1] == north)
        )
        if area.geom_type != "Polygon" or len(at) != CORNERS or not is_edge.all():
            return np.zeros(len(found), bool)
        box = self.places.boxes[found].T
        fits_x = (box[0] >= west) & (box[2] <= east)
        fits_y = (box[1] >= south) & (box[3] <= north)
        meets_x = (box[0] <= east - ROUNDED) & (box[2] >= west + ROUNDED)
        meets_y = (box[1] <= north - ROUNDED) & (box[3] >= south + ROUNDED)
        crosses = self.places.whole[found] & ((fits_x & meets_y) | (fits_y & meets_x))
        inside: NDArray[np.bool_] = (fits_x & fits_y) | crosses
        return inside

    def _touching(self, found: Integers, sure: NDArray[np.bool_], asked: Asked) -> Integers | None:
        """Return the first of them that touch the area, one more than fit on a page if any."""
        wanted, at, step = asked.limit + 1, 0, asked.limit + 1 + SPARE
        shown = found[:0]
        while at < len(found) and len(shown) < wanted:
            part, is_sure = found[at : at + step], sure[at : at + step]
            kept = is_sure.copy()
            if not is_sure.all():
                unsure = part[~is_sure]
                shapes = self._read(_SHAPE, unsure)
                if shapes is None:
                    return None
                places = self.places.rows[unsure].tolist()
                read = shapely.from_wkb([bytes(shapes[row]) for row in places])
                kept[~is_sure] = shapely.intersects(read, asked.area)
            shown = np.concatenate((shown, part[kept]))
            at, step = at + step, step * 2
        return shown[:wanted]

    def _read(self, statements: Mapping[str, str], wanted: Integers) -> Found | None:
        """Return a column by row of these features, None when one is gone or newer than this."""
        if not len(wanted):
            return {}
        if self.is_spotted:
            found = self._rows(statements["spots"], _spots(self.places.spots[wanted]))
            places = set(self.places.rows[wanted].tolist())
            if found.keys() == places:
                return found
        numbers = ",".join(map(str, self.places.rows[wanted].tolist()))
        is_sqlite = engine_name() == "sqlite"
        found = self._rows(statements, f"[{numbers}]" if is_sqlite else f"{{{numbers}}}")
        if len(found) != len(wanted):
            return None
        self.is_spotted = False  # all are there, but elsewhere
        return found

    def _rows(self, statements: Mapping[str, str] | str, asked: str) -> Found:
        if isinstance(statements, str):
            statements = {"postgresql": statements}
        newest = self.state.revision
        return {row: value for row, revision, value in rows(statements, (asked,))
                if revision <= newest}  # fmt: skip


def _spots(spots: Integers) -> str:
    """Return places in a table as PostgreSQL reads an array of them."""
    pages, within = (spots >> SPOT_BITS).tolist(), (spots & (1 << SPOT_BITS) - 1).tolist()
    return "{" + ",".join([f'"({one},{at})"' for one, at in zip(pages, within, strict=True)]) + "}"


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
        keys[order], joined(known.rows, fresh.rows), joined(known.spots, fresh.spots),
        joined(known.whole, fresh.whole), joined(known.boxes, fresh.boxes),
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
        numbers, ids, pages, within, whole, cities, kinds, *boxes = zip(*part, strict=True)
        spots = np.array(pages, np.int64) << SPOT_BITS | np.array(within, np.int64)
        words = [
            [names.setdefault(one, len(names)) for one in column] for column in (cities, kinds)
        ]
        parts.append((
            np.array(numbers, np.int64), np.array(ids, np.int64), spots, np.array(whole) == 1,
            np.array(boxes, np.float64).T, np.array(words, np.int32).T,
        ))  # fmt: skip
    if not parts:
        none = np.zeros(0, np.int64)
        parts.append((
            none, none, none, none == 1, np.zeros((0, 4)), np.zeros((0, len(WORDS)), np.int32)
        ))  # fmt: skip
    keys_of, rows_of, spots_of, whole_of, boxes_of, words_of = (
        np.concatenate(one) for one in zip(*parts, strict=True)
    )
    return Places(keys_of, rows_of, spots_of, whole_of, boxes_of, words_of, names)
