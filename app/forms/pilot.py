"""What residents read of a pilot, its checklist, and its report."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.forms.fields import (
    AddressField,
    CheckboxGroupField,
    Form,
    LineField,
    PickField,
    TextField,
    WholeNumberField,
)
from app.labels import SENSORS, choices
from models.base import LANGUAGES, Translated
from models.testbed_kind import Theme

YES_NO = (("yes", _l("Yes")), ("no", _l("No")))
TRUTH = {"yes": True, "no": False}
SHOWN_TRUTH = {True: "yes", False: "no", None: None}


class PublicForm(Form):
    """The public text in three languages, what is measured, and who answers."""

    version = HiddenField()
    title_fi = LineField(_l("Title, in Finnish"))
    title_sv = LineField(_l("Title, in Swedish"))
    title_en = LineField(_l("Title, in English"))
    plain_fi = TextField(_l("In plain words, in Finnish"))
    plain_sv = TextField(_l("In plain words, in Swedish"))
    plain_en = TextField(_l("In plain words, in English"))
    measured_fi = TextField(_l("What is measured, in Finnish"))
    measured_sv = TextField(_l("What is measured, in Swedish"))
    measured_en = TextField(_l("What is measured, in English"))
    participation_fi = TextField(_l("How to take part, in Finnish"))
    participation_sv = TextField(_l("How to take part, in Swedish"))
    participation_en = TextField(_l("How to take part, in English"))
    sensors = CheckboxGroupField(_l("Sensors"), choices=lambda: list(SENSORS.items()))
    themes = CheckboxGroupField(_l("Themes"), choices=lambda: choices(Theme))
    personal_data = PickField(_l("Is personal data collected?"), choices=YES_NO)
    controller = LineField(_l("Who is responsible for the data?"))
    contact_email = AddressField(_l("Where can residents ask?"))
    money_eur = WholeNumberField(_l("Paid by the city, in euros"), most=10_000_000)

    def public_fields(self) -> dict[str, Any]:
        """Return the answers by the names of the pilot's columns."""
        return {
            **{name: three(self, name) for name in ("title", "plain", "measured", "participation")},
            "sensors": [{"type": kind} for kind in self.sensors.data or []],
            "themes": self.themes.data or [],
            "personal_data": TRUTH.get(self.personal_data.data or ""),
            "controller": self.controller.data or "",
            "contact_email": self.contact_email.data or "",
            "money_eur": self.money_eur.data,
        }


class ReportForm(Form):
    """What came of it."""

    version = HiddenField()
    outcome_fi = TextField(_l("In short, in Finnish"))
    outcome_sv = TextField(_l("In short, in Swedish"))
    outcome_en = TextField(_l("In short, in English"))
    learned_fi = TextField(_l("What was learned, in Finnish"))
    learned_sv = TextField(_l("What was learned, in Swedish"))
    learned_en = TextField(_l("What was learned, in English"))
    failed_fi = TextField(_l("What did not work, in Finnish"))
    failed_sv = TextField(_l("What did not work, in Swedish"))
    failed_en = TextField(_l("What did not work, in English"))
    testers = WholeNumberField(_l("How many people took part?"), most=10_000_000)
    continues = PickField(_l("Does it go on?"), choices=YES_NO)
    bought = PickField(_l("Did the city take it into use?"), choices=YES_NO)


class ReasonForm(Form):
    """Why it is paused or stopped, for residents to read."""

    reason_fi = TextField(_l("Reason, in Finnish"))
    reason_sv = TextField(_l("Reason, in Swedish"))
    reason_en = TextField(_l("Reason, in English"))


class TickForm(Form):
    """One line of the checklist."""

    key = HiddenField()
    state = PickField(
        _l("How does it stand?"),
        choices=(("open", _l("Open")), ("done", _l("Done")), ("not_needed", _l("Not needed"))),
        required=True,
    )
    note = LineField(_l("Note"))


def three(form: Form, name: str) -> Translated:
    """Return the text of three fields of a form."""
    return Translated(**{lang: form[f"{name}_{lang}"].data or "" for lang in LANGUAGES})


def shown(pilot: Any, names: tuple[str, ...]) -> dict[str, str]:
    """Return what the fields of translated texts show of a pilot."""
    return {
        f"{name}_{lang}": getattr(pilot, name).get(lang) for name in names for lang in LANGUAGES
    }
