"""The guards are there after every migration, and readiness says so when one is not."""

import re
from pathlib import Path

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.database import db, writing
from app.queries.health import readiness
from config import ROOT
from models import guard
from models.audit import AuditLine
from models.decision import Decision
from tests.factories.application import offered
from tests.factories.testbed import testbed


@pytest.fixture
def own(databases, engine_kind):
    """An application with a database of its own, which is changed for good."""
    app = databases.application(engine_kind)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def missing():
    with db.engine.connect() as connection:
        return guard.missing(connection)


def test_down_and_up_again_brings_every_guard_back(own):
    assert missing() == frozenset()
    downgrade(revision="base")
    assert missing() != frozenset()
    upgrade()
    assert missing() == frozenset()
    offered(testbed())


def test_readiness_tells_when_a_guard_is_gone(own, engine_kind):
    assert readiness()["ready"] is True
    on = "" if engine_kind == "sqlite" else " ON booking_slot"
    with writing(), db.engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER slot_load_add{on}"))
    answer = readiness()
    assert answer["ready"] is False
    assert answer["guards_missing"] == ["slot_load_add"]


@pytest.mark.parametrize("row", [AuditLine, Decision])
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_what_was_decided_and_recorded_cannot_be_changed(session, row, verb):
    offered(testbed())
    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(text(verb.format(row.__tablename__)))


def test_no_migration_copies_a_table_and_so_drops_its_guards():
    for path in Path(ROOT, "migrations").rglob("*.py"):
        source = path.read_text()
        assert not re.search(r"recreate\s*=\s*[\"'](always|auto)[\"']", source), path
        assert not re.search(r"batch_alter_table\((?![^)]*recreate=\"never\")", source), path
