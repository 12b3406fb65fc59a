"""Runs the tests that should see it against databases with one guard broken.

``python -m tests.faults.mutate sqlite|postgresql FOLDER [NAME ...]``, all of them or those named.
Prints one JSON object a mutant: {"mutant", "code", "seen_by", "why"}; code is pytest's, 1 when a
test has failed.  Each mutant is a fork of this process, which has imported everything, on a copy of
one migrated database.
"""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import json
import os
import shutil
import signal
import sys
import time
import traceback
import uuid
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from app.database import db, writing
from app.factory import create_app
from tests import conftest
from tests.conftest import NewDatabases, settings_for
from tests.faults.mutant import apply, mutants
from tests.kept_pages import keep_answers

AT_ONCE, PATIENCE_S = 2, 1800
NAMES_ONLY = "tests/integration/core/test_ledger_smoke.py::test_every_guard_exists"


class Breaker:
    """Gives tests copies of a database whose guard is broken; keeps which test saw it."""

    def __init__(self, template, kind, change):
        self.template, self.kind, self.change, self.seen_by = template, kind, change, ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self):
        breaker = self

        def application(databases, kind, **changes):
            url = copied(breaker.template, databases)
            made = create_app(settings_for(url, databases.folder, **changes))
            keep_answers(made)
            with made.app_context(), writing(), db.engine.begin() as connection:
                apply(connection, breaker.change)
            return made

        NewDatabases.application = application

    def pytest_runtest_logreport(self, report):
        if report.failed and not self.seen_by:
            self.seen_by = report.nodeid


def copied(template, databases):
    """Return the address of a copy of the database."""
    if template.startswith("sqlite:"):
        url = f"sqlite:///{databases.folder / uuid.uuid4().hex}.sqlite"
        shutil.copy(template.removeprefix("sqlite:///"), url.removeprefix("sqlite:///"))
        return url
    name = f"koepaikka_{uuid.uuid4().hex[:12]}"
    engine = create_engine(conftest.SERVER, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(
            text(f'CREATE DATABASE "{name}" TEMPLATE "{make_url(template).database}"')
        )
    engine.dispose()
    databases.made.append(name)
    return make_url(template).set(database=name).render_as_string(hide_password=False)


def run(template, kind, change, said):
    """In a fork: run the tests, write down what came of it, and end."""
    code = 99
    try:
        with said.with_suffix(".log").open("w") as log:
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
        breaker = Breaker(template, kind, change)
        options = [
            "-x",
            "-q",
            "--assert=plain",
            "-p",
            "no:randomly",
            "-p",
            "no:cacheprovider",
            "--deselect",
            NAMES_ONLY,
            "--database",
            kind,
        ]
        code = int(pytest.main([*options, *change.tests], plugins=[breaker]))
        told = {"mutant": change.name, "code": code, "seen_by": breaker.seen_by, "why": change.why}
        said.write_text(json.dumps(told))
    except BaseException:  # noqa: BLE001 - a fork must end here, having said why
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def rehearse(wanted):
    """Break every guard once and take it back, so that none is seen for being badly written."""
    with writing(), db.engine.connect() as connection:
        for change in wanted:
            trial = connection.begin()
            apply(connection, change)
            trial.rollback()


def main(kind, folder, *names):
    """Break one guard after the other."""
    folder.mkdir(exist_ok=True)
    databases = NewDatabases(folder)
    made = databases.application(kind)
    template = made.config["SQLALCHEMY_DATABASE_URI"]
    with made.app_context():
        with db.engine.connect() as connection:
            wanted = [one for one in mutants(connection) if not names or one.name in names]
        rehearse(wanted)
        db.session.remove()
        db.engine.dispose()
    running, waiting = {}, list(enumerate(wanted))
    while running or waiting:
        while waiting and len(running) < AT_ONCE:
            number, change = waiting.pop(0)
            if not (child := os.fork()):
                run(template, kind, change, folder / str(number))
            running[child] = number, change, time.monotonic() + PATIENCE_S
        time.sleep(0.05)
        for child, (number, change, end) in list(running.items()):
            if os.waitpid(child, os.WNOHANG) == (0, 0):
                if time.monotonic() > end:
                    os.kill(child, signal.SIGKILL)
                continue
            del running[child]
            told = folder / str(number)
            failed = {"mutant": change.name, "code": 99, "seen_by": "", "why": change.why}
            print(told.read_text() if told.exists() else json.dumps(failed), flush=True)  # noqa: T201 - how it reports
    databases.drop_all()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
