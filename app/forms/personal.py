"""Forms about one's own data: the password once more, a new address, what is to be erased."""

from flask_babel import lazy_gettext as _l

from app.forms.account import LANGUAGE_NAMES
from app.forms.fields import AddressField, ChoiceField, Form, SecretField, TickField

PASSWORD = {"autocomplete": "current-password"}


class PasswordForm(Form):
    """The password, asked for again."""

    password = SecretField(_l("Your password"), required=True, render_kw=PASSWORD)


class AddressForm(Form):
    """A new address, and the password."""

    email = AddressField(
        _l("New e-mail address"),
        required=True,
        description=_l("We send a link there. Until you press it, nothing changes."),
    )
    password = SecretField(_l("Your password"), required=True, render_kw=PASSWORD)


class EraseForm(Form):
    """That it is meant, and the password."""

    sure = TickField(
        _l("I want this account to be erased. I know that it cannot be brought back."),
        required=_l("Tick the box if you want the account to be erased."),
    )
    password = SecretField(_l("Your password"), required=True, render_kw=PASSWORD)


class LinkForm(Form):
    """Nothing but the button of a link from a mail."""


class ReaderLanguageForm(Form):
    """The language of a reader's mail."""

    language = ChoiceField(_l("Language of your mail"), required=True, choices=LANGUAGE_NAMES)
