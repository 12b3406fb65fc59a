"""What is known of people: how to say of a table what is personal and what becomes of it.

``Declared`` is one table's line in the register (models/personal_register.py).  The page "my
data", the download, erasing and forgetting are all derived from the register; a test fails for a
column of text, JSON, place or reference to a person that stands in no line of it.

A person who has been erased leaves a nameless row of ``account``: what others answer for keeps
pointing at it, so that decisions and figures stay whole.  Docs: docs/adr/0032-my-data.md.
"""

import datetime as dt
import enum
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Table,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    or_,
    select,
)

from models.audit import AuditLine

NAMELESS = "\N{EM DASH}"
"""What stands where the name of an erased person stood."""


class Kind(enum.StrEnum):
    """The headings under which people are told what is known of them."""

    ACCOUNT = "account"
    ROLES = "roles"
    FINDING = "finding"
    FOLLOWING = "following"
    PARTICIPATION = "participation"
    FEEDBACK = "feedback"
    APPLICATIONS = "applications"
    MESSAGES = "messages"
    FILES = "files"
    AGREEMENTS = "agreements"
    REVIEWS = "reviews"
    PILOTS = "pilots"
    PLACES = "places"
    MAIL = "mail"
    LOOKS = "looks"
    TRAIL = "trail"


class Ground(enum.StrEnum):
    """Why something stays when its person has been erased."""

    DECISION = "decision"
    AGREEMENT = "agreement"
    PUBLISHED = "published"
    ORGANISATION = "organisation"
    TRAIL = "trail"


class After(enum.StrEnum):
    """What the time for which something is kept is counted from."""

    MADE = "made"
    SENT = "sent"
    ENDED = "ended"
    CHANGED = "changed"
    ASKED = "asked"


class Case(enum.StrEnum):
    """Which of the rows something is said of, where it is not all."""

    UNCONFIRMED = "unconfirmed"
    UNANSWERED = "unanswered"
    UNUSED = "unused"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class Person:
    """Whose data: an account, somebody reached at an address, or both."""

    user_id: int | None = None
    reader_id: int | None = None
    addresses: tuple[str, ...] = ()
    name: str = ""


Who = Callable[[Table, Person], ColumnElement[bool]]
Instant = Callable[[Table], ColumnElement[Any]]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """Some rows of a table that are a person's, and what becomes of them.  Columns are words.

    ``tell`` is shown and exported, ``hide`` is personal and is not (secrets, others' words).
    At erasing the row goes (``delete``), or columns are emptied (``blank``: NULL where they may be,
    else empty), get a dash for the name (``nameless``), another value (``swap``), or lose the
    person's addresses and name where they stand within text or JSON (``scrub``); ``keep`` stays
    on ``ground``.  Emptied, swapped and kept columns are exported as well, unless hidden.
    ``files`` names what a row keeps in the file store.
    """

    kind: Kind
    who: Who
    tell: str = ""
    hide: str = ""
    blank: str = ""
    nameless: str = ""
    scrub: str = ""
    keep: str = ""
    ground: Ground | None = None
    delete: bool = False
    swap: Mapping[str, Callable[[Table], ColumnElement[Any]]] = field(default_factory=dict)
    files: Callable[[Row], Sequence[str]] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the rule says something of, in the order in which it is told."""
        said = f"{self.tell} {self.nameless} {self.blank} {self.scrub} {self.keep} {self.hide}"
        return tuple(dict.fromkeys([*said.split(), *self.swap]))

    @property
    def exported(self) -> tuple[str, ...]:
        """The columns that the person is given."""
        hidden = set(self.hide.split())
        return tuple(one for one in self.columns if one not in hidden)


@dataclass(frozen=True, slots=True)
class Span:
    """How long rows are kept: ``days`` after ``instant``; then they go, or lose some columns.

    ``only`` says which rows, and ``case`` tells people; a row whose instant is NULL stays.
    ``whole``: each row is a person, who is erased by all the rules of the register.
    """

    days: int
    after: After
    instant: Instant
    kind: Kind
    only: Callable[[Table, dt.datetime], ColumnElement[bool]] | None = None
    blank: str = ""
    nameless: str = ""
    whole: bool = False
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """One table, in which every column has its class (``class_of``).

    ``free`` are texts, JSON and references that say nothing of a person who could be found by
    them; ``plain`` are the numbers, times and states that say something of the thing alone.
    """

    plain: str = ""
    free: str = ""
    rules: tuple[Rule, ...] = ()
    spans: tuple[Span, ...] = ()


def own(column: str) -> Who:
    """Return what finds rows by a reference to the person's account."""
    return lambda table, person: (
        table.c[column] == person.user_id if person.user_id is not None else false()
    )


