"""Why a file was not taken, and how much of everything a file may hold."""

from __future__ import annotations

import unicodedata
from typing import Any

MIB = 1024 * 1024
MOST_BYTES = 64 * MIB
MOST_UNPACKED = 192 * MIB
MOST_RATIO = 200
MOST_FILES_IN_ZIP = 40
MOST_ROWS = 20_000
MOST_COLUMNS = 300
MOST_CELL = 250_000
MOST_POINTS = 5_000
MOST_FEATURE = 4 * MIB
MOST_DEPTH = 40
MOST_NAME = 120

DIRECTION_MARKS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


class RefusedError(Exception):
    """A file that cannot be taken: a code and facts for a message; it holds no text."""

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = {name: shown(fact) for name, fact in facts.items()}


def shown(fact: Any) -> Any:
    """Return a fact fit for a message: names out of a file are cut and cleaned."""
    return clean(fact)[:60] if isinstance(fact, str) else fact


def clean(text: str) -> str:
    """Return a text without control signs and without marks that turn the writing direction."""
    return "".join(sign for sign in text if not is_odd(sign))


def is_odd(sign: str) -> bool:
    """Say whether a sign has no place in a name."""
    return unicodedata.category(sign) in {"Cc", "Cs"} or sign in DIRECTION_MARKS


def check_name(name: str) -> None:
    """Let a file's or a column's name pass that is what it looks like.

    Raises:
        RefusedError: ``file_name_odd``.
    """
    if any(is_odd(sign) for sign in name) or len(name) > 2 * MOST_NAME:
        raise RefusedError("file_name_odd", name=name)
