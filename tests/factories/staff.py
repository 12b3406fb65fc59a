"""A city's people for tests: roles, hosts and invitations."""

import datetime as dt
import hashlib

from app import clock
from app.database import db
from models.account import CityRole, CityRoleGrant, User
from models.staff import StaffInvitation, StaffRole
from models.testbed import Testbed, TestbedHost
from tests.factories import keep
from tests.factories.account import staff
from tests.factories.city import city

TOKEN = "token-of-the-mail"


def give_role(user: User, role: CityRole, slug: str = "helsinki") -> int:
    """Give somebody a role; return the id of the grant."""
    made = CityRoleGrant(user_id=user.id, city_id=city(slug).id, role=role, granted_at=clock.now())
    db.session.add(made)
    keep()
    return made.id


def give_testbed(user: User, *places: Testbed) -> User:
    """Make somebody the host of testbeds."""
    for place in places:
        db.session.add(TestbedHost(testbed_id=place.id, user_id=user.id))
    keep()
    return user


def invitation(
    email: str,
    role: StaffRole = StaffRole.EDITOR,
    slug: str = "helsinki",
    *,
    token: str = TOKEN,
    testbed: Testbed | None = None,
    by: User | None = None,
) -> StaffInvitation:
    """Return an invitation that has just been sent."""
    made = StaffInvitation(
        city_id=city(slug).id,
        testbed_id=testbed.id if testbed is not None else None,
        role=role,
        email=email,
        language="fi",
        token_sha256=hashlib.sha256(token.encode()).hexdigest(),
        invited_by_id=(by or staff(CityRole.COORDINATOR, slug)).id,
        sent_at=clock.now(),
        expires_at=clock.now() + dt.timedelta(days=14),
    )
    db.session.add(made)
    keep()
    return made
