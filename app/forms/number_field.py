"""A decimal number as people write it in their language: 1 234,5 or 1,234.5."""

import re
from decimal import Decimal

import wtforms
from babel.numbers import format_decimal
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from app.forms.checks import line
from app.forms.fields import _Field
from app.services.typed_value import MOST_DECIMALS, MOST_EXACT

BLANKS = re.compile(r"[\s'\u2019]")
GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
PLAIN = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def number_of(typed: str, lang: str) -> Decimal | None:
    """Return the number that somebody has written in a language; None when it is none.

    A comma is a decimal sign, except in English before groups of three digits.
    """
    text = BLANKS.sub("", typed).replace("−", "-").replace("–", "-")
    if lang == "en" and GROUPED.fullmatch(text):
        text = text.replace(",", "")
    text = text.replace(",", ".")
    return Decimal(text) if PLAIN.fullmatch(text) else None


def written(value: Decimal | None) -> str:
    """Return a number as the reader would type it, with every digit that it has."""
    if value is None:
        return ""
    found: str = format_decimal(
        value, locale=get_locale(), decimal_quantization=False, group_separator=False
    )
    return found


class ExactNumberField(_Field, wtforms.StringField):  # type: ignore[misc]  # WTForms has no types
    """A decimal number, kept with its digits."""

    empty = _l("Write a number.")
    kind = "DecimalField"

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.data, self.raw_data = None, [line(valuelist[0])[:60]]
        if not self.raw_data[0]:
            return
        locale = get_locale()
        found = number_of(self.raw_data[0], locale.language if locale else "fi")
        if found is None:
            raise ValueError(str(_l("Write a number in digits, such as 12.5.")))
        decimals = -int(found.as_tuple().exponent)
        if abs(found) > MOST_EXACT or decimals > MOST_DECIMALS:
            words = _l("This number is too long. Choose a larger unit, or round it.")
            raise ValueError(str(words))
        self.data = found

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else written(self.data)
