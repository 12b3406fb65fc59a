"""Telling of a fault of the service, and answering it."""

from flask_babel import lazy_gettext as _l

from app.forms.decision import DeedForm
from app.forms.fields import LONG, AddressField, Form, LineField, PickField, TextField
from app.labels import choices
from models.fault import MOST_ADDRESS, FaultKind


class FaultForm(Form):
    """What is wrong, where, and where the answer goes."""

    kind = PickField(
        _l("What is it about?"),
        choices=lambda: choices(FaultKind),
        required=_l("Choose what it is about."),
    )
    text = TextField(
        _l("What does not work?"),
        most=LONG,
        required=_l("Tell what does not work."),
        description=_l(
            "What did you try to do, and what happened? Which device or aid did you use?"
        ),
    )
    page = LineField(
        _l("On which page?"),
        most=MOST_ADDRESS,
        description=_l("Its address or its name. Leave this empty if it is everywhere."),
    )
    email = AddressField(
        _l("Your e-mail address"),
        description=_l(
            "We use it for the answer only. Without it you can read the answer on a page whose "
            "address you get next."
        ),
    )
    # People do not see it; whoever fills it in is a machine.
    website = LineField(_l("Leave this empty"), render_kw={"autocomplete": "off", "tabindex": "-1"})

    @property
    def is_machine(self) -> bool:
        """Whether the field that people do not see was filled in."""
        return bool(self.website.data)


class AnswerForm(DeedForm):
    """What the sender reads."""

    answer = TextField(_l("What we answer"), most=LONG, required=_l("Write the answer."))
