"""Other days for a booking."""

from flask_babel import lazy_gettext as _l

from app.forms.fields import DayField, Form, TextField


class MoveForm(Form):
    """New days and why."""

    start = DayField(_l("First day"), required=_l("Choose the first day."))
    end = DayField(_l("Last day"), required=_l("Choose the last day."))
    reason = TextField(
        _l("Why is it moved?"), required=_l("Write the reason. The other side reads it.")
    )
