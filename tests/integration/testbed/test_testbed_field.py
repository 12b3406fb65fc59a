"""What is held of the testbeds is what the database says; a page reads what it shows."""

import random
import re

import numpy as np
import pytest
from sqlalchemy import event, func, select, update

from app import clock
from app.database import db
from app.policies.actor import SYSTEM
from app.queries.free_window import Stretch
from app.queries.testbed_field import field, read
from app.queries.testbed_filter import PAGE_LENGTH, TestbedFilter, search
from app.queries.testbed_score import facts_of, scores
from app.services.demo_load import seed_load
from app.services.experiment_revision import merge
from models.guard_testbed import COLUMNS as NOTED
from models.testbed import Testbed, TestbedStatus
from models.testbed_fit import PeopleWish, Wishes, fit
from models.testbed_kind import EntryMode, Infrastructure, Money, TestbedKind, Theme
from models.testbed_revision import TestbedRevision
from tests.factories.city import BOXES, city
from tests.factories.testbed import testbed

CITY = "24.85,60.12,25.05,60.22"
PAGES = (
    "/fi/testbeds",
    "/fi/testbeds?kind=school&theme=energy&page=3",
    "/fi/testbeds?need=power&people=no_minors&fit=almost",
    "/fi/testbeds?near=60.17,24.94",
)
MAPS = (
    "/fi/testbeds/map.json?bbox=18,58,32,67&zoom=6",
    f"/fi/testbeds/map.json?bbox={CITY}&zoom=12",
    f"/fi/testbeds/map.json?bbox={CITY}&zoom=12&kind=school",
)


def shown():
    return search(TestbedFilter(), clock.today(), "fi").ids


def revision():
    return db.session.scalar(select(func.sum(TestbedRevision.number)))


@pytest.fixture
def many(session):
    """Testbeds enough for many pages, in every city."""
    for slug in BOXES:
        city(slug)
    seed_load(SYSTEM, 1_200, 0)


class Reading:
    """Counts the statements sent, and the testbeds that come back whole."""

    def __init__(self):
        self.statements, self.testbeds = [], 0

    def __enter__(self):
        db.session.expunge_all()
        event.listen(db.engine, "before_cursor_execute", self._sent)
        event.listen(Testbed, "load", self._loaded)
        return self

    def __exit__(self, *_error):
        event.remove(db.engine, "before_cursor_execute", self._sent)
        event.remove(Testbed, "load", self._loaded)

    def _sent(self, _connection, _cursor, statement, *_rest):
        self.statements.append(statement)

    def _loaded(self, *_instance):
        self.testbeds += 1


@pytest.mark.parametrize("address", [*PAGES, *MAPS])
def test_a_view_of_many_reads_its_own_cards_and_no_other_row(client, many, address):
    client.get(address)
    with Reading() as reading:
        answer = client.get(address)
    assert answer.status_code == 200
    asked = [one for one in reading.statements if "FROM testbed" in one]
    assert reading.testbeds <= PAGE_LENGTH
    assert len(asked) <= 4, asked
    assert not any(
        "user_groups" in one and "LIMIT" not in one and " IN (" not in one for one in asked
    )
    if address in PAGES:
        assert reading.testbeds == PAGE_LENGTH or "page=3" in address


def test_the_number_of_statements_does_not_grow_with_the_testbeds(client, session):
    for _number in range(PAGE_LENGTH):
        testbed("helsinki")
    client.get("/fi/testbeds")
    with Reading() as few:
        client.get("/fi/testbeds")
    for _number in range(PAGE_LENGTH):
        testbed("oulu")
    client.get("/fi/testbeds")
    with Reading() as more:
        client.get("/fi/testbeds")
    assert len(more.statements) == len(few.statements)
    assert more.testbeds == few.testbeds == PAGE_LENGTH


