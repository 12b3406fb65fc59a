"""While several processes write, whoever follows the feed by cursor gets every change once."""

import os
import random
import time

import pytest

from app.database import db, use_case
from app.queries.open_change import FIRST_KEY, after_positions
from app.services.open_feature import watch
from models.open_feature import OpenChange
from models.testbed import Testbed
from tests.factories.testbed import testbed
from tests.storm_process import application_on, let_loose

WRITERS, WRITES, PLACES = 4, 15, 6


@use_case
def write(ids, text):
    """Change some places in one transaction, in any order of their own."""
    for place in db.session.scalars(db.select(Testbed).where(Testbed.id.in_(ids))):
        place.operator = text


@pytest.fixture
def storm(engine_kind, databases):
    made = databases.application(engine_kind)
    with made.app_context():
        ids = [testbed().id for _number in range(PLACES)]
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    yield made.config["SQLALCHEMY_DATABASE_URI"], ids
    with made.app_context():
        db.engine.dispose()


def follow(ended, since):
    """Read on by cursor, a few at a time, until the writers have ended and nothing is left."""
    read = []
    while True:
        was_ended = ended()
        found = after_positions({"testbeds": since}, 3)
        read += [(one.revision, one.key) for one in found]
        since = read[-1] if read else since
        db.session.remove()
        if was_ended and not found:
            return read
        if not found:
            time.sleep(0.005)


def test_nothing_is_lost_or_told_twice(storm):
    url, ids = storm

    def work(number):
        with application_on(url).app_context():
            watch()
            chance = random.Random(number)
            for turn in range(WRITES):
                write(chance.sample(ids, 2), f"{number}.{turn}")

    writers = os.fork()
    if writers == 0:
        os._exit(let_loose(WRITERS, work))
    outcome = []

    def ended():
        if not outcome:
            pid, code = os.waitpid(writers, os.WNOHANG)
            outcome.extend([code] if pid else [])
        return bool(outcome)

    with application_on(url).app_context():
        begin = max(one.revision for one in db.session.scalars(db.select(OpenChange)))
        read = follow(ended, (begin, 2**31 - 1))
        kept = db.session.execute(
            db.select(OpenChange.revision, OpenChange.key)
            .where(OpenChange.collection == "testbeds", OpenChange.revision > begin)
            .order_by(OpenChange.revision, OpenChange.key)
        )
        assert outcome == [0]
        assert read == [tuple(row) for row in kept]
        assert len(read) == WRITERS * WRITES * 2
        assert FIRST_KEY == 0
        db.engine.dispose()
