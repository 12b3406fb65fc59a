"""What a cell of a file becomes in the record, by the same limits as in the forms.

``read`` raises FieldError: ``too_many_letters``, ``not_a_number``, ``number_range``,
``not_a_choice_here`` (given), ``not_yes_or_no`` (given), ``not_an_address``, ``not_a_web_address``,
``not_groups``, ``too_many_groups``, ``formula``.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from geodata.exchange.row import FORMULA
from models.address import is_email, web_address
from models.base import LANGUAGES
from models.errors import FieldError
from models.exchange_field import (
    GROUP_NAME,
    MOST_GROUPS,
    MOST_PEOPLE,
    ExchangeField,
    FieldKind,
)
from models.text import tidy

Words = Mapping[str, Mapping[str, str]]
"""Of each vocabulary's column: what is written, in small letters → value.  Made by app/jobs."""

_DIGITS = re.compile(r"[-+]?\d{1,15}(?:[.,]0+)?")
_BETWEEN = re.compile(r"[;|\n]")
_YES = frozenset({"true", "yes", "y", "1", "x", "kyllä", "on", "k", "ja", "j", "tosi", "sant"})
_NO = frozenset({"false", "no", "n", "0", "-", "ei", "e", "nej", "epätosi", "falskt"})
_GROUP_PARTS = 4


def read(field: ExchangeField, value: Any, words: Words) -> Any:
    """Return what is kept of one cell; empty cells never come here."""
    if value == FORMULA:
        raise FieldError("formula", field=field.name)
    return _READERS[field.kind](field, value, words)


def empty(field: ExchangeField) -> Any:
    """Return what an empty cell means where it does not leave the value as it is."""
    if field.kind in {FieldKind.CHOICES, FieldKind.GROUPS}:
        return []
    if field.kind is FieldKind.MARK:
        return False
    return None if field.kind in {FieldKind.NUMBER, FieldKind.CHOICE} else ""


def plain(value: Any) -> str:
    """Return a cell's text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)


def _text(field: ExchangeField, value: Any, _words: Words) -> str:
    text = tidy(plain(value))
    if len(text) > field.most:
        raise FieldError("too_many_letters", field=field.name, most=field.most, length=len(text))
    return text


def _line(field: ExchangeField, value: Any, words: Words) -> str:
    return " ".join(_text(field, value, words).split())


def _number(field: ExchangeField, value: Any, _words: Words) -> int:
    text = re.sub(r"\s", "", plain(value)).replace("−", "-")
    if isinstance(value, bool) or not _DIGITS.fullmatch(text):
        raise FieldError("not_a_number", field=field.name)
    number = int(re.split(r"[.,]", text)[0])
    if not field.least <= number <= field.most:
        raise FieldError("number_range", field=field.name, least=field.least, most=field.most)
    return number


def _mark(field: ExchangeField, value: Any, _words: Words) -> bool:
    text = plain(value).strip().casefold()
    if text in _YES or text in _NO:
        return text in _YES
    raise FieldError("not_yes_or_no", field=field.name, given=text[:40])


def _choice(field: ExchangeField, value: Any, words: Words) -> str:
    text = " ".join(plain(value).split()).casefold()
    known = words[field.name].get(text)
    if known is None:
        raise FieldError("not_a_choice_here", field=field.name, given=text[:40])
    return known


def _choices(field: ExchangeField, value: Any, words: Words) -> list[str]:
    given = value if isinstance(value, list) else _BETWEEN.split(plain(value))
    found: list[str] = []
    for piece in given:
        text = str(piece).strip()
        if not text:
            continue
        if text.casefold() in words[field.name]:
            found.append(_choice(field, text, words))
        else:
            found += [_choice(field, one, words) for one in text.split(",") if one.strip()]
    return list(dict.fromkeys(found))


def _email(field: ExchangeField, value: Any, words: Words) -> str:
    text = _line(field, value, words).lower()
    if text and not is_email(text):
        raise FieldError("not_an_address", field=field.name)
    return text


def _web(field: ExchangeField, value: Any, words: Words) -> str:
    text = _line(field, value, words)
    whole = web_address(text) if text else ""
    if whole is None:
        raise FieldError("not_a_web_address", field=field.name)
    return whole


def _groups(field: ExchangeField, value: Any, _words: Words) -> list[dict[str, Any]]:
    """Read a list of groups, or lines ``number | fi | sv | en``."""
    rows = value if isinstance(value, list) else plain(value).split("\n")
    found = [_group(field, row) for row in rows if str(row).strip()]
    if len(found) > MOST_GROUPS:
        raise FieldError("too_many_groups", field=field.name, most=MOST_GROUPS)
    return found


def _group(field: ExchangeField, row: Any) -> dict[str, Any]:
    if isinstance(row, dict):
        names, number = row.get("group") or {}, row.get("number")
        parts = [str(number if number is not None else ""), *(names.get(one) for one in LANGUAGES)]
    else:
        parts = [part.replace("¦", "|") for part in str(row).split("|")]
    if len(parts) > _GROUP_PARTS or not isinstance(parts[0], str):
        raise FieldError("not_groups", field=field.name)
    texts = [" ".join(tidy(str(part or "")).split()) for part in parts]
    texts += [""] * (_GROUP_PARTS - len(texts))
    digits = texts[0].replace(" ", "")
    fits = all(len(text) <= GROUP_NAME for text in texts) and any(texts[1:])
    if not fits or (digits and (not digits.isdecimal() or int(digits) > MOST_PEOPLE)):
        raise FieldError("not_groups", field=field.name)
    names = dict(zip(LANGUAGES, texts[1:], strict=True))
    return {"group": names, "number": int(digits) if digits else None}


_READERS: dict[FieldKind, Callable[[ExchangeField, Any, Words], Any]] = {
    FieldKind.LINE: _line,
    FieldKind.KEY: _line,
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.MARK: _mark,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.EMAIL: _email,
    FieldKind.WEB: _web,
    FieldKind.GROUPS: _groups,
}
