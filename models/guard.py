"""Install and check the database guards: of the ledger, append-only tables, agreements, signs."""

from collections.abc import Mapping
from types import ModuleType

from sqlalchemy import Connection

from models import (
    guard_agreement,
    guard_challenge,
    guard_experiment,
    guard_hour_postgresql,
    guard_hour_sqlite,
    guard_jury,
    guard_open,
    guard_panel,
    guard_postgresql,
    guard_privacy,
    guard_registration,
    guard_sign,
    guard_sqlite,
    guard_testbed,
)
from models.guard_noted import Notes


def _engine_module(connection: Connection) -> ModuleType:
    return guard_sqlite if connection.dialect.name == "sqlite" else guard_postgresql


def _run(connection: Connection, statements: tuple[str, ...]) -> None:
    """Run statements as they stand: the driver must not read their % signs as parameters."""
    cursor = connection.connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    cursor.close()


def install(connection: Connection) -> None:
    """Create every guard on an empty schema, for migrations."""
    _run(connection, _engine_module(connection).STATEMENTS)


def remove(connection: Connection) -> None:
    """Drop every guard, for the way back of a migration."""
    _run(connection, _engine_module(connection).DROP)


def _hours(connection: Connection) -> ModuleType:
    is_sqlite = connection.dialect.name == "sqlite"
    return guard_hour_sqlite if is_sqlite else guard_hour_postgresql


def install_hours(connection: Connection) -> None:
    """Let the ledger take the hours that bookings bring along, for migrations."""
    _run(connection, _hours(connection).INSTALL)


def remove_hours(connection: Connection) -> None:
    """Let the ledger count by weekdays alone again, for the way back of a migration."""
    _run(connection, _hours(connection).REMOVE)


def install_agreement(connection: Connection) -> None:
    """Create the guards of agreements on their new table, for its migration."""
    _run(
        connection,
        guard_agreement.SQLITE
        if connection.dialect.name == "sqlite"
        else guard_agreement.POSTGRESQL,
    )


def remove_agreement(connection: Connection) -> None:
    """Drop the guards of agreements, for the way back of their migration."""
    _run(
        connection,
        guard_agreement.DROP_SQLITE
        if connection.dialect.name == "sqlite"
        else guard_agreement.DROP_POSTGRESQL,
    )


def _install_notes(connection: Connection, notes: Notes) -> None:
    _run(connection, notes.sqlite if connection.dialect.name == "sqlite" else notes.postgresql)


def _remove_notes(connection: Connection, notes: Notes) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    _run(connection, notes.drop_sqlite if is_sqlite else notes.drop_postgresql)


def install_experiment(connection: Connection) -> None:
    """Note each change of the public experiments from now on, for migrations."""
    _install_notes(connection, guard_experiment.NOTES)


def remove_experiment(connection: Connection) -> None:
    """Drop the notes of changes of experiments, for the way back of their migration."""
    _remove_notes(connection, guard_experiment.NOTES)


def install_testbed(connection: Connection) -> None:
    """Note each change of the listed testbeds from now on, for migrations."""
    _install_notes(connection, guard_testbed.NOTES)


def remove_testbed(connection: Connection) -> None:
    """Drop the notes of changes of testbeds, for the way back of their migration."""
    _remove_notes(connection, guard_testbed.NOTES)


def install_sign(connection: Connection) -> None:
    """Create the guards of the codes on signs, for their migration."""
    is_sqlite = connection.dialect.name == "sqlite"
    _run(connection, guard_sign.SQLITE if is_sqlite else guard_sign.POSTGRESQL)


def remove_sign(connection: Connection) -> None:
    """Drop the guards of the codes on signs, for the way back of their migration."""
    is_sqlite = connection.dialect.name == "sqlite"
    _run(connection, guard_sign.DROP_SQLITE if is_sqlite else guard_sign.DROP_POSTGRESQL)


def install_panel(connection: Connection) -> None:
    """Let the database count the places of panels, for their migration."""
    is_sqlite = connection.dialect.name == "sqlite"
    _run(connection, guard_panel.SQLITE if is_sqlite else guard_panel.POSTGRESQL)


def remove_panel(connection: Connection) -> None:
    """Drop the guards of panels, for the way back of their migration."""
    is_sqlite = connection.dialect.name == "sqlite"
    _run(connection, guard_panel.DROP_SQLITE if is_sqlite else guard_panel.DROP_POSTGRESQL)


