"""The name of a saved search, and how often its owner is told of new places."""

from flask_babel import lazy_gettext as _l

from app.forms.fields import Form, LineField, PickField
from app.labels import choices
from models.saved_search import NAME_LENGTH, AlertRhythm


class SavedSearchForm(Form):
    """A name and a rhythm."""

    name = LineField(_l("Name"), most=NAME_LENGTH, required=_l("Give the search a name."))
    alert = PickField(
        _l("Tell me by e-mail when a new place fits"),
        choices=lambda: choices(AlertRhythm),
        required=True,
    )

    @property
    def rhythm(self) -> AlertRhythm:
        """The rhythm that was chosen."""
        return AlertRhythm(self.alert.data)
