"""Eight writers at once on a place for one and a place for three: nothing is booked twice or lost.

The writers are processes with engines of their own (tests/storm_writer.py).  Afterwards plain
Python reads the rows (tests/ledger.py) and compares them with what the writers were answered.
"""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass

import pytest
from sqlalchemy import select, text

from app import clock
from app.database import db, writing
from config import ROOT
from models.application import ApplicantForm, Application, ApplicationPart, PartStatus
from models.booking import Booking, BookingStatus
from models.pilot import Pilot
from models.receipt import Receipt
from tests.factories.account import person, staff
from tests.factories.application import day
from tests.factories.testbed import testbed
from tests.ledger import faults
from tests.storm_writer import CHANCES

WRITERS = 8
SECONDS = 7
PATIENCE = 60


@dataclass
class Storm:
    """What the writers said, and where."""

    app: object
    told: list[dict]

    def answered(self, do):
        return [one for one in self.told if one["do"] == do and "answer" in one]


def wishes(places, many):
    """Write applications for the same days, straight into the tables."""
    author, now = person(), clock.now()
    for number in range(many):
        made = Application(
            author_id=author.id, applicant_form=ApplicantForm.PERSON, language="fi",
            title=f"Wish {number}", created_at=now, updated_at=now, submitted_at=now,
        )  # fmt: skip
        place = places[number % len(places)]
        made.parts.append(
            ApplicationPart(
                testbed_id=place.id, city_id=place.city_id, status=PartStatus.SUBMITTED,
                earliest=day(6), days=3, latest_end=day(20),
            )
        )  # fmt: skip
        db.session.add(made)
    db.session.commit()


def blow(app, folder, writers, seconds, deeds=tuple(CHANCES)):
    """Let the writers loose on the application's database and gather what they say."""
    with app.app_context():
        url = db.engine.url.render_as_string(hide_password=False)
        db.engine.dispose()
    values = [url, folder, str(writers), str(seconds), ",".join(deeds)]
    command = [sys.executable, "-m", "tests.storm_writer", *values]
    subprocess.run(command, cwd=ROOT, check=True, timeout=PATIENCE)
    return [json.loads(line) for path in folder.iterdir() for line in path.read_text().splitlines()]


def prepared(databases, engine_kind):
    app = databases.application(engine_kind)
    with app.app_context():
        staff()
        wishes([testbed(capacity=1), testbed(capacity=3)], 60)
        db.session.remove()
    return app


@pytest.fixture(scope="module")
def storm(databases, engine_kind, tmp_path_factory):
    app = prepared(databases, engine_kind)
    told = blow(app, tmp_path_factory.mktemp("storm"), WRITERS, SECONDS)
    yield Storm(app, told)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def after(storm):
    with storm.app.app_context():
        yield storm
        db.session.remove()


def test_the_storm_was_one(after):
    done = Counter(one["do"] for one in after.told if "answer" in one)
    refused = Counter(one["refused"] for one in after.told if "refused" in one)
    assert sum(done.values()) > 60, done
    assert {one["do"] for one in after.told} == set(CHANCES)
    for do in ("offer", "accept", "decline", "withdraw", "reopen", "move"):
        assert done[do] > 0, (do, done, refused)
    assert refused["full"] > 0
    assert [one for one in after.told if "broken" in one] == []


def test_no_day_is_over_capacity_and_the_ledger_is_the_sum_of_the_bookings(after):
    assert faults(db.session.connection()) == []


def test_no_acknowledged_booking_is_lost(after):
    pilots = {one["answer"] for one in after.answered("accept")}
    kept = dict(
        db.session.execute(
            select(Pilot.id, Booking.status).join(Booking, Booking.id == Pilot.booking_id)
        ).all()
    )
    assert pilots <= set(kept)
    cancelled = db.session.scalar(
        text(
            "SELECT count(*) FROM audit WHERE thing = 'booking' AND from_status = 'confirmed'"
            " AND to_status = 'cancelled'"
        )
    )
    statuses = Counter(kept.values())
    assert statuses == Counter(
        {
            status: count
            for status, count in (
                (BookingStatus.CONFIRMED, len(kept) - cancelled),
                (BookingStatus.CANCELLED, cancelled),
            )
            if count
        }
    )


def test_what_was_acknowledged_was_done_and_nothing_else(after):
    acknowledged = {one["key"] for one in after.told if "answer" in one and one["do"] != "lapse"}
    done = set(db.session.scalars(select(Receipt.key)))
    assert done == acknowledged


def test_days_are_held_exactly_for_what_is_offered_or_accepted(after):
    holding = dict(
        db.session.execute(
            select(Booking.part_id, Booking.status).where(
                Booking.status.in_([BookingStatus.HELD, BookingStatus.CONFIRMED])
            )
        ).all()
    )
    expected = {
        PartStatus.OFFERED: BookingStatus.HELD,
        PartStatus.ACCEPTED: BookingStatus.CONFIRMED,
        PartStatus.AGREED: BookingStatus.CONFIRMED,
    }
    for part_id, status in db.session.execute(select(ApplicationPart.id, ApplicationPart.status)):
        assert holding.get(part_id) == expected.get(status), (part_id, status)


def test_the_checks_have_teeth(databases, engine_kind, tmp_path):
    """The same storm without the trigger that counts leaves days over capacity, and is caught."""
    app = prepared(databases, engine_kind)
    with app.app_context():
        on = "" if engine_kind == "sqlite" else " ON booking_slot"
        with writing(), db.engine.begin() as connection:
            connection.execute(text(f"DROP TRIGGER slot_load_add{on}"))
            connection.execute(text(f"DROP TRIGGER slot_load_sub{on}"))
        blow(app, tmp_path, 4, 1, ["offer", "accept"])
        found = faults(db.session.connection())
        db.session.remove()
        db.engine.dispose()
    assert any(" of " in fault for fault in found)
    assert any("ledger 0" in fault for fault in found)
