"""What can be kept of a typed value: everything but what a column cannot hold.

Each keeper takes the field's name and the value and returns what is kept, or raises FieldError:
``too_many_letters`` (most), ``not_a_number``, ``number_range`` (least, most), ``not_a_choice``.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

from models.base import Translated
from models.errors import FieldError
from models.testbed_kind import Theme
from models.text import tidy

LINE, EMAIL, PHONE, TEXT, ADDRESS = 200, 254, 40, 5000, 500
MOST_EXACT, MOST_DECIMALS = 10**12, 6
MOST = 1_000_000_000

Keep = Callable[[str, Any], Any]


def kept(keepers: Mapping[str, Keep], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as they are kept.

    Raises:
        FieldError: As the keepers do; ``unknown_field`` for a name that has none.
    """
    for field in changes:
        if field not in keepers:
            raise FieldError("unknown_field", field=field)
    return {field: keepers[field](field, value) for field, value in changes.items()}


def text_up_to(most: int) -> Keep:
    """Return the keeper of a text in one language."""

    def keep(field: str, value: Any) -> str:
        text = tidy(value or "")
        if len(text) > most:
            raise FieldError("too_many_letters", field=field, most=most, length=len(text))
        return text

    return keep


def translated_up_to(most: int) -> Keep:
    """Return the keeper of a text in three languages."""
    keep_one = text_up_to(most)

    def keep(field: str, value: Any) -> Translated:
        texts = value or Translated()
        return Translated(*(keep_one(field, texts.get(lang)) for lang in ("fi", "sv", "en")))

    return keep


def whole_number(field: str, value: Any) -> int | None:
    """Keep a whole number from 0, or None."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise FieldError("not_a_number", field=field)
    if not 0 <= value <= MOST:
        raise FieldError("number_range", field=field, least=0, most=MOST)
    return value


def exact_number(field: str, value: Any) -> Decimal | None:
    """Keep a decimal number with its digits as they were typed, or None."""
    if value is None:
        return None
    if not isinstance(value, Decimal) or not value.is_finite():
        raise FieldError("not_a_number", field=field)
    if abs(value) > MOST_EXACT or -int(value.as_tuple().exponent) > MOST_DECIMALS:
        raise FieldError("number_too_long", field=field, most=MOST_DECIMALS)
    return value


def web_address(field: str, value: Any) -> str:
    """Keep the address of a page, or an empty text."""
    address = str(text_up_to(ADDRESS)(field, value))
    if address and not address.startswith(("https://", "http://")):
        raise FieldError("web_address_needed", field=field)
    return address


def mark(_field: str, value: Any) -> bool:
    """Keep whether a box is ticked."""
    return bool(value)


def yes_or_no(_field: str, value: Any) -> bool | None:
    """Keep an answer, or None for none yet."""
    return None if value is None else bool(value)


def member_of(kind: type[StrEnum], *, may_be_empty: bool) -> Keep:
    """Return the keeper of one value of a vocabulary."""

    def keep(field: str, value: Any) -> StrEnum | None:
        if may_be_empty and not value:
            return None
        try:
            return kind(value)
        except ValueError:
            raise FieldError("not_a_choice", field=field) from None

    return keep


def themes(field: str, value: Any) -> list[str]:
    """Keep themes, each once, in the order given."""
    try:
        return list(dict.fromkeys(Theme(theme).value for theme in value or ()))
    except ValueError:
        raise FieldError("not_a_choice", field=field) from None
