"""The services and the ledger answer as the rules do that are written down in plain Python."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.ledger_machine import LedgerMachine, World

# A longer walk, on both engines at once, is in tests/faults/test_differential.py.
SHORT = settings(
    max_examples=6, stateful_step_count=18, deadline=None, database=None, derandomize=True,
    phases=[Phase.generate], suppress_health_check=list(HealthCheck),
)  # fmt: skip


def test_every_deed_is_answered_as_the_model_answers(session):
    class Machine(LedgerMachine):
        worlds = [World()]

    run_state_machine_as_test(Machine, settings=SHORT)
