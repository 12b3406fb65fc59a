"""Light rows of every listed testbed: all that filters, counts, order and map marks need.

Read in one statement as plain text and numbers: typed columns took four times as long at 10,000
testbeds.
"""

import functools
import json
from typing import Any, NamedTuple

from sqlalchemy import Select, String, Text, cast, func, select, type_coerce

from app.database import db
from models.base import LANGUAGES
from models.city import City
from models.testbed import Testbed, TestbedStatus
from models.testbed_fit import PeopleWish

LISTED = (TestbedStatus.PUBLISHED, TestbedStatus.PAUSED)


class Row(NamedTuple):
    """One listed testbed.  x, y in EPSG:3857; ``people`` are the wishes about people it meets."""

    id: int
    city: str
    kind: str
    environment: str
    money: str
    themes: tuple[str, ...]
    applicants: tuple[str, ...]
    is_open: bool
    x: float | None
    y: float | None
    name: str
    entry: str
    infrastructure: tuple[str, ...]
    people: tuple[str, ...]
    capacity: int
    min_days: int
    max_days: int


def light(lang: str) -> Select[*tuple[Any, ...]]:
    """Return the statement; names are in the reader's language where there is one."""
    name = func.coalesce(
        *(
            func.nullif(Testbed.__table__.c[f"name_{one}"], "")
            for one in (lang, *(other for other in LANGUAGES if other != lang))
        ),
        "",
    )
    return (
        select(
            Testbed.id,
            City.slug,
            type_coerce(Testbed.kind, String),
            type_coerce(Testbed.environment, String),
            type_coerce(Testbed.money, String),
            cast(Testbed.themes, Text),
            cast(Testbed.applicants, Text),
            type_coerce(Testbed.status, String),
            Testbed.anchor_x,
            Testbed.anchor_y,
            name,
            type_coerce(Testbed.entry_mode, String),
            cast(Testbed.infrastructure, Text),
            cast(Testbed.user_groups, Text) != "[]",
            Testbed.minors,
            Testbed.patients,
            Testbed.capacity,
            Testbed.min_days,
            Testbed.max_days,
        )
        .join(City, City.id == Testbed.city_id)
        .where(Testbed.status.in_(LISTED))
    )


def rows_of(statement: Select[*tuple[Any, ...]]) -> list[Row]:
    """Run a statement made from ``light``."""
    return [
        Row(
            one[0],
            one[1],
            one[2] or "",
            one[3],
            one[4],
            _values(one[5]),
            _values(one[6]),
            one[7] == TestbedStatus.PUBLISHED.value,
            one[8],
            one[9],
            one[10],
            one[11],
            _values(one[12]),
            _people(bool(one[13]), bool(one[14]), bool(one[15])),
            one[16],
            one[17],
            one[18],
        )
        for one in db.session.execute(statement)
    ]


@functools.lru_cache(maxsize=20_000)
def _values(text: str) -> tuple[str, ...]:
    """Read a list of vocabulary words; the same few combinations come again and again."""
    return tuple(json.loads(text))


@functools.cache
def _people(users: bool, minors: bool, patients: bool) -> tuple[str, ...]:  # noqa: FBT001 - a row's columns
    met = ((PeopleWish.USERS, users), (PeopleWish.NO_MINORS, not minors),
           (PeopleWish.NO_PATIENTS, not patients))  # fmt: skip
    return tuple(wish.value for wish, is_met in met if is_met)
