"""Connections that rested are looked at before they are used; others cost no question more."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from app import engine as engines
from tests.conftest import SERVER


@pytest.fixture
def one(engine_kind):
    """A pool of one connection to PostgreSQL."""
    if engine_kind == "sqlite":
        pytest.skip("SQLite has no server that could go away.")
    made = create_engine(SERVER, pool_size=1, max_overflow=0)
    engines.prepare_engine(made)
    yield made
    made.dispose()


def number_of(engine):
    with engine.connect() as connection:
        return connection.scalar(text("SELECT pg_backend_pid()"))


def end(number):
    other = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with other.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number})
    other.dispose()


def test_one_that_rested_and_is_gone_is_replaced(one, monkeypatch):
    first = number_of(one)
    end(first)
    monkeypatch.setattr(engines, "RESTED_S", 0)
    assert number_of(one) not in {None, first}


def test_one_that_was_in_use_a_moment_ago_is_used_and_replaced_after_it_failed(one, monkeypatch):
    monkeypatch.setattr(engines, "RESTED_S", 60)
    first = number_of(one)
    assert number_of(one) == first
    end(first)
    with pytest.raises(OperationalError):
        number_of(one)
    assert number_of(one) != first


def test_it_is_not_asked_again_while_it_is_busy(one, monkeypatch):
    monkeypatch.setattr(engines, "RESTED_S", 60)
    asked = []
    monkeypatch.setattr(one.dialect, "do_ping", lambda _driver: asked.append(1) or True)
    for _time in range(3):
        number_of(one)
    assert len(asked) <= 1
    monkeypatch.setattr(engines, "RESTED_S", 0)
    number_of(one)
    assert len(asked) >= 1
