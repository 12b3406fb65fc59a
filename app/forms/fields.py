"""The field types that every form is built from, with friendly words of their own.

Text is cleaned before it is looked at: Unicode NFC, no NUL or other control characters.  Marks
that turn the writing direction are kept as they were typed; pages take them out when they show a
text.  What was typed is shown again with its error.  ``required`` of every field is False, True,
or the words that an empty answer gets.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

import wtforms
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.forms.checks import AtMost as AtMost
from app.forms.checks import Between as Between
from app.forms.checks import Filled as Filled
from app.forms.checks import line, text

SHORT, MEDIUM, LONG = 200, 1_000, 5_000  # characters: a name, a paragraph, a page
EMAIL_LENGTH, LOCAL_PART_LENGTH = 254, 64  # RFC 5321, section 4.5.3.1
YEARS = (1950, 2150)
LOCAL_DAY = re.compile(r"(\d{1,2})\s*\.\s*(\d{1,2})\s*\.\s*(\d{4})")
EMAIL = re.compile(
    r"[^@\s\"(),:;<>\[\]\\]+@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]"
)
WEB_HOST = re.compile(r"[\w.-]+\.[^\W\d_]{2,}")


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Parent of every form."""

    form_errors: list[str]

    def process(self, formdata: Any = None, *args: Any, **kwargs: Any) -> None:
        """Take what was sent; one question with two different answers is an error of its own.

        What checks a form and what acts by it could otherwise each go by another of the two.
        """
        formdata = self.meta.wrap_formdata(self, formdata)
        super().process(formdata, *args, **kwargs)
        for field in self if formdata else ():
            given = set(formdata.getlist(field.name))
            if len(given) > 1 and not isinstance(field, CheckboxGroupField):
                words = _l("This came twice, with different answers. Answer it once.")
                field.process_errors = [*field.process_errors, str(words)]

    def blame(self, name: str | None, words: str) -> None:
        """Add an error that a service found, to the named field or else to the form."""
        if name and name in self:
            self[name].errors = [*self[name].errors, words]
        else:
            self.form_errors = [*self.form_errors, words]


class _Field:
    """What all fields share: the words for an empty answer, and the name the macros go by."""

    empty: Any = _l("Fill this in.")
    kind = ""
    data: Any
    raw_data: list[str]
    process_errors: list[str]

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        required: Any = False,
        own: Iterable[Any] = (),
        **kwargs: Any,
    ) -> None:
        words = self.empty if required is True else required
        first = [Filled(words)] if words else []
        super().__init__(label, [*first, *own, *(validators or ())], **kwargs)  # type: ignore[call-arg]  # the next class is WTForms'
        self.type = self.kind or type(self).__name__


class _Text(_Field):
    """What fields of text share: cleaning and a greatest length, ``most``."""

    clean: Any = staticmethod(line)
    most = SHORT

    def __init__(self, *args: Any, most: int | None = None, **kwargs: Any) -> None:
        self.most = most or self.most
        kwargs["filters"] = (self.clean, *kwargs.get("filters", ()))
        super().__init__(*args, own=(AtMost(self.most),), **kwargs)


class LineField(_Text, wtforms.StringField):  # type: ignore[misc]  # WTForms has no types
    """One line of text."""


class TextField(_Text, wtforms.TextAreaField):  # type: ignore[misc]  # WTForms has no types
    """Text of several lines, with a counter on the page."""

    clean = staticmethod(text)
    kind = "TextAreaField"
    most = MEDIUM

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.flags.maxlength = self.most


class AddressField(_Text, wtforms.EmailField):  # type: ignore[misc]  # WTForms has no types
    """An e-mail address, kept in small letters."""

    empty = _l("Write an e-mail address.")
    most = EMAIL_LENGTH

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("render_kw", {"autocomplete": "email", "spellcheck": "false"})
        super().__init__(*args, **kwargs)

    def post_validate(self, _form: Any, _stopped: Any) -> None:
        if self.errors or not self.data:
            return
        local = self.data.partition("@")[0]
        if len(local) > LOCAL_PART_LENGTH or not EMAIL.fullmatch(self.data):
            words = _l("Check the address. It should look like name@example.fi.")
            raise ValidationError(str(words))
        self.data = self.data.lower()


class WebField(_Text, wtforms.StringField):  # type: ignore[misc]  # WTForms has no types
    """A web address; ``https://`` is added when it was left out."""

    most = 300

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("render_kw", {"inputmode": "url", "autocomplete": "url"})
        super().__init__(*args, **kwargs)

    def post_validate(self, _form: Any, _stopped: Any) -> None:
        if self.errors or not self.data:
            return
        whole = self.data if "://" in self.data else f"https://{self.data}"
        if not _is_web_address(whole):
            words = _l("Check the web address. It should look like https://example.fi.")
            raise ValidationError(str(words))
        self.data = whole


