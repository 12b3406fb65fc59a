"""Which calendar address is meant."""

from wtforms import HiddenField

from app.forms.fields import Form
from app.forms.ident import is_ident
from app.services.feed import Whose
from models.feed import FeedKind

KINDS = frozenset(FeedKind)


class FeedForm(Form):
    """The buttons beside one feed."""

    kind = HiddenField()
    ident = HiddenField()

    def whose(self) -> Whose | None:
        """Return whose feed it is; None for what no button sends."""
        kind, ident = self.kind.data or "", self.ident.data or ""
        if kind not in KINDS:
            return None
        if kind == FeedKind.PERSON:
            return Whose(FeedKind.PERSON)
        known = is_ident(ident)
        return Whose(FeedKind(kind), int(ident)) if known else None
