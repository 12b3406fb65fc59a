"""What the writers of bench/booking.py find: testbeds, and applications that wait for an offer."""

import datetime as dt
import uuid

from sqlalchemy import text

from app import clock
from app.database import db
from models.account import CityRole, CityRoleGrant, User
from models.application import ApplicantForm, Application, ApplicationPart, PartStatus
from models.base import Translated
from models.city import City
from models.testbed import Testbed, TestbedStatus
from models.testbed_kind import TestbedKind

TESTBEDS, PARTS = 100, 6_000
START = 30  # days from today on which the first of the wishes begins
STEP = 2  # days between the wishes of one testbed; each is three days long, so they overlap
COORDINATOR = "coordinator@koepaikka.example"
PLAIN = "booking_without_ledger"
_PLAIN_SQLITE = f"""CREATE TABLE {PLAIN} (
  id INTEGER PRIMARY KEY, testbed_id INTEGER NOT NULL, part_id INTEGER, start_slot INTEGER NOT NULL,
  end_slot INTEGER NOT NULL, weekdays INTEGER NOT NULL, units INTEGER NOT NULL,
  status VARCHAR(40) NOT NULL, version INTEGER NOT NULL, hold_expires_at DATETIME,
  replaces_id INTEGER, created_at DATETIME NOT NULL)"""


def new_field(parts: int = PARTS) -> None:
    """Write one city with its coordinator, testbeds of one to three places, and applications."""
    home = _city()
    person = _account(COORDINATOR)
    db.session.add(
        CityRoleGrant(
            user_id=person.id, city_id=home.id, role=CityRole.COORDINATOR, granted_at=clock.now()
        )
    )
    places = testbeds(home, TESTBEDS, "place")
    _applications(home, places, _account("applicant@koepaikka.example"), parts)
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text(_PLAIN_SQLITE))
    else:
        db.session.execute(text(f"CREATE TABLE {PLAIN} (LIKE booking INCLUDING ALL)"))
    db.session.commit()


def testbeds(home: City, count: int, name: str) -> list[Testbed]:
    """Write published testbeds of a city, with one, two and three places in turn."""
    now = clock.now()
    made = [
        Testbed(
            city_id=home.id, slug=f"{name}-{number}", status=TestbedStatus.PUBLISHED,
            name=Translated(f"Paikka {number}"), kind=TestbedKind.STREET, lead_days=0,
            capacity=1 + number % 3, created_at=now, updated_at=now, published_at=now,
        )
        for number in range(count)
    ]  # fmt: skip
    db.session.add_all(made)
    db.session.flush()
    return made


def _city() -> City:
    made = City(
        slug="helsinki", name=Translated("Helsinki", "Helsingfors", "Helsinki"), centre_lon=24.94,
        centre_lat=60.17, bbox=[24.78, 59.92, 25.26, 60.3], required_languages=["fi"],
        role_mailbox="helsinki@koepaikka.example", gk_epsg=3879,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _account(email: str) -> User:
    made = User(
        email=email, name=email.partition("@")[0], language="fi", active=True,
        fs_uniquifier=uuid.uuid4().hex, created_at=clock.now(), confirmed_at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _applications(home: City, places: list[Testbed], author: User, count: int) -> None:
    now, today = clock.now(), clock.today()
    for number in range(count):
        place = places[number % len(places)]
        first = today + dt.timedelta(days=START + number // len(places) * STEP)
        wanted = Application(
            author_id=author.id, applicant_form=ApplicantForm.PERSON, language="fi",
            title=f"Kokeilu {number}", created_at=now, updated_at=now, submitted_at=now,
        )  # fmt: skip
        wanted.parts = [
            ApplicationPart(
                testbed_id=place.id, city_id=home.id, status=PartStatus.IN_REVIEW, earliest=first,
                days=3, queued_at=now, status_changed_at=now,
            )
        ]  # fmt: skip
        db.session.add(wanted)
