"""What a new token is to be called, what it may do, and how long it works."""

from flask_babel import lazy_gettext as _l

from app.forms.fields import CheckboxGroupField, Form, LineField, PickField
from app.labels import choices, label
from app.policies.scope import Scope, scopes_for
from models.token import NAME_LENGTH, ActsFor, Lifetime


class TokenForm(Form):
    """The whole of one token; the view says for whom it acts, which decides the scopes."""

    name = LineField(
        _l("Name"),
        most=NAME_LENGTH,
        required=_l("Give it a name by which you know the program again."),
        description=_l("For example the program that uses it: “Register of places, nightly”."),
        render_kw={"autocomplete": "off"},
    )
    scopes = CheckboxGroupField(
        _l("What may the program do?"),
        required=_l("Choose at least one."),
        description=_l("Choose no more than it needs. It never does more than you may yourself."),
    )
    lifetime = PickField(
        _l("How long does it work?"),
        required=_l("Choose how long it works."),
        choices=lambda: choices(Lifetime),
        default=Lifetime.QUARTER.value,
        description=_l("After that you make a new one. You can revoke it at any time."),
    )

    @classmethod
    def acting_for(cls, acts_for: ActsFor) -> "TokenForm":
        """Return the form of a token that acts for a person, an organisation or a city."""
        form = cls()
        form.scopes.choices = [(one.value, label(one)) for one in scopes_for(acts_for)]
        return form

    @property
    def chosen(self) -> tuple[Scope, ...]:
        """The scopes that were ticked."""
        return tuple(Scope(one) for one in self.scopes.data or [])
