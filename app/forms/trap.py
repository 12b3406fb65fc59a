"""A trap for machines, in the forms that anyone may send without an account."""

from flask_babel import lazy_gettext as _l

from app.forms.fields import Form, LineField


class TrapForm(Form):
    """Parent of those forms.  ``website`` is not seen by people; machines fill it in.

    Whoever is caught is answered as everybody else, and nothing is kept: see ``is_caught``.
    """

    website = LineField(_l("Leave this empty"), render_kw={"tabindex": "-1", "autocomplete": "off"})

    @property
    def is_caught(self) -> bool:
        """Whether a machine filled the form in."""
        return bool(self.website.data)
