"""The public experiments as arrays, held in the process for as long as nothing has changed.

At 100,000 experiments reading the rows takes most of a second, asking whether they are still the
same a fraction of a millisecond.  The number of the state is read before the rows, so that what is
held is never older than its number says.
"""

import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, String, Text, cast, func, select, type_coerce

from app.database import db
from models.city import City
from models.experiment_revision import ExperimentRevision
from models.pilot import PUBLIC_STATES, Pilot, PilotStatus
from models.testbed import Testbed
from models.testbed_kind import TestbedKind

STATES: Final = tuple(PilotStatus)
PERSONAL: Final = ("no", "yes", "unknown")
_ANSWER: Final = {False: 0, True: 1, None: 2}

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One word a row, as its place in ``words``."""

    words: tuple[str, ...]
    codes: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """Every public pilot, by id; arrays of one length.

    ``themes`` has a bit for each of ``theme_words``.  ``status`` and ``personal`` are places in
    STATES and PERSONAL.  Days are proleptic ordinals, inclusive.  ``x`` and ``y`` are EPSG:3857
    metres, not numbers where a pilot has no place.
    """

    ids: Integers
    city: Column
    kind: Column
    theme_words: tuple[str, ...]
    themes: Integers
    status: Integers
    start: Integers
    end: Integers
    personal: Integers
    x: Floats
    y: Floats


_held: WeakKeyDictionary[Engine, tuple[str, Field]] = WeakKeyDictionary()
_reading = threading.Lock()


def field() -> Field:
    """Return the public experiments as they are now, read again only when something changed."""
    engine, now = db.engine, _revision()
    known = _held.get(engine)
    if known is not None and known[0] == now:
        return known[1]
    with _reading:
        known = _held.get(engine)
        if known is None or known[0] != now:
            known = now, read()
            _held[engine] = known
        return known[1]


def _revision() -> str:
    number = db.session.scalar(select(cast(func.sum(ExperimentRevision.number), String)))
    return str(number)


def read() -> Field:
    """Read every public pilot anew, in one statement."""
    statement = (
        select(
            Pilot.id,
            City.slug,
            type_coerce(Testbed.kind, String),
            cast(Pilot.themes, Text),
            type_coerce(Pilot.status, String),
            Pilot.start_day,
            Pilot.end_day,
            Pilot.personal_data,
            Pilot.anchor_x,
            Pilot.anchor_y,
        )
        .join(City, City.id == Pilot.city_id)
        .outerjoin(Testbed, Testbed.id == Pilot.testbed_id)
        .where(Pilot.status.in_(PUBLIC_STATES))
        .order_by(Pilot.id)
    )
    rows = db.session.execute(statement).all()
    columns: list[tuple[Any, ...]] = list(zip(*rows, strict=True)) or [()] * 10
    place_of = {state.value: place for place, state in enumerate(STATES)}
    words: dict[str, int] = {}
    return Field(
        ids=_integers(columns[0]),
        city=_coded(columns[1]),
        kind=_coded(one or TestbedKind.NEIGHBOURHOOD.value for one in columns[2]),
        themes=_integers(_bits(text, words) for text in columns[3]),
        theme_words=tuple(words),
        status=_integers(place_of[one] for one in columns[4]),
        start=_integers(day.toordinal() for day in columns[5]),
        end=_integers(day.toordinal() for day in columns[6]),
        personal=_integers(_ANSWER[one] for one in columns[7]),
        x=np.array(columns[8], dtype=np.float64),
        y=np.array(columns[9], dtype=np.float64),
    )


def _integers(values: Iterable[int]) -> Integers:
    return np.fromiter(values, dtype=np.int64)


def _coded(values: Iterable[str]) -> Column:
    known: dict[str, int] = {}
    codes = _integers(known.setdefault(one, len(known)) for one in values)
    return Column(tuple(known), codes)


def _bits(text: str, words: dict[str, int]) -> int:
    """Return the bits of a list of words written as JSON; ``words`` learns those that are new."""
    bits = 0
    for one in _listed(text):
        bits |= 1 << words.setdefault(one, len(words))
    return bits


@lru_cache(maxsize=20_000)
def _listed(text: str) -> tuple[str, ...]:
    """Read a list of vocabulary words; the same few combinations come again and again."""
    return tuple(json.loads(text))
