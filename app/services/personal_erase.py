"""Do to one person's rows what the register says of erasing, in the caller's transaction.

Which rows go is asked before anything changes, so that what finds a person's rows through another
table finds them all; columns are emptied first and rows deleted last, those below before those
above.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Table, delete, null, or_, select, update

from app.database import db
from app.queries.personal import stored_files, table_of
from app.services.notification import tell_address
from app.services.search import index_pilot
from models.base import Base
from models.personal import Person, Rule, emptied
from models.personal_register import REGISTER, rules
from models.pilot import Pilot


def erase_rows(person: Person) -> list[str]:
    """Erase what is known of a person; returns names in the file store that may be orphans now."""
    files = [stored for _title, stored in stored_files(person)]
    pilots = _pilots_named_after(person)
    db.session.flush()
    going = {table: _to_delete(table, person) for table in reversed(Base.metadata.sorted_tables)}
    for name, rule in rules():
        _scrub(table_of(name), rule, person)
    for name, rule in rules():
        _empty(table_of(name), rule, person)
    for table, keys in going.items():
        for key in keys:
            db.session.execute(delete(table).where(*_is(table, key)))
    db.session.expire_all()
    for pilot_id in pilots:
        index_pilot(db.session.get_one(Pilot, pilot_id))
    return files


def say_farewell(
    address: str, language: str, whose: str, *, name: str = "", was_idle: bool = False
) -> None:
    """Write the last mail to somebody who was erased, at the address they had."""
    tell_address(
        address, language, "personal/erased", f"erased:{whose}", name=name, was_idle=was_idle
    )


def _to_delete(table: Table, person: Person) -> list[Any]:
    """Return the keys of the rows of a table that go."""
    theirs = [rule.who(table, person) for rule in REGISTER[table.name].rules if rule.delete]
    if not theirs:
        return []
    return list(db.session.execute(select(*_key(table)).where(or_(*theirs))).all())


def _key(table: Table) -> list[Column[Any]]:
    return list(table.primary_key.columns)


def _is(table: Table, key: Any) -> list[ColumnElement[bool]]:
    """Return the conditions of the row with this key."""
    return [one == value for one, value in zip(_key(table), key, strict=True)]


def _empty(table: Table, rule: Rule, person: Person) -> None:
    values = emptied(table, rule.blank, rule.nameless)
    values |= {name: made(table) for name, made in rule.swap.items()}
    if values:
        _set(table, rule.who(table, person), values)


def _set(table: Table, found: Any, values: Mapping[str, Any]) -> None:
    """Write values into the rows found; what finds them is asked before anything changes."""
    for row in db.session.execute(select(*_key(table)).where(found)).all():
        changed = update(table).where(*_is(table, row)).values(**_literal(table, values))
        db.session.execute(changed)


def _literal(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as they are bound: an emptied JSON column holds NULL, not the word null."""
    return {
        name: null() if value is None and isinstance(table.c[name].type, JSON) else value
        for name, value in values.items()
    }


def _scrub(table: Table, rule: Rule, person: Person) -> None:
    columns = [table.c[name] for name in rule.scrub.split()]
    if not columns:
        return
    key = _key(table)
    found = select(*key, *columns).where(rule.who(table, person))
    for row in db.session.execute(found).all():
        keys, held = row[: len(key)], row[len(key) :]
        values = {
            column.name: without(value, (*person.addresses, *filter(None, [person.name])))
            for column, value in zip(columns, held, strict=True)
        }
        changed = update(table).where(*_is(table, keys)).values(**_literal(table, values))
        db.session.execute(changed)


def without(value: Any, words: Iterable[str]) -> Any:
    """Return text or JSON without the words in it, whatever the case of their letters."""
    if isinstance(value, str):
        for word in words:
            value = re.sub(re.escape(word), "", value, flags=re.IGNORECASE)
        return value
    if isinstance(value, Mapping):
        return {key: without(one, words) for key, one in value.items()}
    if isinstance(value, list):
        return [without(one, words) for one in value]
    return value


def _pilots_named_after(person: Person) -> list[int]:
    """Return the pilots whose searchable words hold the person's name."""
    if not person.name:
        return []
    return list(db.session.scalars(select(Pilot.id).where(Pilot.runner_name == person.name)))
