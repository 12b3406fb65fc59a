"""Cities, organisations and people of the demonstration."""

import uuid

from app import clock
from app.database import db
from geodata.demo import records
from models.account import CityRole, CityRoleGrant, Role, User
from models.base import Translated
from models.city import City
from models.organisation import Membership, Organisation, OrganisationKind, OrganisationRole

DOMAIN = "koepaikka.example"
ROLES = {"coordinator": CityRole.COORDINATOR, "editor": CityRole.EDITOR}


def cities() -> dict[str, City]:
    """Write the six cities; return them by slug."""
    made = {}
    for record in records("cities"):
        city = City(
            slug=record["slug"],
            name=Translated.of(record["name"]),
            time_zone=record["time_zone"],
            centre_lon=record["centre"][0],
            centre_lat=record["centre"][1],
            bbox=record["bbox"],
            required_languages=record["required_languages"],
            role_mailbox=record["role_mailbox"],
            gk_epsg=record["gk_epsg"],
        )
        db.session.add(city)
        db.session.flush()
        made[city.slug] = city
    return made


def organisations() -> list[Organisation]:
    """Write the invented organisations; return them in the order of the records."""
    made = [
        Organisation(
            name=record["name"],
            kind=OrganisationKind(record["kind"]),
            country=record["country"],
            business_id=record["business_id"],
            size=record["size"],
            web=record["web"],
            is_demo=True,
            created_at=clock.now(),
        )
        for record in records("organisations")
    ]
    db.session.add_all(made)
    db.session.flush()
    return made


def people(
    password_hash: str, cities: dict[str, City], organisations: list[Organisation]
) -> dict[str, User]:
    """Write the demo accounts with their roles; return them by key."""
    admin = Role(name="admin", description="Programme administrator")
    db.session.add(admin)
    made = {}
    for record in records("people"):
        user = User(
            email=f"{record['email_local']}@{DOMAIN}",
            name=record["name"],
            language=record["language"],
            password=password_hash,
            active=True,
            fs_uniquifier=uuid.uuid4().hex,
            confirmed_at=clock.now(),
            created_at=clock.now(),
        )
        db.session.add(user)
        db.session.flush()
        if record["role"] == "admin":
            user.roles.append(admin)
        if record["role"] in ROLES:
            _grant(user, cities[record["city"]], ROLES[record["role"]])
        if record["organisation"] is not None:
            _join(user, organisations[record["organisation"]])
        made[record["key"]] = user
    db.session.flush()
    return made


def _grant(user: User, city: City, role: CityRole) -> None:
    db.session.add(
        CityRoleGrant(user_id=user.id, city_id=city.id, role=role, granted_at=clock.now())
    )


def _join(user: User, organisation: Organisation) -> None:
    db.session.add(
        Membership(
            user_id=user.id,
            organisation_id=organisation.id,
            role=OrganisationRole.OWNER,
            joined_at=clock.now(),
        )
    )
