"""The desk's list of testbeds: one query behind its rows, its counts and changes of many at once.

Light rows of everything that is the viewer's are read in one statement; filters and counts are
computed over them, and only the rows of one page are read whole.
"""

import datetime as dt
import functools
import json
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import String, Text, case, cast, select, type_coerce

from app.database import db
from app.policies.actor import Actor
from app.queries.facet import Facet, filtered
from app.queries.search import matching_ids
from app.queries.testbed_desk import theirs
from app.queries.testbed_record import WHOLE
from app.queries.testbed_stale import stale
from models.account import User
from models.base import LANGUAGES
from models.city import City
from models.testbed import Testbed, TestbedHost, TestbedStatus

PAGE_LENGTH = 50
LOOKED_THROUGH = 500
"""Up to so many records the list counts how many are not ready without being asked."""

IN_USE = (TestbedStatus.DRAFT, TestbedStatus.PUBLISHED, TestbedStatus.PAUSED)
SORTS = ("changed", "name", "checked")
NOBODY = 0
_FINNISH_ORDER = str.maketrans({"å": "{a", "ä": "{b", "ö": "{c"})


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """What to show; None and empty ask for everything that does not rest in the archive.

    ``hosts`` holds ids of people, NOBODY for places without one.
    """

    status: TestbedStatus | None = None
    cities: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    hosts: frozenset[int] = frozenset()
    stale: bool = False
    missing: bool = False
    text: str = ""
    sort: str = "changed"
    page: int = 1


class Row(NamedTuple):
    """A light row: what filters, counts and orders the list; read as plain text and numbers."""

    id: int
    city: str
    status: str
    kind: str
    themes: tuple[str, ...]
    hosts: tuple[int, ...]
    is_stale: bool
    is_lacking: bool | None
    checked: dt.date | None
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """What passes the filter: ids in the order of the list, and the counts of each facet.

    ``counts["missing"][True]`` is 0 where there were too many records to look through unasked.
    """

    ids: Sequence[int]
    counts: Mapping[str, Counter[Hashable]]
    hosts: Mapping[int, str] = field(default_factory=dict)

    def page_ids(self, number: int) -> Sequence[int]:
        """Return the ids of one page; a page past the end is the last one."""
        last = max(1, -(-len(self.ids) // PAGE_LENGTH))
        first = (min(number, last) - 1) * PAGE_LENGTH
        return self.ids[first : first + PAGE_LENGTH]


def find(
    viewer: Actor, wanted: DeskFilter, is_lacking: Callable[[Testbed], bool], lang: str = "fi"
) -> Found:
    """Return which of the viewer's testbeds pass the filter.

    ``is_lacking`` says whether publishing needs more of a record: the rule is a service's.
    """
    names = _hosts(viewer)
    rows = _rows(viewer, names, lang)
    ids = matching_ids("testbed", wanted.text)
    if ids is not None:
        rows = [row for row in rows if row.id in ids]
    if wanted.missing or len(rows) <= LOOKED_THROUGH:
        rows = _judged(viewer, rows, is_lacking)
    chosen, counts = filtered(rows, _facets(wanted))
    people = {user: name for _testbed, user, name in names}
    return Found([row.id for row in _ordered(chosen, wanted.sort)], counts, people)


def rows_of(viewer: Actor, ids: Sequence[int], *, whole: bool = False) -> list[Testbed]:
    """Return testbeds with their cities in the order of ``ids``; those not theirs are left out.

    ``whole`` brings their pictures, files and links along.
    """
    found = db.session.scalars(
        select(Testbed)
        .where(theirs(viewer), Testbed.id.in_(ids))
        .options(*(WHOLE if whole else WHOLE[:1]))
    )
    by_id = {one.id: one for one in found}
    return [by_id[one] for one in ids if one in by_id]


def _hosts(viewer: Actor) -> list[tuple[int, int, str]]:
    """Return (testbed, person, name) of the hosts of the viewer's testbeds."""
    rows = db.session.execute(
        select(TestbedHost.testbed_id, User.id, User.name)
        .join(User, User.id == TestbedHost.user_id)
        .join(Testbed, Testbed.id == TestbedHost.testbed_id)
        .where(theirs(viewer))
        .order_by(User.name, User.id)
    )
    return [(testbed, user, name) for testbed, user, name in rows]


def _rows(viewer: Actor, names: Sequence[tuple[int, int, str]], lang: str) -> list[Row]:
    hosts: dict[int, tuple[int, ...]] = {}
    for testbed, user, _name in names:
        hosts[testbed] = (*hosts.get(testbed, ()), user)
    tongues = [lang, *(one for one in LANGUAGES if one != lang)]
    columns = [Testbed.__table__.c[f"name_{one}"] for one in tongues]
    found = db.session.execute(
        select(
            Testbed.id,
            City.slug,
            type_coerce(Testbed.status, String),
            type_coerce(Testbed.kind, String),
            cast(Testbed.themes, Text),
            case((stale(), 1), else_=0),
            Testbed.checked_on,
            *columns,
        )
        .join(City, City.id == Testbed.city_id)
        .where(theirs(viewer))
        .order_by(Testbed.updated_at.desc(), Testbed.id)
    )
    return [
        Row(
            id=one[0],
            city=one[1],
            status=one[2],
            kind=one[3] or "",
            themes=_values(one[4]),
            hosts=hosts.get(one[0], (NOBODY,)),
            is_stale=bool(one[5]),
            is_lacking=None,
            checked=one[6],
            name=next((text for text in one[7:] if text), ""),
        )
        for one in found
    ]


@functools.lru_cache(maxsize=20_000)
def _values(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _judged(viewer: Actor, rows: list[Row], is_lacking: Callable[[Testbed], bool]) -> list[Row]:
    """Return the rows, those marked that publishing needs more of; the archive is left alone."""
    found = db.session.scalars(
        select(Testbed).where(theirs(viewer), Testbed.status.in_(IN_USE)).options(*WHOLE)
    )
    lacking = {one.id for one in found if is_lacking(one)}
    return [row._replace(is_lacking=row.id in lacking) for row in rows]


def _facets(wanted: DeskFilter) -> list[Facet[Row]]:
    statuses = [wanted.status] if wanted.status else IN_USE
    return [
        Facet("status", lambda row: (row.status,), frozenset(one.value for one in statuses)),
        Facet("city", lambda row: (row.city,), frozenset(wanted.cities)),
        Facet("kind", lambda row: (row.kind,), frozenset(wanted.kinds)),
        Facet("theme", lambda row: row.themes, frozenset(wanted.themes)),
        Facet("host", lambda row: row.hosts, frozenset(wanted.hosts)),
        Facet("stale", lambda row: (row.is_stale,), frozenset({True} if wanted.stale else ())),
        Facet(
            "missing", lambda row: (row.is_lacking,), frozenset({True} if wanted.missing else ())
        ),
    ]


def _ordered(rows: list[Row], sort: str) -> list[Row]:
    """Return the rows, which come last changed first, in the order asked for."""
    if sort == SORTS[0]:
        return rows
    by_name = sorted(rows, key=lambda row: (row.name.casefold().translate(_FINNISH_ORDER), row.id))
    if sort == "name":
        return by_name
    return sorted(by_name, key=lambda row: row.checked or dt.date.min)
