"""The class of each column of each table, from the register: what becomes of it, and why.

Nothing is declared here but which names are secrets: a column's class follows from the line of its
table (models/personal_register.py), which erasing, the download and forgetting read as well.
"""

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Table

from models.personal import Declared, Ground, Rule
from models.personal_register import REGISTER

EVERYWHERE = frozenset({"id", "version"})
"""Columns that are the same in every table: the key of a row, and how often it was changed."""
SECRETS = frozenset({
    "password", "tf_totp_secret", "fs_uniquifier", "token", "token_sha256", "stop_token",
    "guardian_token", "salt", "salt_before", "hint", "secret_sha256", "sealed_secret", "public_key",
    "credential_id", "code_sha256",
})  # fmt: skip
"""Names of columns that let somebody in, wherever they stand: neither shown nor exported."""


class ColumnClass(enum.StrEnum):
    """What a column is to people, and what becomes of it."""

    TECHNICAL = "technical"
    SECRET = "secret"  # noqa: S105 - the word, not one
    NOT_PERSONAL = "not personal"
    GIVEN = "exported and erased"
    TOLD = "exported, stays and names nobody"
    ERASED = "erased only"
    KEPT = "exported and kept"


@dataclass(frozen=True, slots=True)
class Classed:
    """One column with its class; ``grounds`` say why what is kept stays."""

    table: str
    column: str
    kind: ColumnClass
    grounds: tuple[Ground, ...] = ()


class UnclassedError(Exception):
    """A column stands in no line; the text says what to write where."""


def classed(table: Table) -> Iterator[Classed]:
    """Yield each column of a table with its class, in the order of the table.

    Raises:
        UnclassedError: The table or one of its columns stands nowhere in the register.
    """
    line = REGISTER.get(table.name)
    if line is None:
        raise UnclassedError(
            f'Table "{table.name}" has no line. Write "{table.name}": Declared(...) into the'
            " models/personal_<part>.py of its feature (a new one goes into PARTS of"
            " models/personal_register.py)."
        )
    for column in table.columns:
        yield _class_of(table.name, column.name, line)


def _class_of(table: str, column: str, line: Declared) -> Classed:
    rules = [rule for rule in line.rules if column in rule.columns]
    if column in SECRETS:
        return Classed(table, column, ColumnClass.SECRET)
    if rules:
        return _of_rules(table, column, rules)
    if column in EVERYWHERE:
        return Classed(table, column, ColumnClass.TECHNICAL)
    if column in f"{line.plain} {line.free}".split():
        return Classed(table, column, ColumnClass.NOT_PERSONAL)
    raise UnclassedError(
        f"Column {table}.{column} has no class. In the models/personal_*.py that holds"
        f' "{table}": Declared(...), add "{column}" to\n'
        "  plain=  a number, time or state of the thing alone;\n"
        "  free=   text, JSON or a reference that leads to no person;\n"
        "or to a Rule: tell= (exported) or hide= (not), and when the row stays at erasing also\n"
        "  blank= (emptied), nameless= (a dash), scrub=, swap=, or keep= with ground=.\n"
        "A secret's name stands in SECRETS of models/personal_class.py as well."
    )


def _of_rules(table: str, column: str, rules: list[Rule]) -> Classed:
    keeping = [rule for rule in rules if column in rule.keep.split()]
    if keeping:
        grounds = {rule.ground for rule in keeping if rule.ground is not None}
        return Classed(table, column, ColumnClass.KEPT, tuple(sorted(grounds)))
    if all(column not in rule.exported for rule in rules):
        return Classed(table, column, ColumnClass.ERASED)
    goes = any(
        rule.delete
        or column in f"{rule.blank} {rule.nameless} {rule.scrub}".split()
        or column in rule.swap
        for rule in rules
    )
    return Classed(table, column, ColumnClass.GIVEN if goes else ColumnClass.TOLD)
