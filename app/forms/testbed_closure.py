"""Close days of a testbed, or open them again."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from app.forms.fields import DayField, Form, LineField


class ClosureForm(Form):
    """Two days and a reason; the last day may be left empty for a single day."""

    start = DayField(_l("First day"), required=True)
    end = DayField(_l("Last day"), description=_l("Leave empty for one day."))
    reason = LineField(
        _l("Reason"), most=120, description=_l("For example a holiday. Staff see it.")
    )

    def validate_end(self, field: Any) -> None:
        """Refuse a last day before the first."""
        if field.data and self.start.data and field.data < self.start.data:
            raise ValidationError(str(_l("The last day is before the first. Change one of them.")))
