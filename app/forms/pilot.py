"""What residents read of a pilot, and its report."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.forms.decision import DeedForm
from app.forms.fields import (
    LONG,
    AddressField,
    CheckboxGroupField,
    Form,
    LineField,
    PickField,
    TextField,
    WebField,
    WholeNumberField,
)
from app.labels import SENSORS, choices
from models.base import LANGUAGES, Translated
from models.pilot import LegalBasis
from models.testbed_kind import Theme

PUBLIC_TEXTS = (
    *("title", "plain", "why", "measured", "participation", "collected", "kept_for", "funding"),
)
PUBLIC_LINES = ("controller", "contact_name", "contact_email", "partners", "notice_url")
YES_NO = (("yes", _l("Yes")), ("no", _l("No")))
TRUTH = {"yes": True, "no": False}
SHOWN_TRUTH = {True: "yes", False: "no", None: None}


class PublicForm(Form):
    """The public text in three languages, what is measured, and who answers."""

    version = HiddenField()
    title_fi = LineField(_l("Title, in Finnish"))
    title_sv = LineField(_l("Title, in Swedish"))
    title_en = LineField(_l("Title, in English"))
    plain_fi = TextField(_l("In plain words, in Finnish"), most=LONG)
    plain_sv = TextField(_l("In plain words, in Swedish"), most=LONG)
    plain_en = TextField(_l("In plain words, in English"), most=LONG)
    why_fi = TextField(
        _l("Why it is tried out, in Finnish"),
        most=LONG,
        description=_l("What gets better in people’s daily life if it works?"),
    )
    why_sv = TextField(_l("Why it is tried out, in Swedish"), most=LONG)
    why_en = TextField(_l("Why it is tried out, in English"), most=LONG)
    measured_fi = TextField(_l("What is measured, in Finnish"), most=LONG)
    measured_sv = TextField(_l("What is measured, in Swedish"), most=LONG)
    measured_en = TextField(_l("What is measured, in English"), most=LONG)
    participation_fi = TextField(_l("How to take part, in Finnish"), most=LONG)
    participation_sv = TextField(_l("How to take part, in Swedish"), most=LONG)
    participation_en = TextField(_l("How to take part, in English"), most=LONG)
    sensors = CheckboxGroupField(_l("Sensors"), choices=lambda: list(SENSORS.items()))
    themes = CheckboxGroupField(_l("Themes"), choices=lambda: choices(Theme))
    personal_data = PickField(_l("Is personal data collected?"), choices=YES_NO)
    collected_fi = TextField(
        _l("Which personal data, in Finnish"),
        most=LONG,
        description=_l("What is collected of whom, and what it is used for."),
    )
    collected_sv = TextField(_l("Which personal data, in Swedish"), most=LONG)
    collected_en = TextField(_l("Which personal data, in English"), most=LONG)
    controller = LineField(_l("Who is responsible for the data?"))
    legal_basis = PickField(_l("What makes it lawful?"), choices=lambda: choices(LegalBasis))
    kept_for_fi = LineField(
        _l("How long the data is kept, in Finnish"),
        description=_l("For example: until 31 August 2027, or six months after the end."),
    )
    kept_for_sv = LineField(_l("How long the data is kept, in Swedish"))
    kept_for_en = LineField(_l("How long the data is kept, in English"))
    notice_url = WebField(
        _l("Address of the privacy notice"),
        description=_l("If it is published elsewhere. Leave this empty otherwise."),
    )
    contact_name = LineField(_l("Who answers residents’ questions?"))
    contact_email = AddressField(_l("Where can residents ask?"))
    partners = TextField(
        _l("With whom?"), description=_l("Partners who take part or pay, one name on each line.")
    )
    money_eur = WholeNumberField(
        _l("Paid by the city, in euros without VAT"),
        most=10_000_000,
        description=_l(
            "Write 0 if the city pays nothing. Leave this empty if it is not known yet."
        ),
    )
    funding_fi = TextField(
        _l("Who else pays, in Finnish"),
        description=_l("For example: the company pays the rest itself, or an EU project."),
    )
    funding_sv = TextField(_l("Who else pays, in Swedish"))
    funding_en = TextField(_l("Who else pays, in English"))

    def public_fields(self, counted: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the answers by the names of the pilot's columns.

        ``counted`` are the sensors so far: how many there are of each is not asked here, and kept.
        """
        known = {sensor["type"]: sensor for sensor in counted}
        return {
            **{name: three(self, name) for name in PUBLIC_TEXTS},
            **{name: self[name].data or "" for name in PUBLIC_LINES},
            "sensors": [known.get(kind, {"type": kind}) for kind in self.sensors.data or []],
            "themes": self.themes.data or [],
            "personal_data": TRUTH.get(self.personal_data.data or ""),
            "legal_basis": self.legal_basis.data or None,
            "money_eur": self.money_eur.data,
        }


class ReasonForm(DeedForm):
    """Why it is paused or stopped, for residents to read."""

    reason_fi = TextField(_l("Reason, in Finnish"))
    reason_sv = TextField(_l("Reason, in Swedish"))
    reason_en = TextField(_l("Reason, in English"))


def three(form: Form, name: str) -> Translated:
    """Return the text of three fields of a form."""
    return Translated(**{lang: form[f"{name}_{lang}"].data or "" for lang in LANGUAGES})


def shown(pilot: Any, names: tuple[str, ...]) -> dict[str, str]:
    """Return what the fields of translated texts show of a pilot."""
    return {
        f"{name}_{lang}": getattr(pilot, name).get(lang) for name in names for lang in LANGUAGES
    }
