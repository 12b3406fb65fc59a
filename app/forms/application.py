"""The questions of an application, one form a step.

Drafts may be incomplete, so nothing here is required; what is still needed before sending comes
from app/services/completeness.py.
"""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.forms.attachment import upload_field
from app.forms.fields import (
    AddressField,
    CheckboxGroupField,
    Form,
    LineField,
    PickField,
    TextField,
    TickField,
    WholeNumberField,
)
from app.forms.step import LANGUAGES, StepForm
from app.labels import choices
from models.application import ApplicantForm, Stage
from models.testbed_kind import Theme

YES_NO = (("yes", _l("Yes")), ("no", _l("No")))


class StartForm(Form):
    """Who applies, and in which language the application is written."""

    applicant = PickField(_l("Who applies?"), required=_l("Choose who applies."))
    language = PickField(
        _l("Which language do you write in?"),
        choices=LANGUAGES,
        required=_l("Choose the language you write in."),
        description=_l("The city answers in the same language when it can."),
    )


class IdeaForm(StepForm):
    """What is to be tried out."""

    title = LineField(_l("What is it called?"), description=_l("A short, plain name."))
    summary = TextField(
        _l("What do you want to try out?"),
        most=600,
        description=_l("In plain words, as you would tell a neighbour. Residents will read this."),
    )
    novelty = TextField(_l("What is new about it?"))
    stage = PickField(_l("How far is it?"), choices=lambda: choices(Stage))
    themes = CheckboxGroupField(_l("What is it about?"), choices=lambda: choices(Theme))
    goals = TextField(
        _l("What do you want to learn, and how do you measure it?"),
        description=_l("One goal on each line."),
    )


class GroupIdeaForm(StepForm):
    """What a residents' group wants to try out: the same, asked in fewer questions."""

    group_name = LineField(
        _l("What is your group called?"), render_kw={"autocomplete": "organization"}
    )
    title = LineField(_l("What is it called?"), description=_l("A short, plain name."))
    summary = TextField(
        _l("What do you want to try out?"),
        most=600,
        description=_l("In plain words, as you would tell a neighbour. Neighbours will read this."),
    )
    needs = TextField(_l("What do you need from the place?"))


class PlainIdeaForm(GroupIdeaForm):
    """What one resident wants to try out."""

    group_name = None  # type: ignore[assignment]  # WTForms leaves out what a child sets to None


class DataForm(StepForm):
    """People and data: what the city must know before it lets anybody measure anything."""

    users = LineField(_l("Who takes part or uses it?"))
    user_count = WholeNumberField(_l("About how many people?"), most=1_000_000)
    measured = TextField(_l("What is measured or collected?"))
    personal_data = PickField(
        _l("Is personal data collected?"),
        choices=YES_NO,
        description=_l("Anything that can be linked to a person: names, faces, voices, addresses."),
    )
    minors = TickField(_l("Children or young people take part"))
    patients = TickField(_l("Patients or care residents take part"))
    cameras = TickField(_l("Cameras are used"))
    uses_ai = TickField(_l("Artificial intelligence is used"))
    data_note = TextField(_l("How are people and their data protected?"))

    def changes(self) -> dict[str, Any]:
        """Return the answers, with yes and no as truth values."""
        given = super().changes()
        given["personal_data"] = {"yes": True, "no": False}.get(given["personal_data"])
        return given


class PlainDataForm(StepForm):
    """People and data, for residents."""

    measured = TextField(
        _l("Do you measure or collect anything?"), description=_l("Write “nothing” if you do not.")
    )
    personal_data = PickField(
        _l("Is personal data collected?"),
        choices=YES_NO,
        description=_l("Anything that can be linked to a person: names, faces, voices, addresses."),
    )
    minors = TickField(_l("Children or young people take part"))

    def changes(self) -> dict[str, Any]:
        """Return the answers, with yes and no as truth values."""
        given = super().changes()
        given["personal_data"] = {"yes": True, "no": False}.get(given["personal_data"])
        return given


class PracticalForm(StepForm):
    """What it takes and what it costs."""

    needs = TextField(
        _l("What do you need from the place?"),
        description=_l("Space, electricity, network, mounting, help from staff."),
    )
    permits_held = TextField(_l("Permits and certificates you have already"))
    price_eur = WholeNumberField(
        _l("Price in euros, without VAT"),
        most=10_000_000,
        description=_l("Everything included, also taking it down. Write 0 if it is free."),
    )
    price_covers = TextField(_l("What does the price cover?"))
    risks = TextField(_l("What could go wrong, and who is insured?"))
    restoration = TextField(_l("How is the place put back as it was?"))
    publicity = TextField(_l("What may be published, and what is secret?"))
    after = TextField(_l("What happens after the experiment?"))


class ContactForm(StepForm):
    """Who answers for it."""

    contact_name = LineField(_l("Name of the contact person"), render_kw={"autocomplete": "name"})
    contact_email = AddressField(_l("E-mail address"))
    contact_phone = LineField(
        _l("Phone number"), most=40, render_kw={"inputmode": "tel", "autocomplete": "tel"}
    )


class SendForm(Form):
    """Accept the terms and send."""

    version = HiddenField()
    terms = TickField(
        _l("I have read the terms and accept them"), required=_l("Read the terms and accept them.")
    )


class AcceptForm(Form):
    """Take the offered days; ``agreement`` is the whole text that was shown."""

    agreement = HiddenField()
    name = LineField(
        _l("Write your name as your signature"),
        required=_l("Write your name to sign."),
        render_kw={"autocomplete": "name"},
    )
    terms = TickField(
        _l("I have read the agreement and the terms, and accept them"),
        required=_l("Read the agreement and the terms, and accept them."),
    )


class ReasonForm(Form):
    """Why something is declined or withdrawn; may be left empty."""

    reason = TextField(_l("Why?"), description=_l("This helps the city. You may leave it empty."))


class AnswerForm(Form):
    """The answer to a question of the city."""

    body = TextField(_l("Your answer"), most=5_000, required=_l("Write your answer."))
    upload = upload_field(_l("A file with your answer"))


class MessageForm(Form):
    """A message to the city."""

    body = TextField(_l("Your message"), most=5_000, required=_l("Write a message."))


FULL = {"idea": IdeaForm, "data": DataForm, "practical": PracticalForm, "contact": ContactForm}
SHORT = {"idea": PlainIdeaForm, "data": PlainDataForm, "contact": ContactForm}
STEPS: dict[ApplicantForm, dict[str, type[StepForm]]] = {
    ApplicantForm.ORGANISATION: FULL,
    ApplicantForm.PERSON: SHORT,
    ApplicantForm.RESIDENTS_GROUP: {**SHORT, "idea": GroupIdeaForm},
}


def forms_of(applicant: ApplicantForm) -> dict[str, type[StepForm]]:
    """Return the steps with a form of questions: all of them, or the residents' fewer."""
    return STEPS[applicant]
