"""What is being tried out: the public side of pilots, for the map and the list alike.

Both are fed by ``search``: one statement reads light rows of every public pilot, the filters and
their counts are computed over them, and only the cards on one page of the list are read whole.
"""

import datetime as dt
import math
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from app.database import db
from app.queries.facet import Facet, filtered
from app.queries.search import matching_ids
from geodata.crs import to_web_mercator
from models.city import City
from models.pilot import PUBLIC_STATES, Pilot, PublicPhase, public_phase
from models.testbed import Testbed
from models.testbed_kind import TestbedKind

ACTIVE = frozenset({PublicPhase.RUNNING, PublicPhase.PAUSED})
PAGE_LENGTH = 30
_BATCH = 1_000
_LIGHT = (
    defer(Pilot.geom),
    joinedload(Pilot.city),
    joinedload(Pilot.testbed).options(defer(Testbed.geom), defer(Testbed.shape_json)),
)
_PHASE_ORDER = {phase: place for place, phase in enumerate(PublicPhase)}


@dataclass(frozen=True, slots=True)
class ExperimentFilter:
    """What a reader asked for; empty sets ask for everything, no state for what is active now.

    ``near`` is (longitude, latitude) in EPSG:4326.  ``sort`` is start, end or near.
    """

    text: str = ""
    cities: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    phases: frozenset[str] = frozenset()
    personal_data: frozenset[str] = frozenset()
    near: tuple[float, float] | None = None
    sort: str = "start"


@dataclass(frozen=True, slots=True)
class Experiment:
    """A light row: all that filters, counts and map marks need.  x and y in EPSG:3857."""

    id: int
    city: str
    kind: str
    themes: tuple[str, ...]
    phase: PublicPhase
    start: dt.date
    end: dt.date
    personal_data: str
    x: float | None
    y: float | None


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to one filter: rows in the list's order, and counts per facet and option."""

    rows: Sequence[Experiment]
    counts: Mapping[str, Counter[Hashable]]


def search(wanted: ExperimentFilter, today: dt.date) -> Found:
    """Return the experiments that pass the filter on ``today``, with the counts of each facet."""
    ids = matching_ids("pilot", wanted.text)
    rows = [row for row in _rows(today) if ids is None or row.id in ids]
    facets: list[Facet[Experiment]] = [
        Facet("city", lambda row: (row.city,), frozenset(wanted.cities)),
        Facet("theme", lambda row: row.themes, frozenset(wanted.themes)),
        Facet("kind", lambda row: (row.kind,), frozenset(wanted.kinds)),
        Facet("state", lambda row: (row.phase,), frozenset(wanted.phases or ACTIVE)),
        Facet("personal_data", lambda row: (row.personal_data,), frozenset(wanted.personal_data)),
    ]
    chosen, counts = filtered(rows, facets)
    return Found(_sorted(chosen, wanted), counts)


def _rows(today: dt.date) -> list[Experiment]:
    """Read every public pilot as a light row, in one statement."""
    statement = (
        select(
            Pilot.id, City.slug, Testbed.kind, Pilot.themes, Pilot.status, Pilot.start_day,
            Pilot.end_day, Pilot.personal_data, Pilot.anchor_x, Pilot.anchor_y,
        )
        .join(City, City.id == Pilot.city_id)
        .outerjoin(Testbed, Testbed.id == Pilot.testbed_id)
        .where(Pilot.status.in_(PUBLIC_STATES))
    )  # fmt: skip
    return [
        Experiment(
            id=row[0],
            city=row[1],
            kind=row[2] or TestbedKind.NEIGHBOURHOOD,
            themes=tuple(row[3]),
            phase=public_phase(row[4], row[5], row[6], today),
            start=row[5],
            end=row[6],
            personal_data={True: "yes", False: "no", None: "unknown"}[row[7]],
            x=row[8],
            y=row[9],
        )
        for row in db.session.execute(statement)
    ]


def _sorted(rows: list[Experiment], wanted: ExperimentFilter) -> list[Experiment]:
    if wanted.near is not None:
        x, y = to_web_mercator(*wanted.near)
        return sorted(rows, key=lambda row: (_distance(row, x, y), row.id))
    if wanted.sort == "end":
        return sorted(rows, key=lambda row: (_PHASE_ORDER[row.phase], row.end, row.id))
    return sorted(rows, key=lambda row: (_PHASE_ORDER[row.phase], -row.start.toordinal(), row.id))


def _distance(row: Experiment, x: float, y: float) -> float:
    return math.hypot(row.x - x, row.y - y) if row.x is not None and row.y is not None else math.inf


def cards(ids: Sequence[int], *, shaped: bool = False) -> list[Pilot]:
    """Return public pilots with city and testbed, for cards and marks, in the order of ``ids``.

    ``shaped`` reads the text of their shapes as well.
    """
    how = _LIGHT if shaped else (*_LIGHT, defer(Pilot.shape_json))
    by_id = {
        pilot.id: pilot
        for some in _batches(ids)
        for pilot in db.session.scalars(
            select(Pilot).where(Pilot.id.in_(some), Pilot.status.in_(PUBLIC_STATES)).options(*how)
        )
    }
    return [by_id[one] for one in ids if one in by_id]


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut ids into lists that either engine takes as parameters of one statement."""
    for first in range(0, len(ids), _BATCH):
        yield ids[first : first + _BATCH]


def public_pilot(slug: str) -> Pilot | None:
    """Return the pilot of a public page, or None when there is none that everybody may see."""
    return db.session.scalar(
        select(Pilot)
        .where(Pilot.slug == slug, Pilot.status.in_(PUBLIC_STATES))
        .options(joinedload(Pilot.city), joinedload(Pilot.testbed), joinedload(Pilot.organisation))
    )


def pilot_of_slug(slug: str) -> Pilot | None:
    """Return the pilot of an address whether or not it is public; who may see it is for views."""
    return db.session.scalar(
        select(Pilot)
        .where(Pilot.slug == slug)
        .options(joinedload(Pilot.city), joinedload(Pilot.testbed), joinedload(Pilot.application))
    )


def shapes(ids: Sequence[int], most: int) -> list[tuple[int, str]]:
    """Return ``(id, GeoJSON geometry text)`` of the first ``most`` that are lines or areas."""
    found: list[tuple[int, str]] = []
    for some in _batches(ids):
        rows = db.session.execute(
            select(Pilot.id, Pilot.shape_json)
            .where(Pilot.id.in_(some), Pilot.shape_json.not_like('%"Point"%'))
            .order_by(Pilot.id)
            .limit(most - len(found))
        )
        found += [(row[0], row[1] or "") for row in rows]
        if len(found) == most:
            break
    return found


def siblings(pilot: Pilot) -> list[Pilot]:
    """Return the public pilots that came from the same application, in other places."""
    if pilot.application_id is None:
        return []
    return list(
        db.session.scalars(
            select(Pilot)
            .where(
                Pilot.application_id == pilot.application_id,
                Pilot.id != pilot.id,
                Pilot.status.in_(PUBLIC_STATES),
            )
            .options(*_LIGHT)
            .order_by(Pilot.id)
        )
    )
