"""The register's lines of readers: people reached at an address, with or without an account."""

import datetime as dt

from sqlalchemy import ColumnElement, Table, Text, and_, cast, literal

from models.personal import After, Declared, Kind, Rule, Span, addressed, at, either, own, read_by

MONTH = 30


def _left(table: Table) -> ColumnElement[str]:
    return literal("erased-") + cast(table.c.id, Text)


def _nobody(table: Table) -> ColumnElement[str]:
    return _left(table) + literal("@erased.invalid")  # RFC 2606: reaches nobody


def _unconfirmed(table: Table, _before: dt.datetime) -> ColumnElement[bool]:
    return and_(table.c.confirmed_at.is_(None), table.c.token != _left(table))


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
            ),
        ),
    ),
}
