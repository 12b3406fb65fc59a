"""Nothing of an erased person is left in any table or file, but for what the register keeps."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import JSON, Enum, String, Table, select, update

from app.database import db
from app.jobs import outbox
from app.services import personal, retention
from models.base import Base
from models.personal import Person
from models.personal_account import FAREWELL
from models.personal_register import REGISTER, rules
from models.reader import Reader
from tests.factories.account import acting
from tests.factories.application import days_later
from tests.factories.media import names_in, store
from tests.integration.personal.scene import ADDRESS, NAME, PHONE, life, unsent

FIXED = {"audit", "decision", "agreement"}  # triggers refuse to change them
SECRETS = ("xq-hash", "xq-totp", "xqmethod", "198.51.100.77", "xquusi@")
TABLES = Base.metadata.sorted_tables
LONG = 20  # letters that a marker needs


@pytest.fixture
def living(app, session):
    """Somebody who has done everything; each of their words has a marker of its own."""
    made = life(app, store(app))
    db.session.execute(
        db.update(outbox.OutboxMessage).values(status=outbox.OutboxStatus.SENT, context={})
        .where(outbox.OutboxMessage.recipient != ADDRESS)
    )  # fmt: skip
    db.session.add(unsent("kaupunki@koepaikka.example"))
    db.session.commit()
    reader = db.session.query(Reader).filter_by(email=ADDRESS).one()
    person = Person(made.id, reader.id, (ADDRESS,), NAME)
    return made, person


def texts_of(table: Table) -> list[Any]:
    return [
        column
        for column in table.columns
        if isinstance(column.type, String | JSON) and not isinstance(column.type, Enum)
    ]


def everything() -> Iterator[tuple[str, str, str]]:
    """Yield every text of every table: table, column, text."""
    db.session.expire_all()
    for table in TABLES:
        columns = texts_of(table)
        if columns:
            for row in db.session.execute(select(*columns)):
                for column, value in zip(columns, row, strict=True):
                    yield table.name, column.name, str(value)


def kept() -> set[tuple[str, str]]:
    """Return what the register keeps of erased people."""
    return {(name, column) for name, rule in rules() for column in rule.keep.split()}


def plant(person: Person) -> dict[str, tuple[str, str]]:
    """Write a marker of its own into each of the person's words; return where each stands."""
    planted = {}
    for number, (name, rule) in enumerate(rules()):
        table = Base.metadata.tables[name]
        if name in FIXED:
            continue
        key = list(table.primary_key.columns)
        for row in db.session.execute(select(*key).where(rule.who(table, person))).all():
            values = {}
            for column in set(rule.columns) - set(REGISTER[name].free.split()):
                marker = f"xqmerkki{number}{column.replace('_', '')}"
                if may_hold(table, column) and is_free_to_change(table, column, key, row):
                    values[column] = marker
                    planted[marker] = (name, column)
            if values:
                mine = [one == value for one, value in zip(key, row, strict=True)]
                db.session.execute(update(table).where(*mine).values(**values))
    db.session.commit()
    return planted


def may_hold(table: Table, name: str) -> bool:
    column = table.c[name]
    if not isinstance(column.type, String) or isinstance(column.type, Enum):
        return False
    long_enough = column.type.length is None or column.type.length >= LONG + len(name)
    return long_enough and not column.unique and name not in {"digest", "dedup_key"}


def is_free_to_change(table: Table, name: str, key: Any, row: Any) -> bool:
    """Say whether a word is not itself what the person is found by."""
    mine = [one == value for one, value in zip(key, row, strict=True)]
    found = db.session.scalar(select(table.c[name]).where(*mine))
    return NAME not in str(found) and ADDRESS not in str(found).lower()


def test_every_rule_of_the_register_finds_something_of_one_who_did_everything(living):
    _made, person = living
    empty = {
        (name, rule.columns[0])
        for name, rule in rules()
        if db.session.execute(
            select(Base.metadata.tables[name]).where(rule.who(Base.metadata.tables[name], person))
        ).first() is None
    }  # fmt: skip

    assert empty == set(), "let tests/integration/personal/scene.py do it"


def test_nothing_is_left_but_what_is_declared_to_stay(app, living):
    made, person = living
    planted = plant(person)
    assert len(planted) > 60
    files = personal.erase_account(acting(made), made.fs_uniquifier)
    personal.forget_files(store(app), files)
    db.session.execute(
        db.update(outbox.OutboxMessage).values(
            status=outbox.OutboxStatus.SENT, sent_at=made.created_at, context={}
        )
    )
    db.session.commit()
    with days_later(2):
        retention.run()

    left = {
        (table, column, text[:80])
        for table, column, text in everything()
        for marker in (*planted, NAME, ADDRESS, PHONE, *SECRETS)
        if marker in text.lower() or marker in text
    }
    assert {one for one in left if one[:2] not in kept()} == set()
    assert {one[:2] for one in left} >= {("agreement", "city_signed_name")}
    assert not any("a1a1" in name for name in names_in(app))
    assert any("b2b2" in name for name in names_in(app)), "part of a matter: it stays"


PUBLIC = (
    "decision", "agreement", "booking", "pilot", "pilot_report", "application_part",
    "pilot_indicator", "review", "testbed", "message", "audit", "pilot_incident",
)  # fmt: skip


def public_things() -> dict[str, list[Any]]:
    """Return what is decided, agreed, booked and told, without what names a person."""
    found = {}
    for name in PUBLIC:
        table = Base.metadata.tables[name]
        personal_columns = {
            column
            for rule in REGISTER[name].rules
            for column in (*rule.swap, *rule.blank.split(), *rule.nameless.split())
        }
        columns = [one for one in table.columns if one.name not in personal_columns | {"geom"}]
        rows = db.session.execute(select(*columns).order_by(table.c.id))
        found[name] = [tuple(map(str, row)) for row in rows]
    return found


def test_decisions_agreements_and_what_was_told_stay_as_they_were(living):
    made, _person = living
    before = public_things()
    personal.erase_account(acting(made), made.fs_uniquifier)
    db.session.expire_all()
    after = public_things()
    for name, rows in before.items():
        kept_rows = after[name][: len(rows)]
        if name == "audit":
            assert kept_rows == rows
        elif name != "application_part":
            assert after[name] == rows, name
    assert len(after["application_part"]) == len(before["application_part"]) - 1, "of the draft"


def test_the_last_mail_goes_to_the_address_and_is_forgotten_the_day_after(living):
    made, _person = living
    personal.erase_account(acting(made), made.fs_uniquifier)

    (mail,) = db.session.query(outbox.OutboxMessage).filter_by(recipient=ADDRESS)
    assert mail.template == FAREWELL
