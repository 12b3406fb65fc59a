"""Patterns of LIKE: ``%`` any letters, ``_`` one, a backslash before either means the sign itself.

SQLite's own LIKE takes small and capital letters for the same, so GLOB is asked there.
"""

from sqlalchemy import ColumnElement, String, literal

from app.queries.ogc_value import is_sqlite, mismatch
from models.ogc import FOLDING, Node, Op
from models.ogc_fold import FOLDS

ANY, ONE, ESCAPE = "%", "_", "\\"
_GLOB = {ANY: "*", ONE: "?"}


def like(text: ColumnElement[str], pattern: Node) -> ColumnElement[bool]:
    """Return the condition that a text is as the pattern says.

    Raises:
        OgcError: the pattern is no text.

    """
    parts = _parts(_plain(pattern))
    if is_sqlite():
        glob = "".join(_GLOB[one] if is_sign else _in_glob(one) for one, is_sign in parts)
        return text.op("GLOB", is_comparison=True)(literal(glob, String))
    safe = "".join(one if is_sign else _in_like(one) for one, is_sign in parts)
    return text.like(safe, escape=ESCAPE)


def _plain(pattern: Node) -> str:
    if isinstance(pattern, str):
        return pattern
    if isinstance(pattern, Op) and pattern.name in FOLDING:
        return FOLDS[pattern.name](_plain(pattern.args[0]))
    raise mismatch()


def _parts(pattern: str) -> list[tuple[str, bool]]:
    """Return the letters of a pattern, each with whether it is a sign."""
    found, letters = [], iter(pattern)
    for letter in letters:
        if letter == ESCAPE:
            found.append((next(letters, ESCAPE), False))
        else:
            found.append((letter, letter in {ANY, ONE}))
    return found


def _in_glob(letter: str) -> str:
    return f"[{letter}]" if letter in "*?[" else letter


def _in_like(letter: str) -> str:
    return ESCAPE + letter if letter in {ANY, ONE, ESCAPE} else letter
