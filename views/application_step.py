"""The steps of writing an application: names, order, which question is where, and their frame."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock
from app.forms.application import forms_of
from app.queries import application as query
from app.services.completeness import missing
from app.services.window import Gap
from models.application import ApplicantForm, Application, PartStatus
from models.errors import ConflictError
from views import navigation
from views.access import viewer
from views.messages import MESSAGES
from views.page import page

STEP_LABELS = {
    "places": _l("Place and days"),
    "idea": _l("The idea"),
    "data": _l("People and data"),
    "practical": _l("Practicalities"),
    "contact": _l("Contact"),
    "check": _l("Check and send"),
}


def labelled_steps(application: Application) -> list[tuple[str, str]]:
    """Return the steps of this applicant's form, in order: (name, label)."""
    asked = forms_of(application.applicant_form)
    return [
        (name, str(label))
        for name, label in STEP_LABELS.items()
        if name in {"places", "check"} or name in asked
    ]


def step_of(field: str) -> str:
    """Return the step that asks a question; days and places are the first step's."""
    for name, form in forms_of_all().items():
        if hasattr(form, field):
            return name
    return "places"


def forms_of_all() -> dict[str, type]:
    """Return every step with questions, the longer form of each."""
    return dict(forms_of(ApplicantForm.ORGANISATION))


def question(gap: Gap) -> str:
    """Return what the question behind a gap is called."""
    form = forms_of_all().get(step_of(gap.field))
    found = getattr(form, gap.field, None)
    label = found.args[0] if found is not None and getattr(found, "args", None) else None
    return str(label) if label else str(STEP_LABELS[step_of(gap.field)])


def gap_words(gap: Gap) -> str:
    """Return what stands in the way, naming the question where the words alone would not."""
    words = MESSAGES[gap.code](gap.facts)
    if gap.code == "needed":
        return str(_("%(question)s – still missing", question=question(gap)))
    return str(words)


def draft_of(application_id: int) -> Application:
    """Return a draft of the viewer's; one that has been sent is shown instead."""
    application = query.for_applicant(viewer(), application_id)
    if any(part.status is not PartStatus.DRAFT for part in application.parts):
        raise ConflictError("already_sent")
    return application


def step_url(application_id: int, step: str) -> str:
    """Return the address of a step."""
    if step == "places":
        return url_for("application_place.places", application_id=application_id)
    return url_for("application_edit.edit", application_id=application_id, step=step)


def version_of(form: Any) -> int:
    """Return the version that a form was made from; 0 when it says none."""
    text = form.version.data or ""
    return int(text) if text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004 - digits


def step_page(
    application: Application, step: str, form: Any, status: int = 200, **values: Any
) -> ResponseReturnValue:
    """Return the page of a step with its progress line."""
    gaps = missing(application, clock.today())
    return page(
        f"application/edit_{step if step in {'places', 'check'} else 'questions'}.html",
        status,
        application=application,
        step=step,
        step_label=STEP_LABELS[step],
        form=form,
        steps=_progress(application, step, gaps),
        autosave=step_url(application.id, step),
        section_links=navigation.my_menu(viewer()),
        **values,
    )


def _progress(application: Application, current: str, gaps: list[Gap]) -> list[dict[str, str]]:
    """Return the steps with their state, for the line above the form."""
    open_steps = {step_of(gap.field) for gap in gaps}
    return [
        {
            "label": str(label),
            "url": step_url(application.id, name),
            "state": "current"
            if name == current
            else "todo"
            if name in open_steps or name == "check"
            else "done",
        }
        for name, label in labelled_steps(application)
    ]
