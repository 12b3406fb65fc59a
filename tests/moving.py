"""Installations that move to another database: what is in them, and what stands in every table."""

import hashlib
import json
from contextlib import contextmanager
from decimal import Decimal

import pytest
from geoalchemy2 import WKBElement
from geoalchemy2.shape import to_shape
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app import clock
from app.database import db, writing
from app.factory import create_app
from app.policies.actor import SYSTEM
from app.queries.health import readiness
from app.services.demo import seed_demo
from models.audit import AuditLine
from models.base import Base
from models.booking import Closure
from models.search import SearchEntry
from models.testbed import Testbed
from tests.conftest import settings_for
from tests.factories.testbed import testbed
from tests.integration.core.test_ledger_smoke import booking

TABLES = [one for one in Base.metadata.sorted_tables if one.name != "tally"]
GONE = 900_000  # the number of a testbed that was deleted, but is told of


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=list(arguments))


def fill(app, *, whole):
    """Put the demonstration in, or one place, with what it lacks: what is told of a thing gone."""
    with app.app_context(), writing():
        if whole:
            seed_demo(SYSTEM, "no password")
        told = {"at": clock.now(), "action": "x", "thing": "testbed", "thing_id": GONE}
        db.session.add(AuditLine(**told))
        place = testbed(capacity=1)
        db.session.add(booking(place, 20000, 20010))
        db.session.add(Closure(testbed_id=place.id, slot=19000))
        db.session.commit()
        db.session.remove()


def plain(value):
    if isinstance(value, WKBElement):
        return to_shape(value).wkb_hex
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True)
    return str(value.normalize()) if isinstance(value, Decimal) else repr(value)


def digests(app):
    """Return what stands in every table, read as the application reads it, nulls counted."""
    found = {}
    with app.app_context():
        for table in TABLES:
            lines = sorted("|".join(map(plain, row)) for row in db.session.execute(select(table)))
            nulls = [func.count().filter(column.is_(None)) for column in table.c]
            counted = tuple(db.session.execute(select(*nulls).select_from(table)).one())
            content = hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass"))
            found[table.name] = (len(lines), content.hexdigest(), counted)
        db.session.remove()
    return found


def execute(app, statement):
    with app.app_context(), writing():
        db.session.execute(text(statement))
        db.session.commit()
        db.session.remove()


@contextmanager
def installations(databases, folder):
    """Give what makes an installation on a database of a kind, and returns its address with it."""
    made = []

    def make(kind, *, migrated=True):
        url = databases.url(kind)
        made.append(create_app(settings_for(url, folder)))
        if migrated:
            assert run(made[-1], "db", "upgrade").exit_code == 0
        return url, made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def goes_on_working(app):
    """Check that guards guard, numbers go on and pages are there."""
    with app.app_context():
        assert readiness()["ready"]
        place = db.session.get_one(Testbed, db.session.scalar(select(func.max(Testbed.id))))
        db.session.add(booking(place, 20009, 20012))
        with pytest.raises(DBAPIError, match="within_capacity"):
            db.session.flush()
        db.session.rollback()
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(text("DELETE FROM audit"))
        db.session.rollback()
        with writing():
            made = testbed()
        if db.engine.dialect.name == "postgresql":
            assert made.id > GONE  # a number that was told of is never given again
        else:
            words = db.session.scalar(text("SELECT count(*) FROM search_words"))
            assert words == db.session.scalar(select(func.count(SearchEntry.id)))
        db.session.remove()
    assert app.test_client().get("/fi/").status_code == 200
