"""Which licence a city chooses."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.forms.fields import Form, PickField
from app.labels import label
from models.licence import OpenLicence

HINTS = {
    OpenLicence.CC0: _l("Anybody may use the data for anything. Nobody has to name the source."),
    OpenLicence.CC_BY: _l(
        "Anybody may use the data for anything and names the city as the source. Recommended for"
        " public data in Finland."
    ),
    OpenLicence.CC_BY_SA: _l(
        "The source is named, and what is made from the data is given out under the same licence."
        " Some companies cannot use such data."
    ),
}


def _choices() -> list[Any]:
    return [(one.value, label(one), {"data-hint": HINTS[one]}) for one in OpenLicence]


class LicenceForm(Form):
    """One of a few open licences."""

    licence = PickField(
        _l("Licence"), choices=_choices, required=_l("Choose one of these licences.")
    )

    def chosen(self) -> OpenLicence:
        """Return what was chosen."""
        return OpenLicence(self.licence.data)
