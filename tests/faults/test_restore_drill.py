"""A backup made while everybody writes loses nothing that was acknowledged before it began."""

import time

import pytest

from app.database import db
from tests.faults.drill import is_sound, kept_keys, load_on, unlike

MORE = 60  # writes that are acknowledged while and after the backup is made


@pytest.fixture
def install(engine_kind, databases, tmp_path):
    made = []

    def new(name):
        folder = tmp_path / name
        folder.mkdir()
        made.append(databases.application(engine_kind, instance=folder))
        return made[-1], folder

    yield new
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def test_nothing_acknowledged_is_missing_from_a_backup_under_load(install, tmp_path):
    first, files = install("first")
    second, restored_files = install("second")
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

    assert len(before) >= 15
    assert [one.key for one in before if one.key not in kept] == []
    assert [name for name in kept.values() if not (restored_files / name).is_file()] == []
    assert len(kept) < len(told), "the writers went on meanwhile"
    assert unlike(first, second) == []
    assert is_sound(second)
    assert is_sound(first)
    print(f"{len(before)} acknowledged before, {len(kept)} restored, {len(told)} in all")  # noqa: T201 - the drill's figures
