"""The register's lines of readers: people reached at an address, with or without an account."""

import datetime as dt

from sqlalchemy import ColumnElement, Table, Text, and_, cast, exists, literal

from models.personal import (
    After,
    Case,
    Declared,
    Kind,
    Rule,
    Span,
    addressed,
    at,
    either,
    own,
    read_by,
)

WEEK, MONTH = 7, 30


def _left(table: Table) -> ColumnElement[str]:
    return literal("erased-") + cast(table.c.id, Text)


def _nobody(table: Table) -> ColumnElement[str]:
    return _left(table) + literal("@erased.invalid")  # RFC 2606: reaches nobody


def _unconfirmed(table: Table, _before: dt.datetime) -> ColumnElement[bool]:
    return and_(table.c.confirmed_at.is_(None), table.c.token != _left(table))


def _unused(table: Table, _before: dt.datetime) -> ColumnElement[bool]:
    """Say that nothing refers to a reader."""
    owned = [
        exists().where(column == table.c.id)
        for other in table.metadata.tables.values()
        for column in other.columns
        for key in column.foreign_keys
        if key.column is table.c.id
    ]
    return and_(*(~one for one in owned))


DECLARED: dict[str, Declared] = {
    "reader": Declared(
        free="language",
        rules=(
            Rule(
                Kind.FOLLOWING,
                either(read_by("id"), own("user_id"), addressed("email")),
                tell="language created_at",
                hide="token user_id",
                blank="confirmed_at user_id",
                swap={"email": _nobody, "token": _left},
            ),
        ),
        spans=(
            Span(
                MONTH,
                After.MADE,
                at("created_at"),
                Kind.FOLLOWING,
                only=_unconfirmed,
                whole=True,
                case=Case.UNCONFIRMED,
            ),
            Span(
                WEEK, After.MADE, at("created_at"), Kind.FOLLOWING, only=_unused, case=Case.UNUSED
            ),
        ),
    ),
}
