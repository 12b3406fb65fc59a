"""Signing an agreement: one's name under exactly the text that was shown."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.forms.fields import Form, LineField, TickField


class SignForm(Form):
    """Sign for the city, or confirm as the applicant; ``seen`` is the hash of the text shown."""

    seen = HiddenField()
    name = LineField(
        _l("Write your name as your signature"),
        required=_l("Write your name to sign."),
        render_kw={"autocomplete": "name"},
    )
    read = TickField(
        _l("I have read the agreement and may sign it"),
        required=_l("Read the agreement, then tick this."),
    )


def as_shown(sent: str | None) -> str:
    """Return a text that a form carried as it was shown: browsers send line ends of their own."""
    return (sent or "").replace("\r\n", "\n").strip() + "\n"
