"""An installation moves to the other engine with every row, or not at all.

The whole demonstration moves in tests/faults/test_restore_move.py.
"""

import pytest

from app.database import db
from app.queries.health import readiness
from tests.conftest import SERVER
from tests.moving import digests, execute, fill, goes_on_working, installations, run

# What makes every copied row of a table vanish again: how it is set up, and taken away.
LOSES = {
    "sqlite": (
        "CREATE TRIGGER gii_lose AFTER INSERT ON closure BEGIN DELETE FROM closure; END",
        "DROP TRIGGER gii_lose",
    ),
    "postgresql": (
        "CREATE RULE lose AS ON INSERT TO closure DO INSTEAD NOTHING",
        "DROP RULE lose ON closure",
    ),
}


@pytest.fixture
def install(databases, tmp_path):
    """Makes installations: ``install("sqlite")``, perhaps not migrated yet."""
    with installations(databases, tmp_path) as make:
        yield make


def test_one_row_that_does_not_arrive_undoes_it_all_and_it_is_begun_again(engine_kind, install):
    _url, old = install(engine_kind)
    fill(old, whole=False)
    url, new = install("postgresql" if engine_kind == "sqlite" and SERVER else "sqlite")
    empty = digests(new)
    with new.app_context():
        lose, mend = LOSES[db.engine.dialect.name]
    execute(new, lose)
    done = run(old, "move", "--to", url)
    assert done.exit_code == 1
    assert "closure: testbed_id" in done.output
    assert "only in the old database. Nothing was moved." in done.output
    assert digests(new) == empty
    with new.app_context():
        assert readiness()["ready"]  # guards and all

    execute(new, mend)
    assert run(old, "move", "--to", url).exit_code == 0
    assert digests(new) == digests(old)
    assert "not empty" in run(old, "move", "--to", url).output
    goes_on_working(new)


def test_an_old_database_that_is_not_sound_is_not_moved(engine_kind, install):
    """Neither onto itself, nor without its guards."""
    url, old = install(engine_kind)
    new_url, _new = install("sqlite", migrated=False)
    assert "has now" in run(old, "move", "--to", url).output

    name, on = "audit_append_only", " ON audit"
    if engine_kind == "sqlite":
        name, on = "audit_append_only_delete", ""
    execute(old, f"DROP TRIGGER {name}{on}")
    done = run(old, "move", "--to", new_url)
    assert done.exit_code == 1
    assert "Guards are missing here: audit_append_only" in done.output
