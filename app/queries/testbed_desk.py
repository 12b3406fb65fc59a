"""Testbeds as their staff read them: those of their own cities, and those they host."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import joinedload

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_city, of_testbed
from app.policies.table import Action, may
from app.queries.city import cities
from app.queries.search import matching_ids
from models.account import CityRole, CityRoleGrant, User
from models.city import City
from models.errors import NotFoundError
from models.testbed import Testbed, TestbedStatus

PAGE_LENGTH = 50


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """What to show; None and empty ask for everything."""

    status: TestbedStatus | None = None
    city: str = ""
    text: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class DeskPage:
    """One page of the desk's list; ``counts`` by status over all that pass the other filters."""

    rows: list[Testbed]
    counts: Mapping[TestbedStatus, int]
    total: int


def theirs(viewer: Actor) -> ColumnElement[bool]:
    """Return the condition that a testbed is of the viewer's cities, or hosted by them."""
    if viewer.is_admin:
        return true()
    return or_(Testbed.city_id.in_(viewer.cities), Testbed.id.in_(viewer.hosted_testbeds))


def desk(viewer: Actor, chosen: DeskFilter) -> DeskPage:
    """Return the viewer's testbeds that pass the filter, last changed first.

    A page past the end is the last one.
    """
    conditions = in_any_state(viewer, chosen)
    counted = db.session.execute(
        select(Testbed.status, func.count()).where(*conditions).group_by(Testbed.status)
    )
    counts: dict[TestbedStatus, int] = {row[0]: row[1] for row in counted}
    if chosen.status is not None:
        conditions.append(Testbed.status == chosen.status)
        total = counts.get(chosen.status, 0)
    else:
        total = sum(counts.values())
    last = max(1, -(-total // PAGE_LENGTH))
    rows = db.session.scalars(
        select(Testbed)
        .where(*conditions)
        .options(joinedload(Testbed.city))
        .order_by(Testbed.updated_at.desc(), Testbed.id)
        .limit(PAGE_LENGTH)
        .offset((min(chosen.page, last) - 1) * PAGE_LENGTH)
    )
    return DeskPage(list(rows), counts, total)


def in_any_state(viewer: Actor, chosen: DeskFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of the viewer's filter, but for the state."""
    conditions = [theirs(viewer)]
    ids = matching_ids("testbed", chosen.text)
    if ids is not None:
        conditions.append(Testbed.id.in_(ids))
    if chosen.city:
        conditions.append(Testbed.city_id.in_(select(City.id).where(City.slug == chosen.city)))
    return conditions


def staff_testbed(viewer: Actor, testbed_id: int) -> Testbed:
    """Return a testbed, in any state, for its city's staff or its host.

    Raises:
        NotFoundError: It does not exist, or is not theirs to know of here.
    """
    testbed = db.session.get(Testbed, testbed_id)
    if testbed is None or not may(viewer, Action.TESTBED_READ, of_testbed(testbed)):
        raise NotFoundError
    return testbed


def cities_to_register_in(viewer: Actor) -> list[City]:
    """Return the cities whose testbeds the viewer may register."""
    return [one for one in cities() if may(viewer, Action.TESTBED_CREATE, of_city(one.id))]


def cities_of(viewer: Actor) -> list[City]:
    """Return the cities that the viewer has testbeds in, at the desk."""
    if viewer.is_admin:
        return list(cities())
    mine = viewer.cities | viewer.hosted_cities
    return [one for one in cities() if one.id in mine]


def drafts(viewer: Actor, limit: int) -> list[Testbed]:
    """Return the drafts that the viewer may go on with, last changed first."""
    found = db.session.scalars(
        select(Testbed)
        .where(theirs(viewer), Testbed.status == TestbedStatus.DRAFT)
        .options(joinedload(Testbed.city))
        .order_by(Testbed.updated_at.desc(), Testbed.id)
    )
    return [one for one in found if may(viewer, Action.TESTBED_EDIT, of_testbed(one))][:limit]


def coordinators(city_id: int) -> list[User]:
    """Return who may publish a city's testbeds, by name."""
    return list(
        db.session.scalars(
            select(User)
            .join(CityRoleGrant, CityRoleGrant.user_id == User.id)
            .where(
                CityRoleGrant.city_id == city_id,
                CityRoleGrant.role == CityRole.COORDINATOR,
                User.active.is_(True),
            )
            .order_by(User.name, User.id)
        )
    )
