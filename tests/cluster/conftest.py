"""What tests of the cluster share: its programs, a pair of databases, and the table at the end."""

import os
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from flask_migrate import upgrade

from app.database import db
from app.factory import create_app
from tests.cluster.pair import Pair
from tests.cluster.town import Parts
from tests.conftest import settings_for
from tests.faults.cluster import Cluster
from tests.faults.conftest import application as application
from tests.trial_table import print_table
from tools import cluster, postgres

SEED = int(os.environ.get("FAULT_SEED") or 1)
HEADINGS = (
    "trial", "acked", "failed", "lost", "phantom", "over", "stale", "by replica", "outage s",
    "check",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of the table; None where a column has no meaning for a trial."""

    trial: str
    acked: int | None = None
    failed: int | None = None
    lost: int | None = None
    phantom: int | None = None
    over: int | None = None
    stale: int | None = None
    by_replica: int | None = None
    outage_s: float | None = None
    check: str = "ok"


ROWS: list[Row] = []


@pytest.fixture(scope="session")
def report():
    """Takes a row of the table, before it is judged."""
    return ROWS.append


def pytest_terminal_summary(terminalreporter):
    print_table(terminalreporter, f"Cluster on one machine, seed {SEED}", HEADINGS, ROWS)


@pytest.fixture(scope="session")
def seed():
    return SEED


@pytest.fixture(scope="session")
def programs():
    return cluster.ensure_installed()


@pytest.fixture(scope="session")
def laid(tmp_path_factory):
    """A migrated database of nobody, stopped: each test begins with a copy of its folder."""
    one = Cluster({})
    try:
        one.create()
        app = create_app(settings_for(one.url, tmp_path_factory.mktemp("laid")))
        with app.app_context():
            upgrade()
            db.session.remove()
            db.engine.dispose()
        postgres.stop(one.process)
        one.process = None
        yield one
    finally:
        one.remove()


@pytest.fixture
def place(programs, laid, application, tmp_path):
    """Gives a way to make a migrated installation: its application, folder and parts."""
    with ExitStack() as made:

        def make(*, synchronous=True, retries=True):
            pair = made.enter_context(Pair(laid, synchronous=synchronous))
            app = application(pair.url, tmp_path)
            pair.join()
            parts = made.enter_context(Parts(pair, programs, retries=retries))
            return app, tmp_path, parts

        yield make
