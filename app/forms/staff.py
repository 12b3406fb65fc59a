"""Forms of a city's staff: whom to invite as what, who takes over, what to see of the trail."""

from flask_babel import lazy_gettext as _l

from app.forms.fields import AddressField, ChoiceField, Form, PickField
from app.labels import label
from models.account import CityRole

HINTS = {
    CityRole.EDITOR: _l("Writes the city's testbeds."),
    CityRole.REVIEWER: _l("Reads applications and says what they think of them."),
    CityRole.COORDINATOR: _l("Decides, publishes, and looks after these people."),
}


class InviteForm(Form):
    """Whom to invite to which role in the city."""

    email = AddressField(_l("E-mail"), required=True, render_kw={"autocomplete": "off"})
    role = PickField(
        _l("Role"),
        required=_l("Choose the role."),
        choices=lambda: [
            (role.value, label(role), {"data-hint": HINTS[role]}) for role in CityRole
        ],
    )


class HostForm(Form):
    """Whom to invite to answer for which testbed; the view fills in the city's testbeds."""

    email = AddressField(_l("E-mail"), required=True, render_kw={"autocomplete": "off"})
    testbed = ChoiceField(_l("Testbed"), required=_l("Choose the testbed."), coerce=str)


class OneHostForm(Form):
    """Whom to invite to answer for the testbed whose page this is."""

    email = AddressField(
        _l("E-mail"),
        required=True,
        description=_l("An account is not needed yet: the mail tells how to make one."),
        render_kw={"autocomplete": "off"},
    )


class DepartForm(Form):
    """Who takes over; the view fills in the colleagues, and drops the field when nobody must."""

    successor = ChoiceField(
        _l("Who takes over?"), required=_l("Choose who takes over."), coerce=str
    )
