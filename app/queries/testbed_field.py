"""The listed testbeds as arrays, held in the process for as long as nothing has changed.

All that filters, counts, order, fits and map marks need is here; only the cards of one page are
read whole.  models/testbed_revision.py numbers the states.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sqlalchemy import String, Text, cast, select, type_coerce

from app.database import db
from app.queries.facet_field import (
    Column,
    Flags,
    Floats,
    Integers,
    Sets,
    coded,
    integers,
    sets_of,
)
from app.queries.held import Held
from models.base import LANGUAGES
from models.city import City
from models.testbed import Testbed, TestbedStatus
from models.testbed_fit import PeopleWish
from models.testbed_kind import EntryMode
from models.testbed_revision import TestbedRevision

LISTED: Final = (TestbedStatus.PUBLISHED, TestbedStatus.PAUSED)
_FINNISH_ORDER: Final = str.maketrans({"å": "{a", "ä": "{b", "ö": "{c"})


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """Every listed testbed, by id; arrays of one length.

    ``x`` and ``y`` are EPSG:3857 metres, not numbers where a testbed has no place.  ``people`` are
    the wishes about people that it meets.  ``order`` has each one's place among all names, by
    language.
    """

    ids: Integers
    city: Column
    kind: Column
    environment: Column
    money: Column
    themes: Sets
    applicants: Sets
    needs: Sets
    people: Sets
    is_open: Flags
    is_always: Flags
    x: Floats
    y: Floats
    capacity: Integers
    min_days: Integers
    max_days: Integers
    order: Mapping[str, Integers]

    def place_of(self, ident: int) -> int:
        """Return where a testbed stands in the arrays.

        Raises:
            KeyError: It is not listed.
        """
        place = int(np.searchsorted(self.ids, ident))
        if place == len(self.ids) or self.ids[place] != ident:
            raise KeyError(ident)
        return place


def read() -> Field:
    """Read every listed testbed anew, in one statement."""
    table = Testbed.__table__.c
    statement = (
        select(
            Testbed.id,
            City.slug,
            type_coerce(Testbed.kind, String),
            type_coerce(Testbed.environment, String),
            type_coerce(Testbed.money, String),
            cast(Testbed.themes, Text),
            cast(Testbed.applicants, Text),
            cast(Testbed.infrastructure, Text),
            cast(Testbed.user_groups, Text) != "[]",
            Testbed.minors,
            Testbed.patients,
            type_coerce(Testbed.status, String),
            type_coerce(Testbed.entry_mode, String),
            Testbed.anchor_x,
            Testbed.anchor_y,
            Testbed.capacity,
            Testbed.min_days,
            Testbed.max_days,
            *(table[f"name_{lang}"] for lang in LANGUAGES),
        )
        .join(City, City.id == Testbed.city_id)
        .where(Testbed.status.in_(LISTED))
        .order_by(Testbed.id)
    )
    rows = db.session.execute(statement).all()
    columns: list[tuple[Any, ...]] = list(zip(*rows, strict=True)) or [()] * 21
    ids = integers(columns[0])
    names = dict(zip(LANGUAGES, columns[18:], strict=True))
    return Field(
        ids=ids,
        city=coded(columns[1]),
        kind=coded(one or "" for one in columns[2]),
        environment=coded(columns[3]),
        money=coded(columns[4]),
        themes=sets_of(columns[5]),
        applicants=sets_of(columns[6]),
        needs=sets_of(columns[7]),
        people=_people(*columns[8:11]),
        is_open=_flags(one == TestbedStatus.PUBLISHED.value for one in columns[11]),
        is_always=_flags(one == EntryMode.ALWAYS.value for one in columns[12]),
        x=np.array(columns[13], dtype=np.float64),
        y=np.array(columns[14], dtype=np.float64),
        capacity=integers(columns[15]),
        min_days=integers(columns[16]),
        max_days=integers(columns[17]),
        order={lang: _order([lang, *LANGUAGES], names) for lang in LANGUAGES},
    )


def _people(users: Iterable[object], minors: Iterable[object], patients: Iterable[object]) -> Sets:
    met = {
        PeopleWish.USERS: (bool(one) for one in users),
        PeopleWish.NO_MINORS: (not one for one in minors),
        PeopleWish.NO_PATIENTS: (not one for one in patients),
    }
    bits = [_flags(some).astype(np.int64) << n for n, some in enumerate(met.values())]
    return Sets(tuple(one.value for one in met), bits[0] | bits[1] | bits[2])


def _flags(values: Iterable[bool]) -> Flags:
    return np.fromiter(values, dtype=np.bool_)


def _order(languages: Sequence[str], names: Mapping[str, Sequence[str]]) -> Integers:
    """Return each row's place among the names, in the first language that it has one in.

    Finns order å, ä and ö last; of equal names the first written comes first.
    """
    shown = [
        next((name for name in some if name), "")
        for some in zip(*(names[lang] for lang in languages), strict=True)
    ]
    keys = [name.casefold().translate(_FINNISH_ORDER) for name in shown]
    ordered = sorted(range(len(keys)), key=keys.__getitem__)
    places = np.empty(len(keys), dtype=np.int64)
    places[ordered] = np.arange(len(keys))
    return places


_held = Held(TestbedRevision, read)
field = _held.current
