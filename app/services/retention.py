"""Forget what is past its time, by the register: rows go, or lose names and contact details.

It works in small transactions, so that it holds nobody up and may be ended at any moment; what is
left is found again by the next run.  Whoever runs it twice or two at once forgets nothing more.
"""

import datetime as dt
import logging
import uuid
from typing import Any

from sqlalchemy import Table, delete, null, select, update

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM
from app.queries.personal import table_of
from app.queries.retention import Line, due, past
from app.services.audit import record
from app.services.personal_erase import erase_rows
from app.services.personal_idle import erase_idle
from models.account import User
from models.personal import Person, Span, emptied
from models.personal_register import REGISTER
from models.reader import Reader
from models.retention import RetentionRun

logger = logging.getLogger(__name__)

BATCH = 200  # rows of one transaction
MOST_BATCHES = 500  # of one rule in one run


def run() -> list[Line]:
    """Forget what is past its time now; returns what went, rule by rule, and writes it down."""
    now, name = clock.now(), uuid.uuid4().hex
    done = []
    for line in due(now):
        count = 0
        for _batch in range(MOST_BATCHES if line.count else 0):
            went = forget_batch(line.thing, line.number, now.isoformat())
            count += went
            if not went:
                break
        made = Line(line.thing, line.number, line.span, count, line.oldest if count else None)
        _note(name, made)
        if count:
            logger.info(
                "retention %s %s: %s, oldest %s", made.thing, made.number, count, made.oldest
            )
        done.append(made)
    return done


@use_case
def forget_batch(thing: str, number: int, until: str) -> int:
    """Forget some rows of a table that were past their time at ``until``; returns how many."""
    table, span = table_of(thing), REGISTER[thing].spans[number]
    key = list(table.primary_key.columns)
    found = select(*key).where(past(table, span, dt.datetime.fromisoformat(until)))
    rows = db.session.execute(found.order_by(*key).limit(BATCH)).all()
    for row in rows:
        mine = [one == value for one, value in zip(key, row, strict=True)]
        if span.whole:
            _erase_person(thing, row[0])
        elif values := _values(table, span):
            db.session.execute(update(table).where(*mine).values(**values))
        else:
            db.session.execute(delete(table).where(*mine))
    db.session.expire_all()
    return len(rows)


def _values(table: Table, span: Span) -> dict[str, Any]:
    values = emptied(table, span.blank, span.nameless)
    return {name: null() if value is None else value for name, value in values.items()}


def _erase_person(thing: str, key: int) -> None:
    """Erase an account that nobody uses, or somebody who never confirmed an address.

    An address that was never confirmed may be another's, so nothing is looked for by it.
    """
    if thing == User.__tablename__:
        user = db.session.get_one(User, key)
        if user.confirmed_at is not None:
            erase_idle(user)
            return
        record(SYSTEM, "account:lapse", user)
        erase_rows(Person(user_id=user.id, name=user.name))
        return
    reader = db.session.get_one(Reader, key)
    record(SYSTEM, "reader:lapse", reader)
    erase_rows(Person(reader_id=reader.id))


@use_case
def _note(name: str, line: Line) -> None:
    row = RetentionRun(
        run=name, at=clock.now(), thing=line.thing, rule=line.number, days=line.span.days,
        count=line.count, oldest=line.oldest,
    )  # fmt: skip
    db.session.add(row)
    if line.count:
        db.session.flush()
        record(SYSTEM, "retention:forget", row, forgot=line.thing, count=line.count)
