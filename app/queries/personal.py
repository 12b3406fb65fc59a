"""What is known of one person, found by the register: row by row, and counted for their page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Result, Select, Table, func, or_, select

from app import row_scope
from app.database import db
from app.policies.actor import Actor
from app.policies.table import Action, authorise
from app.queries.account import account_of, user_by_email
from app.queries.reader import reader_of
from models.account import User
from models.base import Base
from models.personal import Ground, Kind, Person, Rule
from models.personal_register import rules
from models.reader import Reader

BATCH = 500


@dataclass(slots=True)
class Told:
    """One kind of what is known: how many rows, and at erasing how many go, lose the name, stay.

    ``grounds`` say why what stays does.
    """

    kind: Kind
    count: int = 0
    goes: int = 0
    emptied: int = 0
    stays: int = 0
    grounds: set[Ground] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Portion:
    """Rows of one table that one rule finds, as they are given to their person."""

    table: str
    rule: Rule
    columns: tuple[str, ...]
    rows: Iterator[dict[str, Any]]


def person_of(viewer: Actor) -> Person:
    """Return the viewer as the person whose data is asked for, with the reader they are.

    Raises:
        ForbiddenError: Nobody is signed in.
    """
    authorise(viewer, Action.PERSONAL_READ)
    user = account_of(viewer.user_id)
    reader = reader_of(viewer)
    addresses = {user.email.lower()} | ({reader.email} if reader is not None else set())
    return Person(
        user_id=user.id,
        reader_id=reader.id if reader is not None else None,
        addresses=tuple(sorted(addresses)),
        name=user.name,
    )


def person_of_reader(reader: Reader) -> Person:
    """Return a reader without an account as the person whose data is asked for."""
    return Person(reader_id=reader.id, addresses=(reader.email,))


def account_behind(reader: Reader) -> User | None:
    """Return the account that a reader's data belongs to: the linked one, or that of the address.

    An account whose address nobody has confirmed belongs to nobody yet.
    """
    if reader.user_id is not None:
        return db.session.get(User, reader.user_id)
    user = user_by_email(reader.email)
    return user if user is not None and user.active and user.confirmed_at is not None else None


def table_of(name: str) -> Table:
    """Return a table by its name."""
    return Base.metadata.tables[name]


def told(person: Person) -> list[Told]:
    """Return what is known of a person by kind, in the order of the kinds, without empty ones.

    A row that several rules find counts once.
    """
    found: dict[Kind, Told] = {}
    for (kind, name), its in _by_kind().items():
        count = _count(name, its, person)
        if not count:
            continue
        one = found.setdefault(kind, Told(kind))
        one.count += count
        one.goes += _count(name, [rule for rule in its if rule.delete], person)
        one.emptied += _count(name, [rule for rule in its if _empties(rule)], person)
        staying = [rule for rule in its if rule.ground is not None]
        one.stays += _count(name, staying, person)
        one.grounds |= {
            rule.ground for rule in staying if rule.ground and _count(name, [rule], person)
        }
    return [found[kind] for kind in Kind if kind in found]


def _by_kind() -> dict[tuple[Kind, str], list[Rule]]:
    grouped: dict[tuple[Kind, str], list[Rule]] = {}
    for name, rule in rules():
        grouped.setdefault((rule.kind, name), []).append(rule)
    return grouped


def _empties(rule: Rule) -> bool:
    return bool(rule.blank or rule.nameless or rule.swap or rule.scrub)


def _count(name: str, its: Sequence[Rule], person: Person) -> int:
    if not its:
        return 0
    table = table_of(name)
    mine = or_(*(rule.who(table, person) for rule in its))
    return _answer(select(func.count()).select_from(table).where(mine)).scalar() or 0


def portions(person: Person) -> Iterator[Portion]:
    """Yield everything a person is given, rule by rule; rows are read as they are taken."""
    for name, rule in rules():
        table = table_of(name)
        columns = rule.exported
        if not columns:
            continue
        first = select(_key(table)[0]).where(rule.who(table, person)).limit(1)
        if _answer(first).scalar() is None:
            continue
        yield Portion(name, rule, columns, _rows(table, rule, person))


def stored_files(person: Person) -> Iterator[tuple[str, str]]:
    """Yield (title, name in the file store) of the files that a person brought, each once."""
    seen: set[str] = set()
    for name, rule in rules():
        if rule.files is None:
            continue
        table = table_of(name)
        for row in _answer(select(table).where(rule.who(table, person))).mappings():
            title = str(row.get("title") or row.get("id") or name)
            for stored in rule.files(dict(row)):
                if stored not in seen:
                    seen.add(stored)
                    yield title, stored


def _rows(table: Table, rule: Rule, person: Person) -> Iterator[dict[str, Any]]:
    """Yield rows in batches by key, so that many of them never lie in memory at once."""
    chosen = [table.c[name] for name in rule.exported]
    asked = select(*chosen).where(rule.who(table, person)).order_by(*_key(table))
    place = 0
    while True:
        batch = _answer(asked.limit(BATCH).offset(place)).mappings().all()
        yield from (dict(row) for row in batch)
        if len(batch) < BATCH:
            return
        place += BATCH


@row_scope.as_system("what is known of one person, wherever it lies")
def _answer(asked: Select[Any]) -> Result[Any]:
    return db.session.execute(asked)


def _key(table: Table) -> Sequence[Any]:
    return list(table.primary_key.columns)
