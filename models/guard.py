"""Install and check the database guards: the ledger's triggers and the append-only tables."""

from types import ModuleType

from sqlalchemy import Connection

from models import guard_postgresql, guard_sqlite


def _engine_module(connection: Connection) -> ModuleType:
    return guard_sqlite if connection.dialect.name == "sqlite" else guard_postgresql


def install(connection: Connection) -> None:
    """Create every guard on an empty schema, for migrations."""
    for statement in _engine_module(connection).STATEMENTS:
        connection.exec_driver_sql(statement)


def remove(connection: Connection) -> None:
    """Drop every guard, for the way back of a migration."""
    for statement in _engine_module(connection).DROP:
        connection.exec_driver_sql(statement)


def missing(connection: Connection) -> frozenset[str]:
    """Return the names of guards that should exist and do not; empty when all is well."""
    module = _engine_module(connection)
    present = {row[0] for row in connection.exec_driver_sql(module.PRESENT)}
    expected: frozenset[str] = module.TRIGGERS
    return expected - present
