"""The features of a collection kept in the process, for as long as its state stays the same.

What most readers ask (a box, a city, a kind, a time, the next page) is found here without asking
the database for more than the revision; filters and sorting are read from it.  Of large collections
only where things lie is kept (app/queries/ogc_index.py).  After a change only the features that
changed are read again.

Geometries are shared by threads, so they are never prepared (that crashes GEOS), and the tree is
asked once before any thread sees it.
"""

import logging
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, Engine, func, select

from app.database import db
from app.queries.ogc import Asked, Page, Scalar
from app.queries.ogc_index import Index, read_index
from app.queries.ogc_place import changed_keys
from app.queries.open_feature import State
from models.open_collection import OpenCollection
from models.open_feature import OpenFeature
from models.open_field import FieldType

MOST_READ_AGAIN = 500
MOST_PLACED_AGAIN = 50_000  # of which only places are read
AT_ONCE = 50_000
logger = logging.getLogger(__name__)

WORDS = {FieldType.STRING, FieldType.BOOLEAN, FieldType.INTEGER, FieldType.LIST}
FIRST, LAST = "", "~"
BOX_POSITIONS = 5
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Entry:
    """One feature: its text, its shape, its time, and the words it can be found by."""

    text: str
    shape: BaseGeometry | None
    start: str | None
    end: str | None
    words: tuple[Any, ...]


