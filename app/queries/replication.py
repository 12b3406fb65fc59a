"""Places in other cities where a result could be tried again, and what a draft repeats."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.database import db
from models.pilot import Pilot
from models.replication import Replication
from models.testbed import Testbed, TestbedStatus

MOST_A_CITY = 4


def places_for(pilot: Pilot) -> list[Testbed]:
    """Return published testbeds of other cities that suit a pilot, best first in each city.

    Those of the same kind come first, then those that share most themes; a place that has neither
    is left out.
    """
    kind = pilot.testbed.kind if pilot.testbed is not None else None
    rows = db.session.execute(
        select(Testbed.id, Testbed.city_id, Testbed.kind, Testbed.themes)
        .where(Testbed.status == TestbedStatus.PUBLISHED, Testbed.city_id != pilot.city_id)
        .order_by(Testbed.city_id, Testbed.id)
    )
    graded: dict[int, list[tuple[int, int]]] = {}
    for testbed_id, city_id, its_kind, themes in rows:
        grade = len(set(themes) & set(pilot.themes)) + (10 if its_kind == kind else 0)
        if grade:
            graded.setdefault(city_id, []).append((-grade, testbed_id))
    chosen = [ident for city in graded.values() for _grade, ident in sorted(city)[:MOST_A_CITY]]
    return _whole(chosen)


def _whole(ids: Sequence[int]) -> list[Testbed]:
    found = db.session.scalars(
        select(Testbed)
        .where(Testbed.id.in_(ids))
        .options(joinedload(Testbed.city), selectinload(Testbed.pictures))
    )
    by_id = {one.id: one for one in found}
    return [by_id[one] for one in ids]


def first_of(pilot: Pilot) -> Pilot | None:
    """Return the pilot that a pilot repeats."""
    return db.session.get(Pilot, pilot.replicates_id) if pilot.replicates_id else None


def original_of(application_id: int) -> Pilot | None:
    """Return the pilot that an application wants to repeat."""
    link = db.session.get(Replication, application_id)
    return link.pilot if link is not None else None
