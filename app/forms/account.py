"""Forms of accounts: signing in and up, passwords, one's own name and language."""

from typing import Any
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import ValidationError

from app.forms.fields import (
    AddressField,
    ChoiceField,
    Form,
    LineField,
    PickField,
    SecretField,
    TickField,
)
from app.forms.password import NewPassword

NEXT_LENGTH = 2_000
LANGUAGE_NAMES = (("fi", "Suomi"), ("sv", "Svenska"), ("en", "English"))
NEW_PASSWORD_HINT = _l("At least 12 characters. Three or four words in a row are easy to remember.")


def safe_path(value: str | None) -> str:
    """Return a path of this site to go on to, or an empty string for anything else."""
    path = value or ""
    if not path.startswith("/") or path.startswith("//") or len(path) > NEXT_LENGTH:
        return ""
    if "\\" in path or any(ord(character) < 33 or ord(character) == 127 for character in path):  # noqa: PLR2004 - blank and DEL in ASCII
        return ""
    try:
        parts = urlsplit(path)
    except ValueError:
        return ""
    return "" if parts.scheme or parts.netloc else path


def next_field() -> Any:
    """Return the hidden field that holds where to go on to."""
    return HiddenField(filters=(safe_path,))


def name_field() -> LineField:
    """Return the field of a person's name, for a new account."""
    return LineField(
        _l("Your name"),
        required=_l("Write your name."),
        most=120,
        render_kw={"autocomplete": "name"},
        description=_l("The people you deal with here see it."),
    )


class SignInForm(Form):
    """E-mail and password."""

    email = AddressField(
        _l("E-mail"), required=True, render_kw={"autocomplete": "username", "spellcheck": "false"}
    )
    password = SecretField(
        _l("Password"), required=True, render_kw={"autocomplete": "current-password"}
    )
    remember = TickField(
        _l("Keep me signed in on this device"),
        description=_l("For 30 days. Leave this empty on a shared computer."),
    )
    next = next_field()


class SignUpForm(Form):
    """A new account."""

    name = name_field()
    email = AddressField(
        _l("E-mail"),
        required=True,
        description=_l("We send a link there to make sure that the address is yours."),
    )
    password = SecretField(
        _l("Password"),
        [NewPassword("name", "email")],
        required=_l("Choose a password."),
        description=NEW_PASSWORD_HINT,
        render_kw={"autocomplete": "new-password"},
    )
    purpose = PickField(
        _l("What brings you here?"),
        choices=[
            ("resident", _l("I live here and want to follow, take part or try something out")),
            ("company", _l("I want to test something for a company or another organisation")),
            ("city", _l("I work for a city")),
        ],
        description=_l("This only decides which page you see first."),
    )
    next = next_field()


class EmailForm(Form):
    """The address that a link is sent to."""

    email = AddressField(_l("E-mail"), required=True)
    next = next_field()


class ConfirmForm(Form):
    """Nothing but the button, and where to go on to."""

    next = next_field()


class ResetPasswordForm(Form):
    """A new password, by a link."""

    password = SecretField(
        _l("New password"),
        [NewPassword()],
        required=_l("Choose a password."),
        description=NEW_PASSWORD_HINT,
        render_kw={"autocomplete": "new-password"},
    )


class ChangePasswordForm(Form):
    """The old password and a new one."""

    password = SecretField(
        _l("Password now"),
        required=_l("Write the password you use now."),
        render_kw={"autocomplete": "current-password"},
    )
    new_password = SecretField(
        _l("New password"),
        [NewPassword()],
        required=_l("Choose a password."),
        description=NEW_PASSWORD_HINT,
        render_kw={"autocomplete": "new-password"},
    )

    def validate_new_password(self, field: Any) -> None:
        """Refuse the same password again."""
        if field.data and field.data == self.password.data:
            raise ValidationError(str(_l("This is the password you have now. Choose another.")))


class ProfileForm(Form):
    """One's own name, and the language of one's mail."""

    name = LineField(
        _l("Your name"),
        required=_l("Write your name."),
        most=120,
        render_kw={"autocomplete": "name"},
    )
    language = ChoiceField(_l("Language of your mail"), required=True, choices=LANGUAGE_NAMES)
