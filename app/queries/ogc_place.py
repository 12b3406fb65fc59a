"""Where the features of a collection lie, as arrays: read whole, or only what has changed.

Some fifty bytes a feature with the orders that are made of them (app/queries/ogc_index.py); their
texts stay in the database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select, text

from app.queries.open_feature import State
from models.open_feature import OpenChange

SPOT_BITS = 16  # of a place within a page of PostgreSQL
WORD_BITS = 16
AT_ONCE = 20_000

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

Numbers = NDArray[np.int32]
Boxes = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Places:
    """Features in the order of their keys: key, row, spot, box in degrees (NaN: no place), words.

    ``spots`` are pages and places of PostgreSQL; ``whole`` says what is of one piece; ``boxes``
    (west, south, east, north) are rounded outwards; ``pairs`` are the numbers of city and kind in
    one; ``names`` says which is which, and grows with what is read again.
    """

    keys: Numbers
    rows: Numbers
    spots: NDArray[np.int64]
    whole: NDArray[np.bool_]
    boxes: Boxes
    pairs: Numbers
    names: dict[str, int]

    def with_changes(self, changed: Iterable[int], fresh: "Places") -> "Places":
        """Return them without those that have changed, and with ``fresh``."""
        gone = np.union1d(np.fromiter(changed, np.int32), fresh.keys)
        kept = np.flatnonzero(~np.isin(self.keys, gone))
        at = np.searchsorted(self.keys[kept], fresh.keys)

        def joined(old: NDArray[Any], new: NDArray[Any]) -> NDArray[Any]:
            return np.insert(old[kept], at, new, axis=0)

        return Places(
            joined(self.keys, fresh.keys), joined(self.rows, fresh.rows),
            joined(self.spots, fresh.spots), joined(self.whole, fresh.whole),
            joined(self.boxes, fresh.boxes), joined(self.pairs, fresh.pairs), self.names,
        )  # fmt: skip


def read_places(
    connection: Connection, name: str, names: dict[str, int], since: int | None = None
) -> Places:
    """Return the places of a collection, only those written after revision ``since`` if given."""
    asked = _PLACES[connection.dialect.name]
    if since is not None:
        asked += " AND f.revision > :since"
    # In portions: a million rows of the driver would take more memory than all that is kept.
    found = connection.execute(
        text(asked + " ORDER BY f.key"), {"name": name, "since": since},
        execution_options={"stream_results": True, "max_row_buffer": AT_ONCE},
    )  # fmt: skip
    parts = [_NONE]
    for part in found.partitions(AT_ONCE):
        keys, ids, pages, within, whole, cities, kinds, *boxes = zip(*part, strict=True)
        words = [
            np.array([names.setdefault(one, len(names)) for one in column], np.int32)
            for column in (cities, kinds)
        ]
        parts.append((
            np.array(keys, np.int32), np.array(ids, np.int32),
            np.array(pages, np.int64) << SPOT_BITS | np.array(within, np.int64),
            np.array(whole) == 1, _outwards(np.array(boxes, np.float64).T),
            words[0] << WORD_BITS | words[1],
        ))  # fmt: skip
    numbers, rows, spots, whole_of, boxes_of, pairs = (
        np.concatenate(one) for one in zip(*parts, strict=True)
    )
    return Places(numbers, rows, spots, whole_of, boxes_of, pairs, names)


_NONE: tuple[NDArray[Any], ...] = (
    np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.bool_),
    np.zeros((0, 4), np.float32), np.zeros(0, np.int32),
)  # fmt: skip


def _outwards(boxes: NDArray[np.float64]) -> Boxes:
    """Return boxes in half the bytes, none of them smaller than it is."""
    found = boxes.astype(np.float32)
    low, high = found[:, :2], found[:, 2:]
    low[low > boxes[:, :2]] = np.nextafter(low[low > boxes[:, :2]], np.float32(-np.inf))
    high[high < boxes[:, 2:]] = np.nextafter(high[high < boxes[:, 2:]], np.float32(np.inf))
    return found


def changed_keys(
    connection: Connection, name: str, held: State, state: State, most: int
) -> set[int] | None:
    """Return which features have changed since, or None when that is not known or they are many.

    It is known when the changes that made what is held and what there is now are among those of
    the database; they are not after a restore, or where features were written without a word.
    """
    rows = connection.execute(
        select(OpenChange.key, OpenChange.revision, OpenChange.at)
        .where(
            OpenChange.collection == name,
            OpenChange.revision.between(held.revision, state.revision),
        )
        .order_by(OpenChange.revision)
        .limit(most + 1)
    ).all()
    if len(rows) > most or not rows:
        return None
    if [State(row.revision, row.at) for row in (rows[0], rows[-1])] != [held, state]:
        return None
    return {row.key for row in rows if row.revision > held.revision}
