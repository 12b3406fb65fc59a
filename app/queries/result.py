"""Results of ended pilots as everybody reads and compares them, and the families they form."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from app.database import db
from app.queries.facet import Facet, filtered
from models.city import City
from models.pilot import PUBLIC_STATES, TOLD_STATES, Pilot
from models.testbed import Testbed
from models.testbed_kind import TestbedKind

ANSWER = {True: "yes", False: "no", None: "unknown"}
MOST_FAMILY = 100


@dataclass(frozen=True, slots=True)
class ResultFilter:
    """What a reader asked for; empty sets ask for everything."""

    cities: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    continues: frozenset[str] = frozenset()
    bought: frozenset[str] = frozenset()
    years: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """A light row: what the filters and their counts need."""

    id: int
    city: str
    kind: str
    themes: tuple[str, ...]
    continues: str
    bought: str
    year: str


@dataclass(slots=True)
class Branch:
    """One pilot of a family and those that repeated it."""

    pilot: Pilot
    children: list["Branch"] = field(default_factory=list)


def search(wanted: ResultFilter) -> tuple[list[int], Mapping[str, Counter[Hashable]]]:
    """Return the ids of the results that pass, latest first, and the counts of each facet."""
    facets: list[Facet[Row]] = [
        Facet("city", lambda row: (row.city,), frozenset(wanted.cities)),
        Facet("theme", lambda row: row.themes, frozenset(wanted.themes)),
        Facet("kind", lambda row: (row.kind,), frozenset(wanted.kinds)),
        Facet("continues", lambda row: (row.continues,), frozenset(wanted.continues)),
        Facet("bought", lambda row: (row.bought,), frozenset(wanted.bought)),
        Facet("year", lambda row: (row.year,), frozenset(wanted.years)),
    ]
    chosen, counts = filtered(_rows(), facets)
    return [row.id for row in chosen], counts


def _rows() -> list[Row]:
    statement = (
        select(
            Pilot.id, City.slug, Testbed.kind, Pilot.themes, Pilot.continues, Pilot.bought,
            Pilot.end_day,
        )
        .join(City, City.id == Pilot.city_id)
        .outerjoin(Testbed, Testbed.id == Pilot.testbed_id)
        .where(Pilot.status.in_(TOLD_STATES))
        .order_by(Pilot.end_day.desc(), Pilot.id)
    )  # fmt: skip
    return [
        Row(
            id=row[0],
            city=row[1],
            kind=row[2] or TestbedKind.NEIGHBOURHOOD,
            themes=tuple(row[3]),
            continues=ANSWER[row[4]],
            bought=ANSWER[row[5]],
            year=str(row[6].year),
        )
        for row in db.session.execute(statement)
    ]


def public_result(slug: str) -> Pilot | None:
    """Return the pilot whose result everybody may read, or None: nothing unfinished is told."""
    return next(iter(public_results([slug])), None)


def public_results(slugs: Sequence[str]) -> list[Pilot]:
    """Return the pilots with public results, in the order of these addresses."""
    found = db.session.scalars(
        select(Pilot)
        .where(Pilot.slug.in_(slugs), Pilot.status.in_(TOLD_STATES))
        .options(defer(Pilot.geom), joinedload(Pilot.city), joinedload(Pilot.testbed))
    )
    by_slug = {one.slug: one for one in found}
    return [by_slug[slug] for slug in slugs if slug in by_slug]


def family(pilot: Pilot) -> Branch | None:
    """Return the tree of public pilots that a pilot belongs to; None when it stands alone.

    Pilots that residents are not told of, and what came after only those, are left out.
    """
    first = _first_of(pilot)
    root = Branch(first)
    known = {first.id: root}
    level = [first.id]
    while level and len(known) < MOST_FAMILY:
        rows = db.session.scalars(
            select(Pilot)
            .where(Pilot.replicates_id.in_(level), Pilot.status.in_(PUBLIC_STATES))
            .options(defer(Pilot.geom), joinedload(Pilot.city), joinedload(Pilot.testbed))
            .order_by(Pilot.start_day, Pilot.id)
        ).all()
        level = []
        for row in rows:
            if row.id not in known and row.replicates_id is not None:
                known[row.id] = Branch(row)
                known[row.replicates_id].children.append(known[row.id])
                level.append(row.id)
    return root if root.children else None


def _first_of(pilot: Pilot) -> Pilot:
    """Return the earliest public ancestor, the pilot itself if it repeats none."""
    seen = {pilot.id}
    while pilot.replicates_id is not None and pilot.replicates_id not in seen:
        parent = db.session.get(Pilot, pilot.replicates_id)
        if parent is None or parent.status not in PUBLIC_STATES:
            break
        pilot = parent
        seen.add(pilot.id)
    return pilot
