"""Results of ended pilots for programs: the pilots that are told of, with what hangs on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, extract, or_, select
from sqlalchemy.orm import defer, joinedload

from app.database import db
from app.queries.evidence import public_evidence_of
from app.queries.indicator import indicators_of
from app.queries.survey import Summary, public_summaries
from app.queries.testbed_field import LISTED
from models.attachment import Attachment
from models.city import City
from models.indicator import Indicator
from models.pilot import PUBLIC_STATES, TOLD_STATES, Pilot
from models.testbed import Testbed

BATCH = 200


@dataclass(frozen=True, slots=True)
class Told:
    """A pilot whose result everybody may read, with its numbers and where they come from.

    ``testbed`` and ``replicates`` are ids of public things, None where those are not public.
    """

    pilot: Pilot
    testbed: int | None
    replicates: int | None
    indicators: Sequence[Indicator]
    evidence: dict[int, list[Attachment]]
    survey: Summary | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which results; empty is any.  ``after`` is the id that the page before ended at."""

    cities: Sequence[str] = ()
    kinds: Sequence[str] = ()
    themes: Sequence[str] = ()
    years: Sequence[int] = ()
    continues: bool | None = None
    bought: bool | None = None
    after: int = 0


def results(asked: Asked, limit: int) -> tuple[list[Told], int | None]:
    """Return up to ``limit`` results by id, and the id to go on after."""
    found: list[Pilot] = []
    after = asked.after
    while len(found) <= limit:
        some = db.session.scalars(
            _told().where(*_conditions(asked), Pilot.id > after).order_by(Pilot.id).limit(BATCH)
        ).all()
        found += [one for one in some if not asked.themes or set(asked.themes) & set(one.themes)]
        if len(some) < BATCH:
            break
        after = some[-1].id
    shown = found[:limit]
    return _with_numbers(shown), shown[-1].id if len(found) > limit else None


def result(ident: int | str) -> Told | None:
    """Return the result of a pilot by its id or the end of its address; None when not public."""
    by = Pilot.id == ident if isinstance(ident, int) else Pilot.slug == ident
    pilot = db.session.scalar(_told().where(by))
    return _with_numbers([pilot])[0] if pilot is not None else None


def _told() -> Select[Pilot]:
    return (
        select(Pilot)
        .join(City, City.id == Pilot.city_id)
        .outerjoin(Testbed, Testbed.id == Pilot.testbed_id)
        .where(Pilot.status.in_(TOLD_STATES))
        .options(defer(Pilot.geom), joinedload(Pilot.city), joinedload(Pilot.testbed))
    )


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.cities:
        found.append(City.slug.in_(asked.cities))
    if asked.kinds:
        found.append(Testbed.kind.in_(asked.kinds))
    if asked.years:
        found.append(or_(*(extract("year", Pilot.end_day) == year for year in asked.years)))
    choices: tuple[tuple[Any, bool | None], ...] = (
        (Pilot.continues, asked.continues),
        (Pilot.bought, asked.bought),
    )
    found += [column.is_(answer) for column, answer in choices if answer is not None]
    return found


def _with_numbers(pilots: Sequence[Pilot]) -> list[Told]:
    ids = [one.id for one in pilots]
    indicators, surveys = indicators_of(ids), public_summaries(ids)
    evidence = public_evidence_of(ids)
    parents = _public([one.replicates_id for one in pilots if one.replicates_id is not None])
    return [
        Told(
            one,
            one.testbed_id if one.testbed and one.testbed.status in LISTED else None,
            one.replicates_id if one.replicates_id in parents else None,
            indicators[one.id],
            {each.id: evidence[each.id] for each in indicators[one.id] if each.id in evidence},
            surveys.get(one.id),
        )
        for one in pilots
    ]


def _public(ids: Sequence[int]) -> set[int]:
    asked = select(Pilot.id).where(Pilot.id.in_(ids), Pilot.status.in_(PUBLIC_STATES))
    return set(db.session.scalars(asked))
