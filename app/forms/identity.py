"""Forms of signing in with another account: what is brought back, and a first account."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.forms.account import name_field
from app.forms.fields import AddressField, Form

CODE_LENGTH = 4_000  # characters that a code of a provider may have


def _short(value: str | None) -> str:
    return value if value and len(value) <= CODE_LENGTH else ""


def _brought() -> Any:
    return HiddenField(filters=(_short,))


class ReturnForm(Form):
    """What somebody brings back from a provider: a code, which errand it was, and from whom."""

    code = _brought()
    state = _brought()
    iss = _brought()


class NewPersonForm(Form):
    """A first account of somebody whom a provider has told of."""

    name = name_field()
    email = AddressField(
        _l("E-mail"),
        required=True,
        description=_l("We write there about what you do here."),
    )
