"""The clusters of a collection's places, counted in the process and kept for one state of it.

Places are kept in whole centimetres, twelve bytes each, so that after a change only those that
changed are read again; counting a million anew takes a few tenths of a second.
"""

import threading
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, select

from app.database import db
from app.queries.ogc_place import AT_ONCE, Numbers, changed_keys
from app.queries.open_feature import State
from geodata.tile_cluster import Pyramid
from models.open_feature import OpenFeature

CM = 100
MOST_READ_AGAIN = 50_000

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Clusters:
    """What was counted in a state, of which places: their keys in order, and centimetres."""

    state: State
    keys: Numbers
    x: Numbers
    y: Numbers
    pyramid: Pyramid

    def is_crowded(self, keys: NDArray[np.int64], zoom: int) -> NDArray[np.bool_]:
        """Return which features stand in crowded squares of a zoom."""
        at = np.minimum(np.searchsorted(self.keys, keys.astype(np.int32)), len(self.keys) - 1)
        is_known = self.keys[at] == keys
        found: NDArray[np.bool_] = is_known & self.pyramid.is_crowded(
            self.x[at] / CM, self.y[at] / CM, zoom
        )
        return found


_known: WeakKeyDictionary[Engine, dict[str, Clusters]] = WeakKeyDictionary()
_counting = threading.Lock()


def clusters_of(collection: str, state: State) -> Clusters:
    """Return the clusters of a collection, counted once for each state by each process."""
    engine = db.engine
    known = _known.get(engine, {}).get(collection)
    if known is not None and known.state == state:
        return known
    with _counting:
        states = _known.setdefault(engine, {})
        known = states.get(collection)
        if known is None or known.state != state:
            known = states[collection] = _counted(collection, state, known)
        return known


def rounded(metres: Floats) -> Floats:
    """Return positions as they are counted, in metres."""
    return np.rint(metres * CM) / CM


def _counted(collection: str, state: State, held: Clusters | None) -> Clusters:
    connection = db.session.connection()
    changed = None
    if held is not None:
        changed = changed_keys(connection, collection, held.state, state, MOST_READ_AGAIN)
    if held is None or changed is None:
        keys, x, y = _read(connection, collection)
    else:
        fresh = _read(connection, collection, held.state.revision)
        gone = np.union1d(np.fromiter(changed, np.int32), fresh[0])
        kept = np.flatnonzero(~np.isin(held.keys, gone))
        at = np.searchsorted(held.keys[kept], fresh[0])
        keys, x, y = (
            np.insert(old[kept], at, new)
            for old, new in zip((held.keys, held.x, held.y), fresh, strict=True)
        )
    return Clusters(state, keys, x, y, Pyramid(keys.astype(np.int64), x / CM, y / CM))


def _read(
    connection: Connection, collection: str, since: int | None = None
) -> tuple[Numbers, Numbers, Numbers]:
    """Return keys and places, only of what was written after a revision if it is given."""
    asked = select(OpenFeature.key, OpenFeature.anchor_x, OpenFeature.anchor_y).where(
        OpenFeature.collection == collection, OpenFeature.anchor_x.is_not(None)
    )
    if since is not None:
        asked = asked.where(OpenFeature.revision > since)
    parts: list[tuple[NDArray[Any], ...]] = [(np.zeros(0, np.int32),) * 3]
    found = connection.execute(
        asked, execution_options={"stream_results": True, "max_row_buffer": AT_ONCE}
    )
    for part in found.partitions(AT_ONCE):
        # By columns: an array of rows takes seventy times as long to make.
        keys, x, y = zip(*part, strict=True)
        parts.append((
            np.array(keys, np.int32),
            *(np.rint(np.array(one, np.float64) * CM).astype(np.int32) for one in (x, y)),
        ))  # fmt: skip
    numbers, east, north = (np.concatenate(one) for one in zip(*parts, strict=True))
    order = np.argsort(numbers)
    return numbers[order], east[order], north[order]
