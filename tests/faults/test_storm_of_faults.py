"""Everything is killed while people work: what they were told is there, and nothing else."""

import pytest
from sqlalchemy import text

from app.database import db, writing
from tests.faults.conftest import Row
from tests.faults.storm import KINDS, Weather, blow

NOTHING = {"nothing": 1}  # people alone show it
ENGINES = ("sqlite", "postgresql")


@pytest.fixture
def place(engine, cluster, application, tmp_path):
    """Gives a way to make an installation: ``place(wal_writer_delay="10s")``."""

    def make(**settings):
        own = cluster(**settings) if engine == "postgresql" else None
        url = own.url if own else f"sqlite:///{tmp_path / 'storm.sqlite'}"
        return application(url, tmp_path), tmp_path, own

    return make


def damage(app, own):
    """Return what is wrong with the files themselves."""
    if own is not None:
        return own.damage()
    with app.app_context(), db.engine.connect() as connection:
        said = connection.execute(text("PRAGMA integrity_check")).scalar_one()
        loose = connection.execute(text("PRAGMA foreign_key_check")).all()
    return "" if said == "ok" and not loose else f"{said} {loose[:5]}"


def row_of(fault, engine, found, check):
    return Row(
        fault, engine, found.acked, found.lost, found.phantom, found.over, found.missing,
        found.without_cause, found.twice, check,
    )  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_is_lost_whatever_is_killed(place, engine, report, seconds, seed):
    app, folder, own = place()
    kinds = KINDS | ({"database": 2} if own else {})
    found, struck = blow(app, folder, Weather(seconds, seed, kinds), own)
    wrong = damage(app, own)
    faults = ", ".join(f"{name} {count}" for name, count in sorted(struck.items()))
    report(row_of(f"kill -9 ({faults})", engine, found, "ok" if not wrong else "DAMAGED"))
    assert found.broken == {}, found.words
    assert found.words == []
    assert wrong == ""
    assert found.acked > 20
    assert {*kinds} & {*struck}


@pytest.mark.parametrize("engine", ["postgresql"])
def test_without_waiting_for_the_disk_acknowledged_work_is_lost(
    place, engine, report, seconds, seed
):
    app, folder, own = place(synchronous_commit="off", wal_writer_delay="10s")
    own.is_writer_stopped = True
    weather = Weather(min(seconds, 20), seed, {"database": 1}, sends_mail=False)
    found, struck = blow(app, folder, weather, own)
    fault = f"control: synchronous_commit=off ({struck['database']} kills)"
    report(row_of(fault, engine, found, "fails, as it must" if found.broken else "NOT SEEN"))
    assert found.lost > 0, found


@pytest.mark.parametrize("engine", ENGINES)
def test_without_the_guards_places_are_given_twice(place, engine, report, seed):
    app, folder, own = place()
    on = "" if own is None else " ON booking_slot"
    with app.app_context(), writing(), db.engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER slot_load_add{on}"))
        connection.execute(text(f"DROP TRIGGER slot_load_sub{on}"))
    found, _struck = blow(app, folder, Weather(6, seed, NOTHING, sends_mail=False), own)
    fails = "fails, as it must" if found.over else "NOT SEEN"
    report(row_of("control: no guards on the ledger", engine, found, fails))
    assert found.over > 0, found


@pytest.mark.parametrize("engine", ENGINES)
def test_a_key_looked_up_after_the_refusal_makes_phantoms(place, engine, report, seed):
    app, folder, own = place()
    late = "tests.faults.late_key:app"
    weather = Weather(8, seed, NOTHING, late, sends_mail=False, lost=0.5)
    found, _struck = blow(app, folder, weather, own)
    fails = "fails, as it must" if found.phantom else "NOT SEEN"
    report(row_of("control: request key looked up late", engine, found, fails))
    assert found.phantom > 0, found
