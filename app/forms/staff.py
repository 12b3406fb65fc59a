"""Forms of a city's staff: a role for somebody, a host for a testbed."""

from flask_babel import lazy_gettext as _l

from app.forms.fields import AddressField, ChoiceField, Form, PickField
from app.labels import label
from models.account import CityRole

HINTS = {
    CityRole.EDITOR: _l("Writes the city's testbeds."),
    CityRole.REVIEWER: _l("Reads applications and says what they think of them."),
    CityRole.COORDINATOR: _l("Decides, publishes, and looks after these people."),
}


class GrantForm(Form):
    """Who gets which role in the city."""

    email = AddressField(_l("E-mail"), required=True, render_kw={"autocomplete": "off"})
    role = PickField(
        _l("Role"),
        required=_l("Choose the role."),
        choices=lambda: [
            (role.value, label(role), {"data-hint": HINTS[role]}) for role in CityRole
        ],
    )


class HostForm(Form):
    """Who answers for which testbed; the view fills in the city's testbeds."""

    email = AddressField(_l("E-mail"), required=True, render_kw={"autocomplete": "off"})
    testbed = ChoiceField(_l("Testbed"), required=_l("Choose the testbed."), coerce=str)
