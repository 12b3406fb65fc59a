"""What is held in the process is what the database says, at once after every change."""

import pytest
from sqlalchemy import delete, func, select, update

from app import clock
from app.database import db
from app.queries.experiment import ExperimentFilter, search
from app.services.experiment_revision import merge
from models.experiment_revision import ExperimentRevision
from models.pilot import Pilot, PilotStatus
from models.testbed_kind import TestbedKind
from tests.factories import pilot as pilots
from tests.factories.testbed import testbed


def shown():
    return search(ExperimentFilter(), clock.today()).ids


def revision():
    return db.session.scalar(select(func.sum(ExperimentRevision.number)))


def test_nothing_is_read_again_while_nothing_changes(session, statements):
    made = pilots.running()
    assert shown() == [made.id]
    statements.clear()
    assert shown() == [made.id]
    assert len(statements) == 1
    assert "experiment_revision" in statements[0]


def test_a_new_a_changed_and_a_deleted_pilot_are_seen_at_once(session):
    assert shown() == []
    one = pilots.running()
    assert shown() == [one.id]
    db.session.execute(update(Pilot).values(status=PilotStatus.PREPARING))
    assert shown() == []
    db.session.execute(update(Pilot).values(status=PilotStatus.RUNNING))
    assert shown() == [one.id]
    db.session.execute(delete(Pilot))
    assert shown() == []


def test_another_kind_of_the_testbed_is_seen_at_once(session):
    place = testbed(kind=TestbedKind.SCHOOL)
    pilots.running(testbed=place)
    parks = ExperimentFilter(kinds=frozenset({"park"}))
    assert len(search(parks, clock.today())) == 0
    place.kind = TestbedKind.PARK
    db.session.commit()
    assert len(search(parks, clock.today())) == 1


def test_a_change_that_was_rolled_back_is_never_taken_for_one_that_was_not(session):
    kept = pilots.running()
    before = revision()
    for _try in range(2):
        nested = db.session.begin_nested()
        db.session.execute(update(Pilot).values(status=PilotStatus.PAUSED))
        inside = revision()
        assert search(ExperimentFilter(), clock.today()).counts["state"]["paused"] == 1
        nested.rollback()
        assert revision() == before != inside
        assert search(ExperimentFilter(), clock.today()).counts["state"]["running"] == 1
    db.session.execute(update(Pilot).values(status=PilotStatus.PAUSED))
    assert revision() not in {before, inside}
    assert shown() == [kept.id]


def test_merging_the_notes_keeps_their_sum(session):
    for _one in range(3):
        pilots.running()
    before, ids = revision(), shown()
    merge()
    assert revision() == before
    assert db.session.scalar(select(func.count(ExperimentRevision.id))) == 1
    assert shown() == ids
    pilots.running()
    assert len(shown()) == 4


@pytest.mark.parametrize("count", [0, 1])
def test_an_empty_installation_has_a_page(client, count):
    for _one in range(count):
        pilots.preparing()
    assert client.page("/en/").status == 200
    assert client.get("/en/map/experiments.json?zoom=6").json["features"] == []
