"""Where a webhook leads, whose things it tells of, and which."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from app.forms.fields import CheckboxGroupField, Form, LineField, PickField
from app.forms.ident import ident, is_ident
from app.labels import label
from app.queries.webhook import Whose
from models.webhook import NAME_LENGTH, URL_LENGTH, WebhookSide
from models.webhook_topic import OWN_TOPICS, PUBLIC_TOPICS, TYPES, Topic

SIDES = frozenset(WebhookSide)


def _choices(topics: Sequence[Topic]) -> list[Any]:
    return [(one.value, label(one), {"data-hint": ", ".join(TYPES[one])}) for one in topics]


class WebhookForm(Form):
    """One webhook; ``offer`` says whose things it can tell of."""

    name = LineField(
        _l("Name"),
        most=NAME_LENGTH,
        required=_l("Give the webhook a name."),
        description=_l("So that you know it again, such as “Our project board”."),
    )
    url = LineField(
        _l("Address of the receiver"),
        most=URL_LENGTH,
        required=_l("Write the address of the receiver."),
        render_kw={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"},
        description=_l(
            "The address of your own system. It begins with https:// and is open to the internet."
        ),
    )
    whose = PickField(
        _l("Whose things does it tell of?"), choices=(), required=_l("Choose one of these.")
    )
    public = CheckboxGroupField(_l("Public changes"), choices=lambda: _choices(PUBLIC_TOPICS))
    own = CheckboxGroupField(_l("Own things"), choices=lambda: _choices(OWN_TOPICS))

    def offer(self, wanted: Sequence[tuple[Whose, str]]) -> "WebhookForm":
        """Offer these; when there is but one it is chosen already."""
        self.whose.choices = [(key_of(one), words) for one, words in wanted]
        if not self.whose.data and wanted:
            self.whose.data = key_of(wanted[0][0])
        return self

    @property
    def topics(self) -> frozenset[Topic]:
        """What was chosen."""
        return frozenset(Topic(one) for one in (*(self.public.data or ()), *(self.own.data or ())))

    @property
    def whole_url(self) -> str:
        """The address; ``https://`` is added when it was left out."""
        typed = self.url.data or ""
        return typed if "://" in typed else f"https://{typed}"


def key_of(whose: Whose) -> str:
    """Return how a form names whose things are told of, as in "city:3"."""
    return f"{whose.side.value}:{whose.ident or 0}"


def whose_of(key: str) -> Whose | None:
    """Return whose things a form's word means; None for what no form sends."""
    side, _colon, number = key.partition(":")
    if side not in SIDES or not is_ident(number):
        return None
    return Whose(WebhookSide(side), ident(number) or None)
