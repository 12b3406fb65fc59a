"""Who somebody is: the rows that grant roles, gathered into one value."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, literal, or_, select
from sqlalchemy.orm import selectinload

from app.database import db
from app.policies.actor import VISITOR, Actor
from models.account import CityRole, CityRoleGrant, User
from models.challenge import Challenge
from models.city import City
from models.errors import NotFoundError
from models.jury import Juror, JurorStatus
from models.organisation import Membership, Organisation
from models.testbed import Testbed, TestbedHost

HOSTED, JUDGED = "hosted", "judged"


def actor_of(user_id: int) -> Actor:
    """Return what the account may act as; a visitor when it is gone or switched off."""
    user = db.session.get(User, user_id)
    if user is None or not user.active:
        return VISITOR
    roles = db.session.execute(
        select(CityRoleGrant.city_id, CityRoleGrant.role).where(CityRoleGrant.user_id == user_id)
    )
    memberships = db.session.execute(
        select(Membership.organisation_id, Membership.role).where(Membership.user_id == user_id)
    )
    entrusted = _entrusted(user_id)
    return Actor(
        user_id=user.id,
        name=user.name,
        email=user.email,
        language=user.language,
        is_admin=any(role.name == "admin" for role in user.roles),
        city_roles=frozenset((city, role) for city, role in roles),
        organisation_roles=frozenset((org, role) for org, role in memberships),
        hosted_testbeds=frozenset(one for what, one, _city in entrusted if what == HOSTED),
        hosted_cities=frozenset(city for what, _one, city in entrusted if what == HOSTED),
        juries=frozenset(one for what, one, _city in entrusted if what == JUDGED),
    )


def _entrusted(user_id: int) -> Sequence[Row[str, int, int]]:
    """Return (what, id, city's id) of hosted testbeds and judged challenges, in one statement."""
    hosted = (
        select(literal(HOSTED), TestbedHost.testbed_id, Testbed.city_id)
        .join(Testbed, Testbed.id == TestbedHost.testbed_id)
        .where(TestbedHost.user_id == user_id)
    )
    judged = (
        select(literal(JUDGED), Juror.challenge_id, Challenge.city_id)
        .join(Challenge, Challenge.id == Juror.challenge_id)
        .where(Juror.user_id == user_id, Juror.status == JurorStatus.ACCEPTED)
    )
    return db.session.execute(hosted.union_all(judged)).all()


def user_by_email(email: str) -> User | None:
    """Return the account of an address, or None."""
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))


def account_of(user_id: int | None) -> User:
    """Return an account that is in use.

    Raises:
        NotFoundError: It is gone or switched off.
    """
    user = db.session.get(User, user_id) if user_id is not None else None
    if user is None or not user.active:
        raise NotFoundError
    return user


@dataclass(frozen=True, slots=True)
class Roles:
    """What somebody may do where: rows, for the page of one's own account."""

    cities: list[tuple[City, CityRole]]
    testbeds: list[Testbed]
    memberships: list[Membership]
    is_admin: bool

    def __bool__(self) -> bool:
        return bool(self.cities or self.testbeds or self.memberships or self.is_admin)


def roles_of(viewer: Actor) -> Roles:
    """Return the viewer's own roles, each kind in a steady order."""
    return _roles(viewer.user_id, is_admin=viewer.is_admin)


def roles_of_account(user: User) -> Roles:
    """Return the roles of any account, for administrators."""
    return _roles(user.id, is_admin=any(role.name == "admin" for role in user.roles))


def _roles(user_id: int | None, *, is_admin: bool) -> Roles:
    cities = db.session.execute(
        select(City, CityRoleGrant.role)
        .join(CityRoleGrant, CityRoleGrant.city_id == City.id)
        .where(CityRoleGrant.user_id == user_id)
        .order_by(City.slug, CityRoleGrant.role)
    )
    testbeds = db.session.scalars(
        select(Testbed)
        .join(TestbedHost, TestbedHost.testbed_id == Testbed.id)
        .where(TestbedHost.user_id == user_id)
        .order_by(Testbed.slug)
    )
    memberships = db.session.scalars(
        select(Membership)
        .join(Organisation)
        .where(Membership.user_id == user_id)
        .order_by(Organisation.name, Organisation.id)
    )
    return Roles(
        [(city, role) for city, role in cities],
        list(testbeds),
        list(memberships),
        is_admin,
    )


def people(*, with_roles_only: bool) -> Sequence[User]:
    """Return accounts by address, for operators; perhaps only those that hold a role."""
    asked = select(User).options(
        selectinload(User.roles), selectinload(User.city_roles).joinedload(CityRoleGrant.city)
    )
    if with_roles_only:
        asked = asked.where(or_(User.roles.any(), User.city_roles.any()))
    return db.session.scalars(asked.order_by(User.email)).all()
