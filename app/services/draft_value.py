"""What can be kept of a typed value in a draft: everything but what a column cannot hold."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from models.application import JointPolicy, Stage
from models.errors import FieldError
from models.testbed_kind import Theme
from models.text import tidy

LINE, EMAIL, PHONE, TEXT = 200, 254, 40, 5000
MOST = 1_000_000_000

Keep = Callable[[str, Any], Any]


def _text(most: int) -> Keep:
    def keep(field: str, value: Any) -> str:
        kept = tidy(value or "")
        if len(kept) > most:
            raise FieldError("too_many_letters", field=field, most=most, length=len(kept))
        return kept

    return keep


def _number(field: str, value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise FieldError("not_a_number", field=field)
    if not 0 <= value <= MOST:
        raise FieldError("number_range", field=field, least=0, most=MOST)
    return value


def _mark(_field: str, value: Any) -> bool:
    return bool(value)


def _answer(_field: str, value: Any) -> bool | None:
    return None if value is None else bool(value)


def _member(kind: type[StrEnum], *, may_be_empty: bool) -> Keep:
    def keep(field: str, value: Any) -> StrEnum | None:
        if may_be_empty and not value:
            return None
        try:
            return kind(value)
        except ValueError:
            raise FieldError("not_a_choice", field=field) from None

    return keep


def _themes(field: str, value: Any) -> list[str]:
    try:
        return list(dict.fromkeys(Theme(theme).value for theme in value or ()))
    except ValueError:
        raise FieldError("not_a_choice", field=field) from None


_line, _long = _text(LINE), _text(TEXT)
KEEPERS: dict[str, Keep] = {
    "group_name": _line,
    "joint_policy": _member(JointPolicy, may_be_empty=False),
    "title": _line,
    "summary": _long,
    "novelty": _long,
    "stage": _member(Stage, may_be_empty=True),
    "themes": _themes,
    "users": _long,
    "user_count": _number,
    "goals": _long,
    "needs": _long,
    "measured": _long,
    "personal_data": _answer,
    "minors": _mark,
    "patients": _mark,
    "cameras": _mark,
    "uses_ai": _mark,
    "data_note": _long,
    "permits_held": _long,
    "price_eur": _number,
    "price_covers": _long,
    "risks": _long,
    "restoration": _long,
    "publicity": _long,
    "after": _long,
    "contact_name": _line,
    "contact_email": _text(EMAIL),
    "contact_phone": _text(PHONE),
}
FIELDS = tuple(KEEPERS)


def kept(changes: dict[str, Any]) -> dict[str, Any]:
    """Return the values as they are kept.

    Raises:
        FieldError: ``too_many_letters`` (most), ``not_a_number``, ``number_range`` (least, most),
            ``not_a_choice``, ``unknown_field``.
    """
    for field in changes:
        if field not in KEEPERS:
            raise FieldError("unknown_field", field=field)
    return {field: KEEPERS[field](field, value) for field, value in changes.items()}
