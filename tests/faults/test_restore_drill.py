"""A backup made while everybody writes loses nothing that was acknowledged before it began."""

import sqlite3
import subprocess
import time
from contextlib import closing

import pytest
from sqlalchemy import text

from app.database import db
from tests.faults.conftest import Row
from tests.faults.drill import is_sound, kept_keys, load_on, unlike

COPIES = 5  # of the main file alone, one of which may come right after a checkpoint
MORE = 60  # writes that are acknowledged while and after the backup is made


@pytest.fixture
def install(databases, tmp_path):
    """Makes installations, each with a folder: ``install("postgresql", "first")``."""
    made = []

    def new(kind, name):
        folder = tmp_path / name
        folder.mkdir()
        made.append(databases.application(kind, instance=folder))
        return made[-1], folder

    yield new
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def test_nothing_acknowledged_is_missing_from_a_backup_under_load(
    install, tmp_path, engine_kind, report
):
    first, files = install(engine_kind, "first")
    second, restored_files = install(engine_kind, "second")
    saved = tmp_path / "saved.zip"
    with load_on(first, tmp_path / "said", files) as load:
        begun = time.time()
        done = first.test_cli_runner().invoke(args=["backup", str(saved)])
        assert done.exit_code == 0, done.output
        load.wait_for(MORE)
    done = second.test_cli_runner().invoke(args=["restore", str(saved)])
    assert done.exit_code == 0, done.output
    kept, told = kept_keys(second), load.told()
    before = [one for one in told if one.done < begun]

    lost = [one.key for one in before if one.key not in kept]
    count, wrong = unlike(first, second)
    what = f"backup under load, restored: {count} rows alike, {len(told) - len(kept)} came later"
    report(Row(what, engine_kind, len(before), len(lost)))

    assert len(before) >= 15
    assert lost == []
    assert [name for name in kept.values() if not (restored_files / name).is_file()] == []
    assert len(kept) < len(told), "the writers went on meanwhile"
    assert wrong == []
    assert is_sound(second)
    assert is_sound(first)


def test_a_copy_of_the_main_file_alone_looks_sound_and_has_lost_something(
    install, tmp_path, report
):
    app, files = install("sqlite", "live")
    live = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    with app.app_context():  # let the tables be in the main file
        db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        db.session.remove()
    acked = lost = sound = 0
    with load_on(app, tmp_path / "said", files) as load:
        for number in range(COPIES):
            load.wait_for(5)
            told, copy = load.told(), tmp_path / f"copy{number}.sqlite"
            # Not from this process: closing the file would let go of the locks of its connections.
            subprocess.run(["/bin/cp", live, str(copy)], check=True)
            with closing(sqlite3.connect(copy)) as connection:
                sound += connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
                kept = {key for (key,) in connection.execute("SELECT key FROM receipt")}
            acked, lost = len(told), max(lost, sum(one.key not in kept for one in told))
    what = f"control: the main file copied alone, {sound} of {COPIES} copies look sound"
    fails = "fails, as it must" if lost else "NOT SEEN"
    report(Row(what, "sqlite", acked, lost, check=fails))
    assert lost > 0
