"""Brings the database up to date and, when it is new, fills it with the demonstration."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from config import Settings
from tools.console import Stop, environment, output_of, progress, run_logged
from tools.places import INSTANCE, PYTHON, ROOT
from tools.stamps import digest

_EMBEDDED = "sqlite:///"
_MIGRATED = INSTANCE / "migrated"
_UNSEEDED = INSTANCE / "unseeded"

# Prints whether the migrations were ever run; fails when the server cannot be reached.
_HAS_SCHEMA = """
import os, psycopg
with psycopg.connect(os.environ["ADDRESS"], connect_timeout=10) as connection:
    print(connection.execute("SELECT to_regclass('alembic_version') IS NOT NULL").fetchone()[0])
"""


def prepare(settings: Settings) -> None:
    """Run the migrations, then seed the demonstration when the database is new and it is wanted.

    An interrupted seeding is taken up again at the next start.

    Raises:
        Stop: The database cannot be reached, migrated or seeded.
    """
    file = embedded_file(settings)
    new = not (file_has_schema(file) if file else _server_has_schema(settings))
    if new and settings.demo:
        _UNSEEDED.touch()
    if file is None or _state(file) != _recorded():
        with progress("Database"):
            _flask("db", "upgrade", failure="The database could not be brought up to date.")
        _MIGRATED.write_text(_state(file) if file else "", encoding="ascii")
    if settings.demo and _UNSEEDED.exists():
        with progress("Demonstration data"):
            _flask("seed", "demo", failure="The demonstration data could not be put in.")
        _UNSEEDED.unlink()


def embedded_file(settings: Settings) -> Path | None:
    """The file of the embedded database, or None when a server holds the data."""
    if not settings.database_url.startswith(_EMBEDDED):
        return None
    return ROOT / settings.database_url.removeprefix(_EMBEDDED)


def _state(file: Path) -> str:
    """What the last migration run depended on: the steps, and which file they were run on.

    The file's identity counts, not its content, so that a file put in its place, for instance
    from a backup, is migrated too.
    """
    steps = sorted((ROOT / "migrations").rglob("*.py"))
    identity = str(file.stat().st_ino) if file.exists() else "none"
    return digest(str(file.resolve()), identity, *steps)


def _recorded() -> str:
    return _MIGRATED.read_text(encoding="ascii") if _MIGRATED.exists() else ""


def file_has_schema(file: Path) -> bool:
    """Whether the migrations were ever run to their first step on an embedded database."""
    if not file.exists():
        return False
    with contextlib.closing(sqlite3.connect(file)) as connection:
        try:
            return connection.execute("SELECT 1 FROM alembic_version").fetchone() is not None
        except sqlite3.OperationalError:
            return False


def _server_has_schema(settings: Settings) -> bool:
    address = settings.database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    answer = output_of([PYTHON, "-c", _HAS_SCHEMA], env=environment(ADDRESS=address))
    if answer is None:
        where = address.rpartition("@")[2].partition("?")[0]
        message = (
            f"The database at {where} cannot be reached. Is it running, and is DATABASE_URL right?"
        )
        raise Stop(message)
    return answer.strip() == "True"


def _flask(*arguments: str, failure: str) -> None:
    run_logged(
        [PYTHON, "-m", "flask", *arguments], env=environment(FLASK_APP="wsgi"), failure=failure
    )
