"""A migration that copies a table loses its guards, and readiness says so."""

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations

from app.database import db, writing
from app.queries.health import readiness
from models import guard
from tests.faults.conftest import Row

# A column of each; PostgreSQL lets nobody copy a table that others point to, such as booking.
TABLES = {
    "sqlite": {"audit": "facts", "booking": "units", "registration": "held_until"},
    "postgresql": {"audit": "facts", "registration": "held_until"},
}


@pytest.fixture
def own(databases, kind):
    app = databases.application(kind)
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("kind", sorted(TABLES))
def test_a_copied_table_is_without_its_guards_and_not_ready(own, kind, report):
    assert readiness()["ready"] is True
    gone = {}
    with writing(), db.engine.connect() as connection:
        if kind == "sqlite":  # outside of a transaction, as Alembic's own recipe has it
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            for table, column in TABLES[kind].items():
                operations = Operations(MigrationContext.configure(connection))
                with operations.batch_alter_table(table, recreate="always") as batch:
                    batch.alter_column(column, comment="copied")
                gone[table] = {one for one in guard.missing(connection) if one.startswith(table)}
    answer = readiness()
    names = ", ".join(f"{table} {len(lost)}" for table, lost in gone.items())
    what = f"control: tables copied by a migration (guards gone: {names})"
    report(Row(what, kind, check="READY" if answer["ready"] else "refused, as it must"))
    assert all(gone.values()), gone
    assert answer["ready"] is False
