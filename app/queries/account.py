"""Who somebody is: the rows that grant roles, gathered into one value."""

from sqlalchemy import select

from app.database import db
from app.policies.actor import VISITOR, Actor
from models.account import CityRoleGrant, User
from models.organisation import Membership
from models.testbed import Testbed, TestbedHost


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
    hosted = db.session.execute(
        select(TestbedHost.testbed_id, Testbed.city_id)
        .join(Testbed, Testbed.id == TestbedHost.testbed_id)
        .where(TestbedHost.user_id == user_id)
    ).all()
    return Actor(
        user_id=user.id,
        name=user.name,
        email=user.email,
        language=user.language,
        is_admin=any(role.name == "admin" for role in user.roles),
        city_roles=frozenset((city, role) for city, role in roles),
        organisation_roles=frozenset((org, role) for org, role in memberships),
        hosted_testbeds=frozenset(testbed for testbed, _city in hosted),
        hosted_cities=frozenset(city for _testbed, city in hosted),
    )


def user_by_email(email: str) -> User | None:
    """Return the account of an address, or None."""
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))
