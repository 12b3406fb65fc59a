"""The forms of an entry: who enters, its steps, its files, its team, and submitting it.

Drafts may be incomplete, so nothing in the steps is required; what is still needed is said on the
page where the entry is submitted.
"""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField

from app.adapters import document
from app.forms.fields import (
    LONG,
    AddressField,
    CheckboxGroupField,
    Form,
    LineField,
    PickField,
    TextField,
    TickField,
)
from app.forms.step import LANGUAGES, StepForm
from app.services.attachment import MOST_TITLE
from app.services.concept_value import MOST_REASON
from models.concept_section import MAY_BE_SECRET

ACCEPT = ".pdf,.jpg,.jpeg,.png,.webp"
SECRET_LABELS = {
    "problem": _l("The problem"),
    "solution": _l("The solution"),
    "impact": _l("What changes in the city"),
    "plan": _l("The plan"),
    "needs": _l("What is needed"),
}


class EnterForm(Form):
    """Who enters, and in which language the entry is written."""

    entrant = PickField(_l("Who enters?"), required=_l("Choose who enters."))
    language = PickField(
        _l("Which language do you write in?"),
        choices=LANGUAGES,
        required=_l("Choose the language you write in."),
        description=_l("The jury reads it in the language in which you write it."),
    )


class IdeaForm(StepForm):
    """What the idea is: read by the jury without names."""

    title = LineField(_l("What is your idea called?"), description=_l("A short, plain name."))
    problem = TextField(
        _l("Which problem do you solve?"),
        most=LONG,
        description=_l("What you have seen or know of it, and whom it concerns."),
    )
    solution = TextField(
        _l("What is your solution?"),
        most=LONG,
        description=_l("How it works, and what is new about it. Plain words are best."),
    )
    impact = TextField(
        _l("What changes in the city?"),
        most=LONG,
        description=_l("For whom, how much, and how one would see it."),
    )


class PlanForm(StepForm):
    """How it would be tried out."""

    plan = TextField(
        _l("How would you try it out?"), most=LONG, description=_l("Steps, time and who does what.")
    )
    needs = TextField(
        _l("What do you need?"),
        most=LONG,
        description=_l("From the city and from others: space, data, permits, people, money."),
    )
    testbeds = CheckboxGroupField(
        _l("Where would you like to try it?"),
        description=_l("These places are offered for the winner. Choose any that fit."),
    )


class TeamPageForm(StepForm):
    """Who enters: read by no juror before the decision is signed."""

    team_name = LineField(_l("What is your team called?"))
    team_words = TextField(
        _l("Who are you, and what can you do?"),
        most=LONG,
        description=_l("Only here do you tell who you are."),
    )
    contact_name = LineField(_l("Name of the contact person"), render_kw={"autocomplete": "name"})
    contact_email = AddressField(_l("E-mail address"))
    contact_phone = LineField(
        _l("Phone number"), most=40, render_kw={"inputmode": "tel", "autocomplete": "tel"}
    )
    shows_name = TickField(
        _l("Our name may be shown with the results also when we do not win"),
        description=_l("Winners are always named."),
    )


def secret_form() -> type[StepForm]:
    """Return the form that marks trade secrets: a tick and a reason for each section."""
    fields: dict[str, Any] = {}
    for name in MAY_BE_SECRET:
        fields[f"mark_{name}"] = TickField(SECRET_LABELS[name])
        fields[f"secret_{name}"] = TextField(
            _l("Why is it a trade secret?"), most=MOST_REASON, render_kw={"rows": 2}
        )
    return type("SecretForm", (_SecretForm,), fields)


class _SecretForm(StepForm):
    """Which sections are trade secrets, and why."""

    def changes(self) -> dict[str, Any]:
        """Return the reasons of the sections that are ticked."""
        marked = [name for name in MAY_BE_SECRET if self[f"mark_{name}"].data]
        return {"secrets": {name: self[f"secret_{name}"].data or "" for name in marked}}


class ConceptFileForm(Form):
    """A PDF or a picture, and what it is."""

    upload = FileField(
        _l("File"),
        description=_l(
            "A PDF of at most %(most)s MB, or a picture.", most=document.MOST_BYTES >> 20
        ),
        render_kw={"accept": ACCEPT},
    )
    title = LineField(
        _l("What is it?"),
        most=MOST_TITLE,
        description=_l("In a few words, without your name. Empty: the file’s own name."),
    )
    is_secret = TickField(_l("This file is a trade secret"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.upload.flags.required = True

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Ask for a file, besides what the fields ask."""
        good = bool(super().validate(*args, **kwargs))
        if not self.upload.data:
            self.blame("upload", str(_l("Choose a file first.")))
        return good and not self.errors


class InviteForm(Form):
    """Whom to invite to the team."""

    email = AddressField(_l("E-mail address"), required=_l("Write an e-mail address."))


class SubmitForm(Form):
    """Accept the terms and submit."""

    version = HiddenField()
    terms_id = HiddenField()
    eligible = TickField(
        _l("We may enter: what the challenge asks of entrants is true of us"),
        required=_l("Read who may enter, and tick the box if it is true of you."),
    )
    terms = TickField(
        _l("We have read the terms on rights and accept them"),
        required=_l("Read the terms and accept them."),
    )


class VersionForm(Form):
    """A deed of one button; ``version`` is what its page has shown."""

    version = HiddenField()
