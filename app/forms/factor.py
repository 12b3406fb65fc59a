"""Forms of second factors: a code, a passkey's answer, and the password shown once more."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.forms.account import next_field
from app.forms.fields import Form, LineField, SecretField
from models.factor import NAME_LENGTH

CODE = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
DIGITS_ONLY = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
ANSWER_LENGTH = 16_000  # characters that a browser's answer about a passkey may have


def _short(value: str | None) -> str:
    return value if value and len(value) <= ANSWER_LENGTH else ""


def answer_field() -> Any:
    """Return the hidden field that the browser's answer about a passkey goes into."""
    return HiddenField(filters=(_short,))


class CodeForm(Form):
    """A code from the app or a recovery code, or the answer of a passkey in its place."""

    code = LineField(
        _l("Code"),
        most=60,
        description=_l(
            "Six digits from your authenticator app. A recovery code works here as well, once."
        ),
        render_kw=CODE,
    )
    answer = answer_field()
    next = next_field()


class ProofForm(CodeForm):
    """The password, and a second factor for whoever has one."""

    password = SecretField(
        _l("Password"),
        required=_l("Write the password you use now."),
        render_kw={"autocomplete": "current-password"},
    )


class AppForm(Form):
    """The first code of a new authenticator app; its secret comes along sealed."""

    code = LineField(
        _l("Code that the app shows"),
        required=_l("Write the six digits that the app shows for Koepaikka."),
        most=20,
        render_kw=DIGITS_ONLY,
    )
    sealed = HiddenField()
    next = next_field()


class PasskeyForm(Form):
    """A name for a new passkey, and what the browser made."""

    name = LineField(
        _l("Name of the passkey"),
        required=_l("Give it a name by which you know it again."),
        most=NAME_LENGTH,
        description=_l("For example: work phone, blue security key."),
    )
    answer = answer_field()
    next = next_field()
