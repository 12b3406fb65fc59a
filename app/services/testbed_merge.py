"""Bring together what two people wrote into one record at the same time, field by field.

Three values are looked at for each field: what the page showed when somebody began to write, what
stands there now, and what was sent.  What only one of the two has changed is taken from them, of
texts language by language.  What both have changed, differently, is for the second to decide.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from app.queries.testbed_history import version_of
from app.services.testbed_version import conflict, record_of, refuse_stale
from models.base import LANGUAGES, Translated
from models.testbed import Testbed

MISSING = object()


@dataclass(frozen=True, slots=True)
class Hand:
    """How a section is sent: ``by_itself`` while somebody writes, or by the button.

    ``take`` names the fields in which the other's words stay.
    """

    by_itself: bool = False
    take: tuple[str, ...] = ()


BY_BUTTON = Hand()


def reconciled(
    testbed: Testbed, version: int, mine: Mapping[str, Any], hand: Hand = BY_BUTTON
) -> dict[str, Any]:
    """Return what to write into each field of ``mine``, sent from a page that showed ``version``.

    A page that saves by itself goes on showing what it showed, so nothing is merged into it.

    Raises:
        ConflictError: Both have changed a field; see ``app.services.testbed_version.conflict``.
    """
    if hand.by_itself:
        refuse_stale(testbed, version, frozenset(mine))
    now = record_of(testbed)
    kept = {
        name: _current(testbed, name, now)
        for name, value in mine.items()
        if name in hand.take or same(as_kept(value), now[name])
    }
    chosen = {name: value for name, value in mine.items() if name not in kept}
    if version == testbed.version:
        return {**chosen, **kept}
    seen = version_of(testbed.id, version)
    base: Mapping[str, Any] = seen.record if seen else {}
    merged = {
        name: one_of(base.get(name, MISSING), now[name], as_kept(value))
        for name, value in chosen.items()
    }
    if clash := [name for name, value in merged.items() if value is MISSING]:
        raise conflict(testbed, clash if seen else [])
    return {**{name: _value(testbed, name, mine[name], merged[name], now) for name in merged},
            **kept}  # fmt: skip


def one_of(base: Any, theirs: Any, mine: Any) -> Any:
    """Return the value that both can live with, or MISSING when there is none.

    Of a list of words both people's additions and removals count.
    """
    if same(mine, theirs) or same(mine, base):
        return theirs
    if same(theirs, base):
        return mine
    if _are_texts(base, theirs, mine):
        both = {
            lang: one_of(base.get(lang, ""), theirs.get(lang, ""), mine.get(lang, ""))
            for lang in LANGUAGES
        }
        return MISSING if MISSING in both.values() else both
    if all(_is_words(one) for one in (base, theirs, mine)):
        left = [word for word in theirs if word in mine or word not in base]
        return left + [word for word in mine if word not in theirs and word not in base]
    return MISSING


def same(one: Any, other: Any) -> bool:
    """Say whether two values say the same; words of a list may stand in any order."""
    if _is_words(one) and _is_words(other):
        return sorted(one) == sorted(other)
    return bool(one == other)


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)


def as_kept(value: Any) -> Any:
    """Return a value of a section as the record keeps it."""
    if isinstance(value, Translated):
        return value.as_dict()
    return value.value if isinstance(value, Enum) else value


def _are_texts(*values: Any) -> bool:
    return all(isinstance(one, dict) and set(one) <= set(LANGUAGES) for one in values)


def _value(testbed: Testbed, name: str, mine: Any, merged: Any, now: Mapping[str, Any]) -> Any:
    if merged == now[name]:
        return _current(testbed, name, now)
    if isinstance(mine, Translated):
        return Translated.of(merged)
    return merged if isinstance(mine, list) else mine


def _current(testbed: Testbed, name: str, now: Mapping[str, Any]) -> Any:
    return getattr(testbed, name, now[name])
