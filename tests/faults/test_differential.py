"""PostgreSQL, SpatiaLite and the rules in plain Python: the same deeds, the same answers."""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import seed as seeded
from hypothesis.stateful import run_state_machine_as_test

from app.database import db
from tests.faults.conftest import Row
from tests.ledger_machine import LedgerMachine, World

EXAMPLES, STEPS = int(os.environ.get("FAULT_EXAMPLES") or 30), 30


@pytest.fixture
def worlds(databases):
    """The product on both engines, each with a database of its own."""
    apps = [databases.application(kind) for kind in ("sqlite", "postgresql")]
    yield [World(app.app_context) for app in apps]
    for app in apps:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def test_both_engines_answer_as_the_model_answers(worlds, report, seed):
    made, deeds = worlds, []

    class Machine(LedgerMachine):
        worlds = made

        def everywhere(self, name, *given):
            super().everywhere(name, *given)
            deeds.append(name)

    walk = settings(
        max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(seeded(seed)(Machine), settings=walk)
    report(Row(f"differential ({EXAMPLES} walks, {len(deeds)} deeds)", "both and a model"))