def _is_web_address(whole: str) -> bool:
    try:
        parts = urlsplit(whole)
        host = parts.hostname or ""
    except ValueError:
        return False
    plain = " " not in whole and parts.username is None
    return plain and parts.scheme in {"http", "https"} and bool(WEB_HOST.fullmatch(host))


class SecretField(_Field, wtforms.PasswordField):  # type: ignore[misc]  # WTForms has no types
    """A password as it was typed; never shown again."""

    empty = _l("Write your password.")
    kind = "PasswordField"

    def __init__(self, *args: Any, most: int = 256, **kwargs: Any) -> None:
        super().__init__(*args, own=(AtMost(most),), **kwargs)


class WholeNumberField(_Field, wtforms.IntegerField):  # type: ignore[misc]  # WTForms has no types
    """A whole number from ``least`` to ``most``; spaces between the digits are allowed."""

    empty = _l("Write a number.")
    kind = "IntegerField"

    def __init__(
        self, *args: Any, least: int = 0, most: int = 1_000_000_000, **kwargs: Any
    ) -> None:
        super().__init__(*args, own=(Between(least, most),), **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.data, self.raw_data = None, [line(valuelist[0])]
        digits = re.sub(r"\s", "", self.raw_data[0]).replace("−", "-")
        if digits and not re.fullmatch(r"[-+]?\d{1,15}", digits):
            raise ValueError(str(_l("Write a whole number in digits, such as 12.")))
        self.data = int(digits) if digits else None


class DayField(_Field, wtforms.DateField):  # type: ignore[misc]  # WTForms has no types
    """A calendar day, as the browser's own date input or written as day.month.year.

    A malformed answer is shown again as text, because a date input cannot hold it.
    """

    empty = _l("Choose a day.")
    kind = "DateField"

    def __call__(self, **kwargs: Any) -> Any:
        if self.process_errors and self.raw_data and self.raw_data[0]:
            kwargs["type"] = "text"
        return super().__call__(**kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.data, self.raw_data = None, [line(valuelist[0])[:40]]
        if self.raw_data[0]:
            self.data = _day(self.raw_data[0])
            self.raw_data = [self.data.isoformat()]


def _day(typed: str) -> dt.date:
    local = LOCAL_DAY.fullmatch(typed)
    try:
        if local:
            day, month, year = map(int, local.groups())
            found = dt.date(year, month, day)
        else:
            found = dt.date.fromisoformat(typed)
    except ValueError:
        words = _l("Write the day as day.month.year, such as 24.12.2026.")
        raise ValueError(str(words)) from None
    if not YEARS[0] <= found.year <= YEARS[1]:
        raise ValueError(str(_l("Check the year.")))
    return found


class _Offered(_Field):
    """What the fields that offer choices share.

    ``choices`` are ``(value, words)`` or ``(value, words, attributes)``, or a function that
    returns them; app.labels.choices makes them from an enumeration.
    """

    empty = _l("Choose one of these.")

    def __init__(
        self,
        *args: Any,
        choices: Iterable[Any] | Callable[[], Iterable[Any]] = (),
        **kwargs: Any,
    ) -> None:
        words = _l("Choose one of these.")
        kwargs.setdefault("invalid_value_message", words)
        kwargs.setdefault("invalid_choice_message", words)
        offered = choices if callable(choices) else [SelectChoice.from_input(c) for c in choices]
        super().__init__(*args, choices=offered, **kwargs)

    def pre_validate(self, form: Any) -> None:
        if self.data:  # nothing chosen is for `required` to judge
            super().pre_validate(form)  # type: ignore[misc]  # the next class is WTForms'


class ChoiceField(_Offered, wtforms.SelectField):  # type: ignore[misc]  # WTForms has no types
    """One of many, as a drop-down list."""

    kind = "SelectField"


class PickField(_Offered, wtforms.RadioField):  # type: ignore[misc]  # WTForms has no types
    """One of a few, as radio buttons."""

    kind = "RadioField"


class CheckboxGroupField(_Offered, wtforms.SelectMultipleField):  # type: ignore[misc]  # WTForms has no types
    """Any number of a few, as tick boxes."""

    empty = _l("Choose at least one.")
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(list(dict.fromkeys(valuelist)))


class TickField(_Field, wtforms.BooleanField):  # type: ignore[misc]  # WTForms has no types
    """A tick box by itself; with ``required`` it has to be ticked."""

    empty = _l("Tick the box to continue.")
    kind = "BooleanField"
