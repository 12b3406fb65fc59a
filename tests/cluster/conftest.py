"""What tests of the cluster share: its programs, a pair of databases, and the table at the end."""

import os
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from tests.cluster.pair import Pair
from tests.cluster.town import Parts
from tests.faults.conftest import application as application
from tests.trial_table import print_table
from tools import cluster

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


@pytest.fixture
def place(programs, application, tmp_path):
    """Gives a way to make a migrated installation: its application, folder and parts."""
    with ExitStack() as made:

        def make(*, synchronous=True, retries=True):
            pair = made.enter_context(Pair(synchronous=synchronous))
            app = application(pair.url, tmp_path)
            pair.join()
            parts = made.enter_context(Parts(pair, programs, retries=retries))
            return app, tmp_path, parts

        yield make