def install_challenge(connection: Connection) -> None:
    """Keep what entrants of challenges were told, for their migration."""
    is_sqlite = connection.dialect.name == "sqlite"
    _run(connection, guard_challenge.SQLITE if is_sqlite else guard_challenge.POSTGRESQL)


def remove_challenge(connection: Connection) -> None:
    """Drop the guards of challenges, for the way back of their migration."""
    is_sqlite = connection.dialect.name == "sqlite"
    _run(connection, guard_challenge.DROP_SQLITE if is_sqlite else guard_challenge.DROP_POSTGRESQL)


def install_jury(connection: Connection) -> None:
    """Keep rankings as they were fixed, for migrations."""
    is_sqlite = connection.dialect.name == "sqlite"
    _run(connection, guard_jury.SQLITE if is_sqlite else guard_jury.POSTGRESQL)


def remove_jury(connection: Connection) -> None:
    """Drop the guards of rankings, for the way back of their migration."""
    is_sqlite = connection.dialect.name == "sqlite"
    _run(connection, guard_jury.DROP_SQLITE if is_sqlite else guard_jury.DROP_POSTGRESQL)


def install_registration(connection: Connection) -> None:
    """Let the database count the places of sessions, for their migration."""
    is_sqlite = connection.dialect.name == "sqlite"
    _run(connection, guard_registration.SQLITE if is_sqlite else guard_registration.POSTGRESQL)


def remove_registration(connection: Connection) -> None:
    """Drop the guards of registrations, for the way back of their migration."""
    is_sqlite = connection.dialect.name == "sqlite"
    _run(
        connection,
        guard_registration.DROP_SQLITE if is_sqlite else guard_registration.DROP_POSTGRESQL,
    )


def install_open(connection: Connection) -> None:
    """Note which features of open data are due from now on, and that all are, for migrations."""
    _note_due(connection, guard_open.NOTES)


def remove_open(connection: Connection) -> None:
    """Drop the notes of what is due, for the way back of their migration."""
    _note_no_more(connection, guard_open.NOTES)


def install_licence(connection: Connection) -> None:
    """Note from now on what another licence changes, and that all is due, for migrations."""
    _note_due(connection, guard_open.LICENCE_NOTES)


def remove_licence(connection: Connection) -> None:
    """Drop the notes of licences, for the way back of their migration; all is due again."""
    _note_no_more(connection, guard_open.LICENCE_NOTES)
    _run(connection, guard_open.ALL_DUE)


def _note_due(connection: Connection, notes: Mapping[str, guard_open.Note]) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    create = guard_open.sqlite if is_sqlite else guard_open.postgresql
    _run(connection, create(notes))
    _run(connection, guard_open.ALL_DUE)


def _note_no_more(connection: Connection, notes: Mapping[str, guard_open.Note]) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    drop = guard_open.drop_sqlite if is_sqlite else guard_open.drop_postgresql
    _run(connection, drop(notes))


def install_privacy(connection: Connection) -> None:
    """Let seals and reads of personal data only be added, for their migration."""
    is_sqlite = connection.dialect.name == "sqlite"
    _run(connection, guard_privacy.SQLITE if is_sqlite else guard_privacy.POSTGRESQL)


def remove_privacy(connection: Connection) -> None:
    """Drop the guards of seals and reads, for the way back of their migration."""
    is_sqlite = connection.dialect.name == "sqlite"
    _run(connection, guard_privacy.DROP_SQLITE if is_sqlite else guard_privacy.DROP_POSTGRESQL)


def _counting_triggers(connection: Connection) -> frozenset[str]:
    if connection.dialect.name == "sqlite":
        return guard_panel.TRIGGERS_SQLITE | guard_registration.TRIGGERS_SQLITE
    return guard_panel.TRIGGERS_POSTGRESQL | guard_registration.TRIGGERS_POSTGRESQL


def missing(connection: Connection) -> frozenset[str]:
    """Return the names of guards that should exist and do not; empty when all is well."""
    module = _engine_module(connection)
    present = {row[0] for row in connection.exec_driver_sql(module.PRESENT)}
    expected: frozenset[str] = frozenset().union(
        module.TRIGGERS,
        guard_agreement.TRIGGERS,
        guard_experiment.NOTES.changes,
        guard_testbed.NOTES.changes,
        guard_sign.TRIGGERS,
        guard_challenge.TRIGGERS,
        guard_open.TRIGGERS,
        guard_jury.TRIGGERS,
        guard_privacy.TRIGGERS,
    )
    expected |= _counting_triggers(connection)
    return expected - present
