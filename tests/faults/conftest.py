"""What tests of faults share: how long, by which seed, on what, and the table at the end."""

import os
from dataclasses import dataclass

import pytest
from flask_migrate import upgrade

from app.database import db
from app.factory import create_app
from tests.conftest import settings_for
from tests.faults.cluster import Cluster
from tests.trial_table import print_table

SECONDS = float(os.environ.get("FAULT_SECONDS") or 30)
SEED = int(os.environ.get("FAULT_SEED") or 1)
HEADINGS = (
    "fault", "engine", "acked", "lost", "phantom", "over", "mail missing", "mail without cause",
    "mail twice", "check",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of the table; None where a column has no meaning for a fault."""

    fault: str
    engine: str
    acked: int | None = None
    lost: int | None = None
    phantom: int | None = None
    over: int | None = None
    missing: int | None = None
    without_cause: int | None = None
    twice: int | None = None
    check: str = "ok"


ROWS: list[Row] = []


@pytest.fixture(scope="session")
def report():
    """Takes a row of the table, before it is judged."""
    return ROWS.append


def pytest_terminal_summary(terminalreporter):
    print_table(terminalreporter, f"Faults, {SECONDS:g} s a storm, seed {SEED}", HEADINGS, ROWS)


@pytest.fixture(scope="session")
def seed():
    return SEED


@pytest.fixture(scope="session")
def seconds():
    return SECONDS


@pytest.fixture
def cluster():
    """Makes a PostgreSQL that can be killed: ``cluster(wal_writer_delay="10s")``."""
    made = []

    def start(**settings):
        made.append(Cluster(settings))
        made[-1].create()
        return made[-1]

    yield start
    for one in made:
        one.remove()


@pytest.fixture
def application():
    """Makes a migrated application: ``application(url, folder)``."""
    made = []

    def start(url, folder):
        app = create_app(settings_for(url, folder))
        with app.app_context():
            upgrade()
        made.append(app)
        return app

    yield start
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
