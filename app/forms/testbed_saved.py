"""The name of a kept filter, and whom it is shared with."""

from flask_babel import lazy_gettext as _l

from app.forms.fields import ChoiceField, Form, LineField, WholeNumberField
from app.services.testbed_check import MONTHS
from models.testbed_filter import NAME_LENGTH


class SavedFilterForm(Form):
    """A name, and a city whose staff sees the filter too; 0 for oneself alone."""

    name = LineField(_l("Name"), most=NAME_LENGTH, required=_l("Give the filter a name."))
    city = ChoiceField(_l("Who sees it"))

    @property
    def city_id(self) -> int | None:
        """The city to share with, or None."""
        return int(self.city.data) if self.city.data not in {None, "", "0"} else None


class RhythmForm(Form):
    """After how many months a record counts as not checked."""

    months = WholeNumberField(
        _l("Months"), least=MONTHS[0], most=MONTHS[1], required=_l("Write a number.")
    )
