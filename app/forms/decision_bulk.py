"""What to do with many parts at once, and why when they are declined."""

from app.forms.decision import RejectForm
from app.forms.fields import Form


class BulkForm(Form):
    """A step that needs no words; only the token is checked."""


class BulkRejectForm(RejectForm):
    """One reason for all that are declined."""
