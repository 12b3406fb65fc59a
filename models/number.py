"""Exact decimal numbers, kept as the same digits on both engines."""

from decimal import Decimal
from typing import Any

from sqlalchemy import Dialect, String, types

DIGITS = 24


class ExactNumber(types.TypeDecorator[Decimal]):
    """A decimal number as people typed it; SQLite has no such type, so both engines keep text.

    Not for sorting or summing in the database.
    """

    impl = String(DIGITS + 4)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _dialect: Dialect) -> str | None:
        return None if value is None else f"{value:f}"

    def process_result_value(self, value: Any, _dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)
