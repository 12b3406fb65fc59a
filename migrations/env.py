"""Alembic's environment: one history for SpatiaLite and PostGIS.

Set-up of the engine itself (PostGIS extension, SpatiaLite's own tables) happens here, before the
first revision.  On PostgreSQL an advisory lock lets one process migrate at a time, and a lock
that is not had in four seconds gives up instead of stopping the city.
"""

from alembic import context
from flask import current_app  # noqa: TID251 - Alembic runs this file, and passes no values
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection, text

from app.database import db, writing
from models import Base, row_security

GUARD_INDEXES = {"ix_search_entry_stems", "idx_testbed_geom", "idx_pilot_geom",
                 "idx_challenge_geom", "idx_event_geom",
                 "ix_subscription_reach"}  # fmt: skip
# SQLAlchemy cannot read what SQLite says of references that were written beside their column, as
# they must be where a column is added to a table.
BESIDE_COLUMNS = {("login", "identity_id")}
IGNORED_PREFIXES = ("idx_", "search_words", "sqlite_", "alembic_step")
SPATIALITE_TABLES = {
    "ElementaryGeometries", "SpatialIndex", "KNN", "KNN2", "data_licenses", "geometry_columns",
    "geometry_columns_auth", "geometry_columns_field_infos", "geometry_columns_statistics",
    "geometry_columns_time", "spatial_ref_sys", "spatial_ref_sys_aux", "spatialite_history",
    "sql_statements_log", "views_geometry_columns", "views_geometry_columns_auth",
    "views_geometry_columns_field_infos", "views_geometry_columns_statistics",
    "virts_geometry_columns", "virts_geometry_columns_auth",
    "virts_geometry_columns_field_infos", "virts_geometry_columns_statistics",
}  # fmt: skip


def include_object(item, name, kind, reflected, compare_to):
    """Leave the engines' own tables and the guards' indexes out of comparisons."""
    if kind == "table" and (name in SPATIALITE_TABLES or name.startswith(IGNORED_PREFIXES)):
        return False
    if kind == "index" and name in GUARD_INDEXES:
        return False
    if kind == "foreign_key_constraint" and context.get_context().dialect.name == "sqlite":
        return not {(item.table.name, column.name) for column in item.columns} & BESIDE_COLUMNS
    return alembic_helpers.include_object(item, name, kind, reflected, compare_to)


def prepare(connection: Connection) -> None:
    """Make the engine ready for geometry."""
    if connection.dialect.name == "postgresql":
        # Whoever starts beside another one waits for all of it, and then finds nothing to do.
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('koepaikka-migrations'))")
        connection.exec_driver_sql("SET LOCAL lock_timeout = '4s'")
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS postgis")
        return
    known = connection.exec_driver_sql(
        "SELECT 1 FROM sqlite_master WHERE name = 'geometry_columns'"
    ).scalar()
    if not known:
        connection.exec_driver_sql("SELECT InitSpatialMetaData(0, 'WGS84')")


def run() -> None:
    """Bring the database to the wanted revision in one transaction."""
    with writing(), db.engine.connect() as connection, connection.begin():
        prepare(connection)
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=include_object,
            process_revision_directives=alembic_helpers.writer,
            render_item=render_item,
            render_as_batch=False,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        note_steps(connection)
        admit_role(connection)


def admit_role(connection: Connection) -> None:
    """Let the role that row security binds work with the tables of this revision.

    A database that `flask move` fills belongs to no settings yet, and gets it by a later upgrade.
    """
    settings = current_app.extensions.get("settings")
    role = settings.database_role if settings is not None else ""
    if role and connection.dialect.name == "postgresql":
        row_security.admit(connection, role)


def note_steps(connection: Connection) -> None:
    """Write down the way to this revision, and code of which revisions the database serves.

    Code that finds a newer database than its own reads it, because it has no files of revisions
    that came after it (app/queries/health.py).  ``oldest`` is the place of the oldest revision
    whose code needs nothing that was removed since: ``REMOVES`` of a revision is what it takes
    away, and the revision whose code was the first to do without (docs/upgrade.md).
    """
    current = context.get_context().get_current_revision()
    way = list(context.script.walk_revisions("base", current))[::-1] if current else []
    places = {one.revision: place for place, one in enumerate(way)}
    oldest, steps = 0, []
    for one in way:
        needed = getattr(one.module, "REMOVES", {}).values()
        oldest = max(oldest, *(places[revision] for revision in needed), 0)
        steps.append((places[one.revision], one.revision, oldest))
    connection.exec_driver_sql(
        "CREATE TABLE IF NOT EXISTS alembic_step (place INTEGER NOT NULL PRIMARY KEY,"
        " revision VARCHAR(32) NOT NULL UNIQUE, oldest INTEGER NOT NULL)"
    )
    known = connection.exec_driver_sql(
        "SELECT place, revision, oldest FROM alembic_step ORDER BY place"
    )
    if [tuple(row) for row in known] != steps:
        connection.exec_driver_sql("DELETE FROM alembic_step")
        if steps:
            connection.execute(
                text("INSERT INTO alembic_step (place, revision, oldest) VALUES (:p, :r, :o)"),
                [dict(zip("pro", step, strict=True)) for step in steps],
            )


def render_item(kind, item, autogen_context):
    """Write our own column types as the plain types they are stored as."""
    if kind == "type" and type(item).__name__ == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    return alembic_helpers.render_item(kind, item, autogen_context)


run()
