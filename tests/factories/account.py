"""People for tests."""

import itertools
import uuid

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.queries.account import actor_of
from models.account import CityRole, CityRoleGrant, Role, User
from models.organisation import Membership, Organisation, OrganisationKind, OrganisationRole
from models.testbed import Testbed, TestbedHost
from tests.factories import keep
from tests.factories.city import city

_numbers = itertools.count(1)


def person(
    name: str = "Aino Esimerkki", *, email: str | None = None, confirmed: bool = True
) -> User:
    """Return a new account that may sign in."""
    made = User(
        email=email or f"person{next(_numbers)}.{uuid.uuid4().hex[:6]}@koepaikka.example",
        name=name,
        language="fi",
        active=True,
        fs_uniquifier=uuid.uuid4().hex,
        created_at=clock.now(),
        confirmed_at=clock.now() if confirmed else None,
    )
    db.session.add(made)
    keep()
    return made


def staff(role: CityRole = CityRole.COORDINATOR, slug: str = "helsinki") -> User:
    """Return somebody of a city's staff."""
    made = person(f"{role.value} {slug}")
    db.session.add(
        CityRoleGrant(user_id=made.id, city_id=city(slug).id, role=role, granted_at=clock.now())
    )
    keep()
    return made


def host(testbed: Testbed) -> User:
    """Return somebody who answers for a testbed."""
    made = person("Host")
    db.session.add(TestbedHost(testbed_id=testbed.id, user_id=made.id))
    keep()
    return made


def admin() -> User:
    """Return an administrator of the programme."""
    made = person("Admin")
    role = db.session.query(Role).filter_by(name="admin").one_or_none() or Role(name="admin")
    made.roles.append(role)
    keep()
    return made


def organisation(
    name: str = "Esimerkki Oy", kind: OrganisationKind = OrganisationKind.COMPANY
) -> Organisation:
    """Return a new organisation without members."""
    made = Organisation(name=name, kind=kind, country="FI", created_at=clock.now())
    db.session.add(made)
    keep()
    return made


def member(of: Organisation | None = None, role: OrganisationRole = OrganisationRole.OWNER) -> User:
    """Return somebody of an organisation, by default the owner of a new company."""
    made = person("Company person")
    joined = of or organisation()
    db.session.add(
        Membership(user_id=made.id, organisation_id=joined.id, role=role, joined_at=clock.now())
    )
    keep()
    return made


def acting(user: User) -> Actor:
    """Return what this person may act as now."""
    return actor_of(user.id)
