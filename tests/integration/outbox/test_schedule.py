"""What happens by itself happens in time, once, and whatever one job does, the others go on."""

import datetime as dt
import threading

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app import clock
from app.database import db
from app.jobs import schedule
from app.jobs.schedule import SCHEDULE, Job, Round
from app.services import retention
from models.audit import AuditLine
from models.pilot import Pilot, PilotStatus
from models.receipt import Receipt
from tests.factories.pilot import ready, running
from tests.factories.testbed import testbed

MINUTE = dt.timedelta(minutes=1)


def use(monkeypatch, *jobs):
    monkeypatch.setattr(schedule, "SCHEDULE", jobs)


def test_a_job_runs_again_only_when_its_time_has_come(session, monkeypatch):
    done = []
    use(monkeypatch, Job("a", MINUTE, lambda: done.append("a")))
    work = Round()
    with time_machine.travel(clock.now(), tick=False) as time:
        work.run_due()
        time.shift(59)
        work.run_due()
        assert len(done) == 1
        time.shift(2)
        work.run_due()
    assert len(done) == 2


def test_a_job_that_fails_does_not_stop_the_others(session, monkeypatch, caplog):
    def broken():
        raise RuntimeError("a mistake of ours")

    done = []
    use(monkeypatch, Job("broken", MINUTE, broken), Job("b", MINUTE, lambda: done.append("b")))
    Round().run_due()

    assert done == ["b"]
    assert "job broken failed" in caplog.text


def test_when_the_database_is_away_the_round_ends_and_the_next_one_goes_on(session, monkeypatch):
    def away():
        raise OperationalError("SELECT 1", {}, Exception("away"))

    done = []
    use(monkeypatch, Job("away", MINUTE, away), Job("b", MINUTE, lambda: done.append("b")))
    work = Round()
    with pytest.raises(OperationalError):
        work.run_due()
    work.run_due()

    assert done == ["b"]


def test_every_job_of_the_schedule_works_on_an_empty_database(session, monkeypatch):
    failed = []
    monkeypatch.setattr(schedule.logger, "exception", lambda *words: failed.append(words))
    Round().run_due()
    assert failed == []
    assert max(job.every for job in SCHEDULE if job.name in {"holds", "pilots"}) <= 10 * MINUTE


def test_receipts_are_kept_for_thirty_days(session):
    now = clock.now()
    for days in (29, 31):
        session.add(
            Receipt(
                key=f"k{days}", work="w", actor_id=1, result=None, at=now - days * 24 * 60 * MINUTE
            )
        )
    session.commit()
    retention.run()

    assert session.scalars(select(Receipt.key)).all() == ["k29"]


def test_two_dispatchers_at_once_start_and_end_each_pilot_once(databases, engine_kind):
    app = databases.application(engine_kind)
    with app.app_context():
        place = testbed()
        starting = [ready(0, 9, testbed=place).id for _number in range(6)]
        ending = [running(-9, -1, testbed=place).id for _number in range(6)]
    begin, failures = threading.Barrier(2), []

    def dispatch():
        with app.app_context():
            begin.wait()
            try:
                Round().run_due()
            except Exception as problem:  # noqa: BLE001 - told to the test
                failures.append(problem)

    threads = [threading.Thread(target=dispatch) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    with app.app_context():
        states = dict(db.session.execute(select(Pilot.id, Pilot.status)).all())
        moves = db.session.execute(
            select(AuditLine.thing_id, func.count())
            .where(AuditLine.action.like("pilot:%"))
            .group_by(AuditLine.thing_id)
        ).all()
        db.session.remove()
        db.engine.dispose()
    assert failures == []
    assert {states[one] for one in starting} == {PilotStatus.RUNNING}
    assert {states[one] for one in ending} == {PilotStatus.REPORTING}
    assert sorted(moves) == sorted((one, 1) for one in [*starting, *ending])