def read_by(column: str) -> Who:
    """Return what finds rows by a reference to the person as a reader at an address."""
    return lambda table, person: (
        table.c[column] == person.reader_id if person.reader_id is not None else false()
    )


def addressed(column: str) -> Who:
    """Return what finds rows by one of the person's addresses."""
    return lambda table, person: func.lower(table.c[column]).in_(person.addresses)


def named(column: str) -> Who:
    """Return what finds rows by the person's full name; join it with what makes sure of them."""
    return lambda table, person: table.c[column] == person.name if person.name else false()


def mentions(*columns: str, by_name: bool = False) -> Who:
    """Return what finds rows by one of the person's addresses anywhere in text or JSON.

    ``by_name``: by their full name as well, where somebody of the same name loses nothing by it.
    """

    def who(table: Table, person: Person) -> ColumnElement[bool]:
        sought = {*person.addresses, *([person.name] if by_name and person.name else ())}
        written = {*sought, *(json.dumps(one)[1:-1] for one in sought)}  # as JSON writes letters
        return or_(
            false(),
            *(
                func.lower(cast(table.c[column], Text)).contains(one.lower(), autoescape=True)
                for column in columns
                for one in sorted(written)
            ),
        )

    return who


def signed(*actions: str) -> Who:
    """Return what finds rows by the audit trail: the person did the latest of these to the row.

    For columns that keep a name and no reference.
    """

    def who(table: Table, person: Person) -> ColumnElement[bool]:
        if person.user_id is None:
            return false()
        lines = (AuditLine.thing == table.name, AuditLine.action.in_(actions))
        theirs = select(AuditLine.thing_id).where(*lines, AuditLine.actor_id == person.user_id)
        latest = (
            select(AuditLine.actor_id)
            .where(*lines, AuditLine.thing_id == table.c.id)
            .order_by(AuditLine.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        return and_(table.c.id.in_(theirs), latest == person.user_id)

    return who


def below(column: str, parent: str, who: Who, key: str = "id") -> Who:
    """Return what finds rows through the table above them, of which ``who`` finds the rows."""

    def found(table: Table, person: Person) -> ColumnElement[bool]:
        above = table.metadata.tables[parent]
        return table.c[column].in_(select(above.c[key]).where(who(above, person)))

    return found


def both(*all_of: Who) -> Who:
    """Return what finds the rows that each of these finds."""
    return lambda table, person: and_(*(who(table, person) for who in all_of))


def either(*any_of: Who) -> Who:
    """Return what finds the rows that one of these finds."""
    return lambda table, person: or_(*(who(table, person) for who in any_of))


def lacking(column: str) -> Who:
    """Return what finds rows without a value in a column, for joining."""
    return lambda table, _person: table.c[column].is_(None)


def having(column: str) -> Who:
    """Return what finds rows with a value in a column, for joining."""
    return lambda table, _person: table.c[column].is_not(None)


def noted(kind: Kind, column: str, tell: str = "", ground: Ground = Ground.TRAIL) -> Rule:
    """Return the rule of a row that only says who did something: it stays, nameless."""
    return Rule(kind, own(column), tell=tell, keep=column, ground=ground)


def at(column: str) -> Instant:
    """Return the instant in a column, for ``Span``."""
    return lambda table: table.c[column]


def emptied(table: Table, blank: str, nameless: str) -> dict[str, Any]:
    """Return what columns are set to when they are emptied or lose the name in them.

    Where no name stood, none is said to have stood.
    """
    values: dict[str, Any] = {name: blank_of(table.c[name]) for name in blank.split()}
    dashed = {name: case((table.c[name] == "", ""), else_=NAMELESS) for name in nameless.split()}
    return values | dashed


def blank_of(column: Column[Any]) -> Any:
    """Return what an emptied column holds."""
    if column.nullable:
        return None
    return {} if isinstance(column.type, JSON) else ""
