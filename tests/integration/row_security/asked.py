"""Statements that are bound to somebody, as in a request of theirs."""

from contextlib import contextmanager

from app import row_scope
from app.policies.actor import VISITOR


@contextmanager
def asked_by(actor):
    """Let statements be bound to somebody, as in a request of theirs."""
    token = row_scope.begin(VISITOR)
    row_scope.bind(actor)
    try:
        yield
    finally:
        row_scope.end(token)
