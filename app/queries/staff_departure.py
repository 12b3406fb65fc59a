"""What somebody leaves behind in a city: roles, testbeds, and what they alone answer for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_city
from app.policies.table import Action, may
from app.queries.decision_queue import RUNNING
from models.account import CityRoleGrant, User
from models.application import ApplicationPart
from models.city import City
from models.errors import NotFoundError
from models.pilot import Pilot, PilotStatus
from models.testbed import Testbed, TestbedHost, TestbedStatus

LIVE = (
    PilotStatus.PREPARING, PilotStatus.READY, PilotStatus.RUNNING, PilotStatus.PAUSED,
    PilotStatus.REPORTING,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Left:
    """One testbed that would have no host: how many applications and pilots go on there."""

    testbed: Testbed
    applications: int
    pilots: int


@dataclass(frozen=True, slots=True)
class Departure:
    """What ends when ``person`` leaves; ``alone`` needs one of ``successors``."""

    person: User
    city: City
    grants: tuple[CityRoleGrant, ...]
    testbeds: tuple[Testbed, ...]
    alone: tuple[Left, ...]
    successors: tuple[User, ...]


def departure(viewer: Actor, city: City, user_id: int, testbed: Testbed | None = None) -> Departure:
    """Return what ends when somebody leaves a city, or only one testbed of it.

    Raises:
        NotFoundError: The person is neither the viewer nor one of the people the viewer manages,
            or has nothing there.
    """
    person = db.session.get(User, user_id)
    if person is None or not may_part(viewer, city, user_id):
        raise NotFoundError
    grants = () if testbed else tuple(grants_of(city, user_id))
    hosted = tuple(hosted_by(city, user_id, testbed))
    if not grants and not hosted:
        raise NotFoundError
    lone = alone(hosted, user_id)
    return Departure(
        person, city, grants, hosted, tuple(_left(lone)), tuple(colleagues_of(city, user_id))
    )


def may_part(viewer: Actor, city: City, user_id: int) -> bool:
    """Say whether the viewer may end somebody's work for a city: one's own, or as coordinator."""
    return user_id == viewer.user_id or may(viewer, Action.CITY_STAFF, of_city(city.id))


def grants_of(city: City, user_id: int) -> list[CityRoleGrant]:
    """Return somebody's roles in a city."""
    return list(
        db.session.scalars(
            select(CityRoleGrant)
            .where(CityRoleGrant.city_id == city.id, CityRoleGrant.user_id == user_id)
            .order_by(CityRoleGrant.role)
        )
    )


def hosted_by(city: City, user_id: int, only: Testbed | None = None) -> list[Testbed]:
    """Return the testbeds of a city that somebody answers for, by slug."""
    asked = (
        select(Testbed)
        .join(TestbedHost, TestbedHost.testbed_id == Testbed.id)
        .where(TestbedHost.user_id == user_id, Testbed.city_id == city.id)
        .order_by(Testbed.slug)
    )
    if only is not None:
        asked = asked.where(Testbed.id == only.id)
    return list(db.session.scalars(asked))


def alone(testbeds: Iterable[Testbed], user_id: int) -> list[Testbed]:
    """Return those testbeds, not closed for good, that nobody else with a live account hosts."""
    ids = [testbed.id for testbed in testbeds]
    shared = set(
        db.session.scalars(
            select(TestbedHost.testbed_id)
            .join(User, User.id == TestbedHost.user_id)
            .where(TestbedHost.testbed_id.in_(ids), User.id != user_id, User.active.is_(True))
        )
    )
    return [
        one for one in testbeds if one.id not in shared and one.status is not TestbedStatus.RETIRED
    ]


def colleagues_of(city: City, user_id: int) -> list[User]:
    """Return whom things can be handed to: everybody else with a role or a testbed there."""
    granted = select(CityRoleGrant.user_id).where(CityRoleGrant.city_id == city.id)
    hosting = (
        select(TestbedHost.user_id)
        .join(Testbed, Testbed.id == TestbedHost.testbed_id)
        .where(Testbed.city_id == city.id)
    )
    return list(
        db.session.scalars(
            select(User)
            .where(
                or_(User.id.in_(granted), User.id.in_(hosting)),
                User.id != user_id,
                User.active.is_(True),
            )
            .order_by(User.name, User.id)
        )
    )


def _left(testbeds: list[Testbed]) -> list[Left]:
    ids = [one.id for one in testbeds]
    parts = _many(
        select(ApplicationPart.testbed_id, func.count())
        .where(ApplicationPart.testbed_id.in_(ids), ApplicationPart.status.in_(RUNNING))
        .group_by(ApplicationPart.testbed_id)
    )
    pilots = _many(
        select(Pilot.testbed_id, func.count())
        .where(Pilot.testbed_id.in_(ids), Pilot.status.in_(LIVE))
        .group_by(Pilot.testbed_id)
    )
    return [Left(one, parts.get(one.id, 0), pilots.get(one.id, 0)) for one in testbeds]


def _many(asked: Select[Any, int]) -> dict[int, int]:
    return {row[0]: row[1] for row in db.session.execute(asked)}
