"""Cleaning of what people type, and the checks that say in plain words what to change."""

import unicodedata
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms.validators import StopValidation, ValidationError


def line(value: str | None) -> str:
    """Return one clean line: no control characters, no space at the ends, single spaces."""
    return " ".join(text(value).split())


def text(value: str | None) -> str:
    """Return clean text: line ends as LF, tabs and line ends the only control characters."""
    whole = unicodedata.normalize("NFC", value or "").replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in whole if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return "".join(kept).strip()


class Filled:
    """Refuses an empty answer and stops there."""

    def __init__(self, message: Any = None) -> None:
        self.message = message or _l("Fill this in.")
        self.field_flags = {"required": True}

    def __call__(self, _form: Any, field: Any) -> None:
        answer = field.data
        if answer is None or answer is False or answer == [] or not str(answer).strip():
            if field.process_errors:  # something was written, and its own error says what is wrong
                raise StopValidation
            raise StopValidation(str(self.message))


class AtMost:
    """Refuses a text of more than ``most`` characters, and says by how much it is too long."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, _form: Any, field: Any) -> None:
        length = len(field.data or "")
        if length > self.most:
            raise ValidationError(
                ngettext(
                    "Shorten this by %(num)s character. There is room for %(most)s.",
                    "Shorten this by %(num)s characters. There is room for %(most)s.",
                    length - self.most,
                    most=self.most,
                )
            )


class Between:
    """Refuses a number outside ``least`` to ``most``, both allowed."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def __call__(self, _form: Any, field: Any) -> None:
        if field.data is not None and not self.least <= field.data <= self.most:
            words = _l("Use a number from %(least)s to %(most)s.", least=self.least, most=self.most)
            raise ValidationError(str(words))
