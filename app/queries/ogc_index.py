"""What is asked of a large collection, found in arrays of where its features lie.

A collection that is too large to be held whole (app/queries/ogc_held.py) costs some fifty bytes a
feature here: its key, its row, its box, its city and its kind.  A page is found in these arrays,
and only what is on it is read, by row.  What lies within the asked box touches it, and so does what
is of one piece and sticks out on one side only, or on two opposite ones; of what crosses a corner
the shape is read and tested, and only until the page is full.

Where few features may be meant they are looked up, and counted.  Where many may, they are gone
through in the order of their keys until the page is full; when that takes longer than looking up
all would, they are looked up after all.  So a page takes about as long of a million features as of
a thousand.

Rows are written anew when they change and bear the revision that did it: a page of which a row is
gone or newer than what is known here is left to the database.  PostgreSQL is asked for the spot
where a row lay, which saves a walk through the index for each; when it lies elsewhere by now (the
table was written anew), it is asked by the number of the row.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from app.queries.ogc import Asked, Page
from app.queries.ogc_grid import Grid, Integers, Sorted, Stretches
from app.queries.ogc_place import SPOT_BITS, WORD_BITS, Places, read_places
from app.queries.open_feature import State
from app.queries.straight import rows
from geodata.tile_grid import Box

ROUNDED = 2e-5  # degrees; boxes are rounded outwards by less
WORDS = ("city", "kind")
CORNERS = 5  # positions of a box, the first of them again at the end
SPARE = 16  # features looked at beyond those that are missing on a page
COUNTED = 8_192  # of more that may be meant, those that are meant are not counted
STEP = 4_096  # how many are gone through at first
MOST_KEY = (1 << 31) - 1

Truths = NDArray[np.bool_]
Part = tuple[Integers, Truths]  # where some stand, and which of them are sure to be meant
Found = dict[int, Any]

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


class Index:
    """All features of a collection in one state, in a database of this kind."""

    def __init__(self, state: State, places: Places, kind: str) -> None:
        """Sort them by where they lie, and by city and kind."""
        self.state, self.places, self.kind = state, places, kind
        self.grid = Grid(places.boxes)
        self.words = Sorted(places.pairs, np.arange(len(places.keys)))
        self.is_spotted = kind == "postgresql"

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.places.keys)

    def page(self, asked: Asked) -> Page | None:
        """Return the page that was asked for, or None when only the database can answer."""
        if asked.where is not None or asked.sort or asked.period is not None:
            return None
        if any(name not in WORDS for name, _value in asked.equals):
            return None
        begin = 0 if asked.after is None else self._after(float(asked.after[-1] or 0))
        if asked.area is None and not asked.equals:
            shown = np.arange(begin, min(begin + asked.limit + 1, len(self)))
            return self._page(shown, asked, len(self))
        stretches = self._worded(asked) if asked.area is None else self.grid.near(asked.area.bounds)
        most = len(self) if stretches is None else int((stretches[1] - stretches[0]).sum())
        most += 0 if asked.area is None else len(self.grid.wide)
        matched = most if asked.area is None else None
        if stretches is not None and most <= COUNTED:
            found, sure = self._kept(self._listed(stretches, asked), asked)
            matched = len(found) if sure.all() else None
            at = int(np.searchsorted(found, begin))
            shown_or_none = self._touching(iter([(found[at:], sure[at:])]), asked)
        else:
            shown_or_none = self._touching(self._parts(begin, most, stretches, asked), asked)
        return None if shown_or_none is None else self._page(shown_or_none, asked, matched)

    def rows_near(self, bounds: Box) -> tuple[Integers, Integers]:
        """Return keys and rows of what may touch a box in degrees, in the order of the keys."""
        stretches = self.grid.near(bounds)
        found = np.arange(len(self)) if stretches is None else self._spread(stretches)
        found = found[_is_near(self.places.boxes[found], bounds)]
        return self.places.keys[found].astype(np.int64), self.places.rows[found].astype(np.int64)

    def _after(self, key: float) -> int:
        """Return where those begin that come after a key."""
        bound = int(max(key, -1)) if key < MOST_KEY else MOST_KEY
        return int(np.searchsorted(self.places.keys, np.int32(bound), "right"))

    def _page(self, shown: Integers, asked: Asked, matched: int | None) -> Page | None:
        page, has_more = shown[: asked.limit], len(shown) > asked.limit
        texts = self._read(_TEXT, page)
        if texts is None:
            return None
        if matched is None and asked.after is None and not has_more:
            matched = len(page)
        after = (int(self.places.keys[page[-1]]),) if has_more else None
        return Page([texts[row] for row in self.places.rows[page].tolist()], after, matched)

    def _worded(self, asked: Asked) -> Stretches:
        """Return where those are in the order of words that have all the words."""
        return self.words.of(self._has_words(self.words.numbers, asked))

    def _has_words(self, pairs: NDArray[Any], asked: Asked) -> Truths:
        has_all = np.ones(len(pairs), np.bool_)
        for name, value in asked.equals:
            number = self.places.names.get(str(value), -1)
            has_all &= (pairs >> WORD_BITS if name == WORDS[0]
                        else pairs & (1 << WORD_BITS) - 1) == number  # fmt: skip
        return has_all

    def _spread(self, stretches: Stretches) -> Integers:
        """Return what is in stretches of the grid, and what is too wide for it."""
        found = self.grid.listed(stretches)
        return np.union1d(found, self.grid.wide) if len(self.grid.wide) else found

    def _listed(self, stretches: Stretches, asked: Asked) -> Integers:
        return self.words.listed(stretches) if asked.area is None else self._spread(stretches)

    def _parts(
        self, begin: int, most: int, stretches: Stretches | None, asked: Asked
    ) -> Iterator[Part]:
        """Yield those that may be meant from ``begin`` on, some at a time."""
        at, step = begin, STEP
        while at < len(self) and at - begin < most:
            yield self._kept(np.arange(at, min(at + step, len(self))), asked)
            at, step = at + step, step * 2
        if at < len(self) and stretches is not None:
            found = self._listed(stretches, asked)
            yield self._kept(found[np.searchsorted(found, at) :], asked)

    def _kept(self, found: Integers, asked: Asked) -> Part:
        """Return which of them have the words and a box that touches the area's, and are sure."""
        if asked.equals:
            found = found[self._has_words(self.places.pairs[found], asked)]
        if asked.area is None:
            return found, np.ones(len(found), np.bool_)
        boxes = self.places.boxes[_together(found)]
        near = _is_near(boxes, asked.area.bounds)
        return found[near], _is_sure(boxes[near], self.places.whole[found[near]], asked.area)

    def _touching(self, parts: Iterator[Part], asked: Asked) -> Integers | None:
        """Return the first of them that touch the area, one more than fit on a page if any."""
        wanted, step = asked.limit + 1, asked.limit + 1 + SPARE
        shown = np.zeros(0, np.int64)
        for found, sure in parts:
            at = 0
            while at < len(found) and len(shown) < wanted:
                kept = self._tested(found[at : at + step], sure[at : at + step], asked)
                if kept is None:
                    return None
                shown = np.concatenate((shown, kept))
                at, step = at + step, step * 2
            if len(shown) >= wanted:
                break
        return shown[:wanted]

    def _tested(self, part: Integers, sure: Truths, asked: Asked) -> Integers | None:
        """Return those that touch the area; the shapes of those that are not sure are read."""
        if sure.all():
            return part
        unsure = part[~sure]
        shapes = self._read(_SHAPE, unsure)
        if shapes is None:
            return None
        kept = sure.copy()
        read = [bytes(shapes[row]) for row in self.places.rows[unsure].tolist()]
        kept[~sure] = shapely.intersects(shapely.from_wkb(read), asked.area)
        return part[kept]

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
        is_sqlite = self.kind == "sqlite"
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


