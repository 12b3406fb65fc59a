"""Why: the question asked when a testbed is paused, closed for good, or brought back in part."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.forms.fields import CheckboxGroupField, Form, TextField
from app.forms.ident import ident
from app.services.testbed_version import MOST_REASON


class ReasonForm(Form):
    """The reason, and the version that the page showed."""

    version = HiddenField()
    reason = TextField(
        _l("Reason"),
        most=MOST_REASON,
        required=_l("Write why. A sentence is enough."),
        render_kw={"rows": 3},
    )

    @property
    def seen(self) -> int:
        """The version that the page showed; 0 when somebody has played with it."""
        return ident(self.version.data)


class RestoreForm(ReasonForm):
    """Which fields of an older version to bring back, and why."""

    fields = CheckboxGroupField(
        _l("What to bring back"), required=_l("Choose at least one field to bring back.")
    )
