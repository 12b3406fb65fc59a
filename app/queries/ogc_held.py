"""The features of a collection kept in the process, for as long as its state stays the same.

What most readers ask (a box, a city, a kind, a time, the next page) is found here without asking
the database for more than the revision; filters, sorting and large collections are read from it.
After a change only the features that changed are read again.

Geometries are shared by threads, so they are never prepared (that crashes GEOS), and the tree is
asked once before any thread sees it.
"""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Engine, func, select

from app.database import db
from app.queries.ogc import Asked, Page, Scalar
from app.queries.ogc_index import Index, read_index
from app.queries.open_feature import State
from models.open_collection import OpenCollection
from models.open_feature import OpenChange, OpenFeature
from models.open_field import FieldType

MOST_READ_AGAIN = 500
WORDS = {FieldType.STRING, FieldType.BOOLEAN, FieldType.INTEGER, FieldType.LIST}
FIRST, LAST = "", "~"
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
        self.tree = shapely.STRtree([one.shape for one in rows])
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
            found = np.sort(self.tree.query(asked.area, predicate="intersects"))
        for name, value in asked.equals:
            with_word = self._with(name).get(value, np.array([], dtype=np.int64))
            found = with_word if found is None else np.intersect1d(found, with_word, True)
        if asked.period is not None and self.collection.starts:
            first, last = asked.period
            during = self.timed & (self.ends >= (first or FIRST)) & (self.starts <= (last or LAST))
            found = np.flatnonzero(during) if found is None else found[during[found]]
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

    Of larger ones, up to ``most_indexed`` features, only where they lie is kept.
    """

    def __init__(self, most: int, most_indexed: int = 0) -> None:
        self.most, self.most_indexed = most, most_indexed
        self._known: WeakKeyDictionary[Engine, dict[str, Held]] = WeakKeyDictionary()
        self._reading = threading.Lock()

    def page(self, collection: OpenCollection, asked: Asked, state: State) -> Page | None:
        """Return a page of the features as they are in ``state``; None: ask the database."""
        copy = self._current(collection, state)
        return None if copy is None else copy.page(asked)

    def _current(self, collection: OpenCollection, state: State) -> Copy | Index | None:
        known = self._known.setdefault(db.engine, {})
        held = known.get(collection.name)
        if isinstance(held, Copy | Index) and held.state == state:
            return held
        if held == state or not self._reading.acquire(blocking=False):
            return None  # too many to hold, or somebody is reading them just now
        try:
            made = self._read(collection, state, held)
            known[collection.name] = state if made is None else made
            return made
        finally:
            self._reading.release()

    def _read(
        self, collection: OpenCollection, state: State, held: Held | None
    ) -> Copy | Index | None:
        ours = OpenFeature.collection == collection.name
        count = db.session.scalar(select(func.count()).where(ours)) or 0
        if count > max(self.most, self.most_indexed):
            return None
        changed = None
        if isinstance(held, Copy | Index):
            changed = _changed(collection.name, held.state, state)
        if count > self.most:
            index = held if isinstance(held, Index) else None
            return read_index(collection, state, index, changed)
        if isinstance(held, Copy) and changed is not None:
            kept = {key: one for key, one in held.entries.items() if key not in changed}
            fresh = _entries(collection, ours & OpenFeature.key.in_(changed)) if changed else {}
            return Copy(state, collection, {**kept, **fresh})
        return Copy(state, collection, _entries(collection, ours))


def word_fields(collection: OpenCollection) -> list[str]:
    """Return the properties by whose whole values features are found here."""
    return [one.name for one in collection.fields if one.type in WORDS and not one.language]


def _changed(name: str, held: State, state: State) -> set[int] | None:
    """Return which features have changed since, or None when that is not known or they are many.

    It is known when the changes that made what is held and what there is now are among those of
    the database; they are not after a restore, or where features were written without a word.
    """
    rows = db.session.execute(
        select(OpenChange.key, OpenChange.revision, OpenChange.at)
        .where(OpenChange.collection == name, OpenChange.revision >= held.revision)
        .order_by(OpenChange.revision)
        .limit(MOST_READ_AGAIN + 1)
    ).all()
    if len(rows) > MOST_READ_AGAIN or not rows:
        return None
    if [State(row.revision, row.at) for row in (rows[0], rows[-1])] != [held, state]:
        return None
    return {row.key for row in rows if row.revision > held.revision}


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
