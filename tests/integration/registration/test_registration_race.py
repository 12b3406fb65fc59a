"""Many come and go at once, from several processes, some killed: never one place too many."""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import asdict

import pytest
from sqlalchemy import select

from app.database import db, writing
from config import ROOT
from models import guard
from models.audit import AuditLine
from models.event import EventSession, EventStatus
from models.registration import (
    COUNTED,
    OVER,
    Registrant,
    Registration,
    RegistrationStatus,
)
from tests.factories import event as events
from tests.registration_storm import Plan

CAPACITIES = (3, 5)
WRITERS, ACTS, DOOMED = 4, 10, 2


@pytest.fixture
def stage(engine_kind, databases, tmp_path):
    """Gives an application on a database of its own, and the plan of a storm on its event."""
    app = databases.application(engine_kind)
    with app.app_context():
        with writing():
            rooms = [events.session(48, capacity=one) for one in CAPACITIES]
            event = events.event(EventStatus.PUBLISHED, *rooms)
            plan = Plan(
                app.config["SQLALCHEMY_DATABASE_URI"], str(tmp_path), event.slug,
                [one.id for one in event.sessions], WRITERS, ACTS, DOOMED, 1.5,
            )  # fmt: skip
            db.session.commit()
        yield plan
        db.session.remove()
        db.engine.dispose()


def blow(plan):
    """Let the storm blow from processes of its own."""
    db.session.remove()
    db.engine.dispose()
    done = subprocess.run(
        [sys.executable, "-m", "tests.registration_storm", json.dumps(asdict(plan))],
        cwd=ROOT, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]


def holders():
    """Return how many hold a place at each session, counted from the registrations."""
    found = db.session.scalars(select(Registration)).all()
    return Counter(
        one.session_id for one in found if one.status in COUNTED or one.held_until is not None
    )


def test_never_more_than_there_are_places_though_some_are_killed(stage):
    blow(stage)
    counted, rooms = holders(), db.session.scalars(select(EventSession)).all()
    for room in rooms:
        assert room.taken == counted[room.id] <= room.capacity
    rows = db.session.scalars(select(Registration)).all()
    live = Counter((one.session_id, one.registrant_id) for one in rows if one.status not in OVER)
    assert set(live.values()) == {1}, "nobody is registered twice"
    names = Counter(db.session.scalars(select(Registrant.name)))
    assert set(names.values()) == {1}
    assert any(one.status is RegistrationStatus.CANCELLED for one in rows), "some left"
    for room in rooms:
        of_room = [one for one in rows if one.session_id == room.id]
        assert_in_order(of_room)
        waiting = [one for one in of_room if one.status is RegistrationStatus.WAITING]
        assert room.taken == room.capacity or not waiting, "nothing is free while somebody waits"


def assert_in_order(rows):
    """Assert that whoever was offered a place had come before everybody who still waits."""
    offered = set(
        db.session.scalars(
            select(AuditLine.thing_id).where(AuditLine.action == "registration:offer")
        )
    )
    asked = [(one.queued_at, one.id) for one in rows if one.id in offered]
    wait = [(one.queued_at, one.id) for one in rows if one.status is RegistrationStatus.WAITING]
    assert not asked or not wait or max(asked) < min(wait)


def test_without_the_triggers_there_are_more_than_there_are_places(stage):
    """The control: what keeps the count right is the database, not that nobody tried."""
    with db.engine.begin() as connection:
        guard.remove_registration(connection)
    blow(stage)
    counted = holders()
    capacities = dict(db.session.execute(select(EventSession.id, EventSession.capacity)).all())
    assert any(counted[ident] > most for ident, most in capacities.items())
