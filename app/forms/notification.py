"""Which kinds of mail somebody wants."""

from flask_babel import lazy_gettext as _l

from app.forms.fields import Form, TickField
from app.labels import label
from models.notification import CHOICES, MailKind


class MailForm(Form):
    """One box for each kind that can be switched off; ticked means wanted."""

    pilot_news = TickField(_l("News"))
    reminder = TickField(_l("Reminders"))
    people = TickField(_l("People"))
    search = TickField(_l("Searches"))

    def name_all(self) -> None:
        """Give each box the words of its kind."""
        for kind in CHOICES:
            self[kind.value].label.text = label(kind)

    @property
    def wanted(self) -> set[MailKind]:
        """The kinds that were ticked."""
        return {kind for kind in CHOICES if self[kind.value].data}