def test_a_new_a_changed_and_a_deleted_testbed_are_seen_at_once(session):
    assert shown() == []
    one, other = testbed(), testbed()
    assert set(shown()) == {one.id, other.id}
    db.session.execute(
        update(Testbed).where(Testbed.id == one.id).values(status=TestbedStatus.RETIRED)
    )
    assert shown() == [other.id]
    session.delete(other)
    session.commit()
    assert shown() == []


CHANGED = {
    "status": TestbedStatus.PAUSED, "kind": TestbedKind.MALL, "money": Money.FEE,
    "entry_mode": EntryMode.INVITATION, "themes": ["food"], "infrastructure": ["wifi"],
    "applicants": ["residents"], "minors": True, "patients": True, "capacity": 7, "min_days": 2,
    "max_days": 77, "anchor_x": 2.7e6, "anchor_y": 8.4e6, "name_fi": "Uusi", "name_sv": "Ny",
    "name_en": "New",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(CHANGED))
def test_every_column_that_is_held_is_read_again_when_it_changes(session, name):
    one = testbed()
    held, before = field(), revision()
    assert field() is held
    db.session.execute(
        Testbed.__table__.update().where(Testbed.id == one.id).values({name: CHANGED[name]})
    )
    assert revision() != before
    assert field() is not held


def test_what_is_read_is_what_is_noted(session):
    with Reading() as reading:
        read()
    statement = reading.statements[-1]
    assert set(re.findall(r"\btestbed\.(\w+)", statement)) - {"id"} == set(NOTED)


def test_a_change_of_what_is_not_held_reads_nothing_again(session):
    one = testbed()
    held = field()
    one.address = "Toinen katu 2"
    session.commit()
    assert field() is held


def test_a_change_that_was_rolled_back_is_never_taken_for_one_that_was_not(session):
    one = testbed()
    before = revision()
    for _try in range(2):
        nested = db.session.begin_nested()
        db.session.execute(update(Testbed).values(status=TestbedStatus.RETIRED))
        inside = revision()
        assert shown() == []
        nested.rollback()
        assert revision() == before != inside
        assert shown() == [one.id]


def test_merging_the_notes_keeps_their_sum(session):
    for _one in range(3):
        testbed()
    before, held = revision(), field()
    merge()
    assert revision() == before
    assert db.session.scalar(select(func.count(TestbedRevision.id))) == 1
    assert field() is held


def test_scores_of_many_are_those_of_each(session, many):
    dice, rows = random.Random(4), field()
    places = np.arange(len(rows.ids))
    stretches = {
        one: Stretch(clock.today() if dice.random() < 0.4 else None, dice.randint(0, 60))
        for one in rows.ids.tolist()
        if dice.random() < 0.8
    }

    def some(vocabulary):
        return frozenset(str(one.value) for one in vocabulary if dice.random() < 0.2)

    for _number in range(20):
        wishes = Wishes(
            needs=some(Infrastructure), themes=some(Theme), people=some(PeopleWish),
            money=some(Money), days=dice.choice([None, 1, 14, 100]), places=dice.choice([1, 3]),
        )  # fmt: skip
        each = [
            fit(wishes, facts_of(rows, place, stretches.get(int(rows.ids[place])))).score
            for place in places.tolist()
        ]
        assert scores(wishes, rows, places, stretches).tolist() == each


@pytest.mark.parametrize("sort", ["name", "near", "fit", "soonest"])
def test_a_page_is_a_piece_of_the_whole_order(session, many, sort):
    db.session.execute(
        update(Testbed).where(Testbed.id % 5 == 0).values(status=TestbedStatus.PAUSED)
    )
    wanted = TestbedFilter(
        sort=sort, near=(24.94, 60.17), needs=frozenset({"power", "wifi"}), almost=True
    )
    found = search(wanted, clock.today(), "fi")
    assert len(found) > 1_000
    for first in (0, 50, 77, len(found) - 3, len(found) + 9):
        assert found.page(first, 50) == found.ids[first : first + 50]
    paused = [one for one in found.ids if one % 5 == 0]
    if sort != "near":
        assert found.ids[-len(paused) :] == paused
