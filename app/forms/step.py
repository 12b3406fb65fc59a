"""What the steps of a long draft have in common: an application's, an entry's."""

from typing import Any

from wtforms import HiddenField

from app.forms.fields import Form

LANGUAGES = (("fi", "Suomi"), ("sv", "Svenska"), ("en", "English"))


class StepForm(Form):
    """Parent of the steps; ``version`` is the draft's, to notice two tabs."""

    version = HiddenField()

    def changes(self) -> dict[str, Any]:
        """Return the answers by the names of the draft's columns."""
        left_out = {"csrf_token", "version"}
        return {name: field.data for name, field in self._fields.items() if name not in left_out}