def _together(found: Integers) -> Integers | slice:
    """Return positions that follow one another as a slice, of which nothing is copied."""
    if len(found) and found[-1] - found[0] == len(found) - 1:
        return slice(int(found[0]), int(found[-1]) + 1)
    return found


def _is_near(boxes: NDArray[np.float32], bounds: Box) -> Truths:
    west, south, east, north = _wider(bounds)
    near: Truths = (boxes[:, 2] >= west) & (boxes[:, 3] >= south)
    near &= (boxes[:, 0] <= east) & (boxes[:, 1] <= north)
    return near


def _is_sure(boxes: NDArray[np.float32], whole: Truths, area: BaseGeometry) -> Truths:
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
        return np.zeros(len(boxes), np.bool_)
    # A box in the precision of theirs, and no larger than it is.
    east, north, west, south = _wider((east, north, west, south))
    fits_x = (boxes[:, 0] >= west) & (boxes[:, 2] <= east)
    fits_y = (boxes[:, 1] >= south) & (boxes[:, 3] <= north)
    meets_x = (boxes[:, 0] <= east - ROUNDED) & (boxes[:, 2] >= west + ROUNDED)
    meets_y = (boxes[:, 1] <= north - ROUNDED) & (boxes[:, 3] >= south + ROUNDED)
    crosses = whole & ((fits_x & meets_y) | (fits_y & meets_x))
    inside: Truths = (fits_x & fits_y) | crosses
    return inside


def _wider(bounds: Box) -> tuple[np.float32, ...]:
    """Return a box in the precision of those that are kept, none of its sides further in."""
    low, high = np.float32(-np.inf), np.float32(np.inf)
    west, south, east, north = map(np.float32, bounds)
    return (
        np.nextafter(west, low), np.nextafter(south, low),
        np.nextafter(east, high), np.nextafter(north, high),
    )  # fmt: skip


def _spots(spots: Integers) -> str:
    """Return places in a table as PostgreSQL reads an array of them."""
    pages, within = (spots >> SPOT_BITS).tolist(), (spots & (1 << SPOT_BITS) - 1).tolist()
    return "{" + ",".join([f'"({one},{at})"' for one, at in zip(pages, within, strict=True)]) + "}"


def read_index(
    connection: Connection, name: str, state: State, held: Index | None, changed: set[int] | None
) -> Index:
    """Return where everything of a collection lies in a state.

    Of what is held only ``changed`` is read again; where that is not known (None), all is.
    """
    kind = connection.dialect.name
    if held is None or changed is None:
        return Index(state, read_places(connection, name, {}), kind)
    known = held.places
    fresh = read_places(connection, name, known.names, held.state.revision)
    return Index(state, known.with_changes(changed, fresh), kind)
