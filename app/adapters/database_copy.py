"""Copies of the whole database: out into one file, and back in, on either engine.

SQLite is copied by its own backup function, page by page under its own locks, both ways: the
running application need not stop for a copy out.  The live file itself is never opened, copied or
replaced by other means: that loses what stands in the write-ahead log and drops its locks.
PostgreSQL is copied by its own programs, which must be installed and as new as the server.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, inspect, text
from sqlalchemy.engine import URL

PROGRAMS = Path("/usr/lib/postgresql")
HOLDING = ("account", "city", "testbed", "organisation")

# Everything of ours in the schema, and nothing that belongs to an extension.
EMPTIED = """
DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT c.oid::regclass AS name FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
  LOOP EXECUTE 'DROP TABLE ' || one.name || ' CASCADE'; END LOOP;
  FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  LOOP EXECUTE 'DROP ROUTINE ' || one.name || ' CASCADE'; END LOOP;
END $$;
"""


class CopyError(Exception):
    """The copy could not be made or taken in; the message is a sentence for operators."""


def copy_out(engine: Engine, target: Path) -> None:
    """Write the database, as it is at one instant, into a new file.

    Raises:
        CopyError: It could not be done.
    """
    if engine.dialect.name == "sqlite":
        _sqlite_out(engine, target)
        return
    options = ["--format=custom", "--no-owner", "--no-privileges", "--no-comments"]
    _run(engine.url, "pg_dump", [*options, f"--file={target}", _place(engine.url)])


def copy_in(engine: Engine, source: Path) -> None:
    """Replace everything in the database by a copy; on failure everything stays as it was.

    Raises:
        CopyError: It could not be done.
    """
    if engine.dialect.name == "sqlite":
        _sqlite_in(engine, source)
        return
    options = ["--no-owner", "--no-privileges", "--no-comments"]
    script = source.with_suffix(".sql")
    _run(engine.url, "pg_restore", [*options, f"--file={script}", str(source)])
    quiet = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"]
    what = [f"--command={EMPTIED}", f"--file={script}"]
    _run(engine.url, "psql", [*quiet, *what, _place(engine.url)])


def holds_anything(engine: Engine) -> bool:
    """Say whether somebody would miss what is in the database."""
    known = set(inspect(engine).get_table_names())
    with engine.connect() as connection:
        return any(
            connection.execute(text(f"SELECT 1 FROM {name} LIMIT 1")).first()  # noqa: S608 - names from above
            for name in HOLDING
            if name in known
        )


def _sqlite_out(engine: Engine, target: Path) -> None:
    with closing(engine.raw_connection()) as source, closing(_open(engine, target)) as copy:
        source.driver_connection.backup(copy)  # type: ignore[union-attr]  # of the bound library
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without companions
    _check_sqlite(engine, target)


def _sqlite_in(engine: Engine, source: Path) -> None:
    _check_sqlite(engine, source)
    with closing(_open(engine, source)) as copy, closing(engine.raw_connection()) as target:
        copy.backup(target.driver_connection)
        target.driver_connection.execute("PRAGMA journal_mode=WAL")  # type: ignore[union-attr]  # as above


def _check_sqlite(engine: Engine, path: Path) -> None:
    try:
        with closing(_open(engine, path)) as copy:
            answer = str(copy.execute("PRAGMA quick_check").fetchone()[0])
    except engine.dialect.loaded_dbapi.DatabaseError as problem:
        answer = str(problem)
    if answer != "ok":
        raise CopyError(f"The copy of the database is damaged: {answer}")


def _open(engine: Engine, path: Path) -> Any:
    """Open another file with the one SQLite library of this process."""
    return engine.dialect.loaded_dbapi.connect(str(path))


def _run(url: URL, program: str, arguments: Sequence[str]) -> None:
    """Run a program of PostgreSQL; the password goes where other users cannot read it."""
    environment = os.environ | {"PGOPTIONS": "-c lock_timeout=20s"}
    if url.password:
        environment["PGPASSWORD"] = url.password
    command = [_program(program), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603 - its arguments are ours
    if done.returncode != 0:
        raise CopyError(f"{program} failed: {done.stderr.strip()}")


def _program(name: str) -> str:
    found = [str(path) for path in sorted(PROGRAMS.glob(f"*/bin/{name}"), key=_version)]
    program = found[-1] if found else shutil.which(name)
    if program is None:
        raise CopyError(f"{name} is missing: sudo apt-get install postgresql-client")
    return program


def _version(path: Path) -> int:
    folder = path.parent.parent.name
    return int(folder) if folder.isdecimal() else 0


def _place(url: URL) -> str:
    """Return the option that names the database, without its password."""
    plain = url.set(drivername="postgresql", password=None)
    return f"--dbname={plain.render_as_string(hide_password=False)}"