@dataclass
class Copy:
    """All features of a collection in one state, in the order of their keys."""

    state: State
    collection: OpenCollection
    entries: dict[int, Entry]
    keys: Places = field(init=False)
    _found: dict[str, dict[Scalar, Places]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.keys = np.array(sorted(self.entries), dtype=np.int64)
        rows = self.rows = [self.entries[key] for key in self.keys.tolist()]
        self.shapes = np.array([one.shape for one in rows], dtype=object)
        self.boxes = shapely.bounds(self.shapes)
        self.tree = shapely.STRtree(self.shapes)
        self.tree.query(shapely.Point(0, 0))
        self.starts = np.array([one.start or FIRST for one in rows], dtype="U19")
        self.ends = np.array([one.end or LAST for one in rows], dtype="U19")
        self.timed = np.array([bool(one.start or one.end) for one in rows], dtype=bool)

    def page(self, asked: Asked) -> Page | None:
        """Return the page that was asked for, or None when only the database can answer."""
        if asked.where is not None or asked.sort or not self._knows(asked.equals):
            return None
        places = self._places(asked)
        keys = self.keys if places is None else self.keys[places]
        begin = 0
        if asked.after is not None:
            begin = int(np.searchsorted(keys, float(asked.after[-1] or 0), "right"))
        end = min(begin + asked.limit, len(keys))
        shown = range(begin, end) if places is None else places[begin:end].tolist()
        after = (int(keys[end - 1]),) if end < len(keys) else None
        return Page([self.rows[one].text for one in shown], after, len(keys))

    def _knows(self, equals: Iterable[tuple[str, Scalar]]) -> bool:
        known = word_fields(self.collection)
        return all(name in known for name, _value in equals)

    def _places(self, asked: Asked) -> Places | None:
        """Return where the features stand that were asked for, in order; None for all."""
        found: Places | None = None
        if asked.area is not None:
            found = np.sort(self._touching(asked.area))
        for name, value in asked.equals:
            with_word = self._with(name).get(value, np.array([], dtype=np.int64))
            found = with_word if found is None else np.intersect1d(found, with_word, True)
        if asked.period is not None and self.collection.starts:
            first, last = asked.period
            during = self.timed & (self.ends >= (first or FIRST)) & (self.starts <= (last or LAST))
            found = np.flatnonzero(during) if found is None else found[during[found]]
        return found

    def _touching(self, area: BaseGeometry) -> Places:
        """Return what touches an area; what lies whole in a plain box needs no exact test."""
        found: Places
        if not _is_box(area):
            found = self.tree.query(area, predicate="intersects")
            return found
        near = self.tree.query(area)
        west, south, east, north = area.bounds
        boxes = self.boxes[near]
        inside = (boxes[:, 0] >= west) & (boxes[:, 1] >= south)
        inside &= (boxes[:, 2] <= east) & (boxes[:, 3] <= north)
        inside[~inside] = shapely.intersects(self.shapes[near[~inside]], area)
        found = near[inside]
        return found

    def _with(self, name: str) -> dict[Scalar, Places]:
        """Return where each word of a property stands; made when it is first asked for."""
        known = self._found.get(name)
        if known is None:
            place = word_fields(self.collection).index(name)
            lists: dict[Scalar, list[int]] = {}
            for at, one in enumerate(self.rows):
                value = one.words[place]
                for word in set(value) if isinstance(value, tuple) else (value,):
                    lists.setdefault(word, []).append(at)
            known = {word: np.array(ats, dtype=np.int64) for word, ats in lists.items()}
            self._found[name] = known
        return known


Held = Copy | Index | State


class Copies:
    """Keeps one copy of each collection a database; ``most`` features are kept of one.

    Of larger ones, up to ``most_indexed`` features, only where they lie is kept; of more than
    ``at_once`` that is read in a thread of its own, while the database answers.
    """

    def __init__(self, most: int, most_indexed: int = 0, at_once: int = AT_ONCE) -> None:
        self.most, self.most_indexed, self.at_once = most, most_indexed, at_once
        self._known: WeakKeyDictionary[Engine, dict[str, Held]] = WeakKeyDictionary()
        self._reading = threading.Lock()

    def page(self, collection: OpenCollection, asked: Asked, state: State) -> Page | None:
        """Return a page of the features as they are in ``state``; None: ask the database."""
        copy = self._current(collection, state)
        return None if copy is None else copy.page(asked)

    def index(self, collection: OpenCollection, state: State) -> Index | None:
        """Return where the features of a large collection lie, None where that is not known."""
        found = self._current(collection, state)
        return found if isinstance(found, Index) else None

    def finish(self) -> None:
        """Wait until nothing is being read."""
        with self._reading:
            pass

    def _current(self, collection: OpenCollection, state: State) -> Copy | Index | None:
        engine = db.engine
        known = self._known.setdefault(engine, {})
        held = known.get(collection.name)
        if isinstance(held, Copy | Index) and held.state == state:
            return held
        if held == state or not self._reading.acquire(blocking=False):
            return None  # too many to hold, or somebody is reading them just now
        is_left = False
        try:
            if self._is_long(collection, held):
                threading.Thread(
                    target=self._read_aside, args=(engine, collection, state, held), daemon=True
                ).start()
                is_left = True
                return None
            made = self._read(db.session.connection(), collection, state, held)
            known[collection.name] = state if made is None else made
            return made
        finally:
            if not is_left:
                self._reading.release()

    def _is_long(self, collection: OpenCollection, held: Held | None) -> bool:
        """Say whether reading takes too long for one reader to wait for it."""
        if isinstance(held, Index):
            return len(held) > self.at_once
        return _count(db.session.connection(), collection.name, self.at_once) > self.at_once

    def _read_aside(
        self, engine: Engine, collection: OpenCollection, state: State, held: Held | None
    ) -> None:
        """Read on a connection of its own, and let the next reader go on."""
        try:
            with engine.connect() as connection:
                made = self._read(connection, collection, state, held)
            self._known.setdefault(engine, {})[collection.name] = state if made is None else made
        except Exception:  # the database answers meanwhile, and the next reader tries again
            logger.exception("the places of %s cannot be read", collection.name)
        finally:
            self._reading.release()

    def _read(
        self, connection: Connection, collection: OpenCollection, state: State, held: Held | None
    ) -> Copy | Index | None:
        name, changed, most = collection.name, None, max(self.most, self.most_indexed)
        if isinstance(held, Copy | Index):
            again = MOST_READ_AGAIN if isinstance(held, Copy) else MOST_PLACED_AGAIN
            changed = changed_keys(connection, name, held.state, state, again)
        count = len(held) if changed and isinstance(held, Index) else _count(connection, name, most)
        if count > most:
            return None
        if count > self.most:
            index = held if isinstance(held, Index) else None
            return read_index(connection, name, state, index, changed)
        ours = OpenFeature.collection == name
        if isinstance(held, Copy) and changed is not None:
            kept = {key: one for key, one in held.entries.items() if key not in changed}
            fresh = _entries(collection, ours & OpenFeature.key.in_(changed)) if changed else {}
            return Copy(state, collection, {**kept, **fresh})
        return Copy(state, collection, _entries(collection, ours))


def _count(connection: Connection, name: str, most: int) -> int:
    """Return how many features there are, counting no further than one beyond ``most``."""
    some = select(OpenFeature.key).where(OpenFeature.collection == name).limit(most + 1)
    return connection.scalar(select(func.count()).select_from(some.subquery())) or 0


def _is_box(area: BaseGeometry) -> bool:
    """Say whether an area is its own bounding box; of one by a hair not so, no."""
    west, south, east, north = area.bounds
    if shapely.get_num_coordinates(area) != BOX_POSITIONS:
        return False
    return bool(area.area == (east - west) * (north - south))


def word_fields(collection: OpenCollection) -> list[str]:
    """Return the properties by whose whole values features are found here."""
    return [one.name for one in collection.fields if one.type in WORDS and not one.language]


def _entries(collection: OpenCollection, wanted: Any) -> dict[int, Entry]:
    names = word_fields(collection)
    rows = db.session.execute(
        select(
            OpenFeature.key, OpenFeature.feature, func.ST_AsBinary(OpenFeature.geom),
            OpenFeature.properties,
        ).where(wanted)
    )  # fmt: skip
    return {
        key: Entry(
            text, None if wkb is None else shapely.from_wkb(bytes(wkb)),
            _time(said, collection.starts), _time(said, collection.ends),
            tuple(_word(said.get(name)) for name in names),
        )
        for key, text, wkb, said in rows
    }  # fmt: skip


def _time(said: Mapping[str, Any], name: str) -> str | None:
    value = said.get(name) if name else None
    return None if value is None else str(value)[:19]


def _word(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
