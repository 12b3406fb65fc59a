"""The steps of writing an application: names, order, which question is where, and their frame."""

from collections.abc import Iterable
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock
from app.forms.application import forms_of
from app.forms.application_wish import WishForm, prefix_of
from app.forms.ident import ident
from app.services.application_draft import FIELDS
from app.services.completeness import missing
from app.services.window import Gap
from models.application import Application, PartStatus
from models.errors import ConflictError
from views import navigation
from views.access import viewer
from views.errors import show, wants_json
from views.messages import MESSAGES, message_for
from views.page import page

STEP_LABELS = {
    "places": _l("Place and days"),
    "idea": _l("The idea"),
    "data": _l("People and data"),
    "practical": _l("Practicalities"),
    "contact": _l("Contact"),
    "check": _l("Check and send"),
}
STEP_LEADS = {
    "places": _l("When would you like to come, and for how long? A first guess is enough."),
    "idea": _l("Tell it as you would tell a neighbour. You can come back and change it."),
    "data": _l("The city looks at this first: who is affected, and what becomes of their data."),
    "practical": _l("What it takes, what it costs, and how the place is left afterwards."),
    "contact": _l("Whom the city can call or write to. This is not shown in public."),
    "check": _l("Read it once more. Nothing has been sent yet."),
}
GROUPS = ("PickField", "CheckboxGroupField")
EMPTY: tuple[object, ...] = (None, "", [], False)


def labelled_steps(application: Application) -> list[tuple[str, str]]:
    """Return the steps of this applicant's form, in order: (name, label)."""
    asked = forms_of(application.applicant_form)
    return [
        (name, str(label))
        for name, label in STEP_LABELS.items()
        if name in {"places", "check"} or name in asked
    ]


def step_of(application: Application, field: str) -> str:
    """Return the step that asks this applicant a question; days and places are the first step's."""
    for name, form in forms_of(application.applicant_form).items():
        if hasattr(form, field):
            return name
    return "places"


def _field(application: Application, gap: Gap) -> Any:
    """Return the unbound field behind a gap, or None when no single field stands behind it."""
    if gap.part_id is not None:
        return getattr(WishForm, gap.field, None)
    form = forms_of(application.applicant_form).get(step_of(application, gap.field))
    return getattr(form, gap.field, None)


def gap_words(application: Application, gap: Gap) -> str:
    """Return what stands in the way, naming the question where the words alone would not."""
    field = _field(application, gap)
    if gap.code == "needed" and field is not None:
        return str(_("%(question)s – still missing", question=field.args[0]))
    return str(MESSAGES[gap.code](gap.facts))


def gap_url(application: Application, gap: Gap) -> str:
    """Return the address of the question behind a gap, down to its field."""
    field = _field(application, gap)
    first = "-0" if field is not None and field.field_class.__name__ in GROUPS else ""
    if gap.part_id is None:
        return f"{step_url(application.id, step_of(application, gap.field))}#{gap.field}{first}"
    anchor = f"part-{gap.part_id}" if field is None else prefix_of(gap.part_id) + gap.field + first
    return f"{step_url(application.id, 'places')}#{anchor}"


def mark_needed(form: Any, names: Iterable[str]) -> None:
    """Let the page not call optional what a draft may lack but an application needs."""
    for name in names:
        if name in form:
            form[name].flags.required = True


def is_sent(application: Application) -> bool:
    """Say whether it is no draft any more."""
    sent = application.submitted_at is not None
    return sent or any(part.status is not PartStatus.DRAFT for part in application.parts)


def sent_already(application: Application) -> ResponseReturnValue:
    """Show an application that has been sent to whoever still has a page of its draft."""
    home = url_for("application.show", application_id=application.id)
    error = ConflictError("already_sent")
    if wants_json():
        raise error
    if request.method == "GET":
        return redirect(home)
    return show(error.status, message_for(error), back_url=home)


def step_url(application_id: int, step: str) -> str:
    """Return the address of a step."""
    if step == "places":
        return url_for("application_place.places", application_id=application_id)
    return url_for("application_edit.edit", application_id=application_id, step=step)


def version_of(form: Any) -> int:
    """Return the version that a form was made from; 0 when it says none."""
    text = str(form.version.data or "")
    return ident(text)


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
        step_lead=STEP_LEADS[step],
        form=form,
        steps=_progress(application, step, gaps),
        autosave=step_url(application.id, step),
        section_links=navigation.my_menu(viewer()),
        **values,
    )


def _progress(application: Application, current: str, gaps: list[Gap]) -> list[dict[str, str]]:
    """Return the steps with their state, for the line above the form."""
    open_steps = {
        "places" if gap.part_id is not None else step_of(application, gap.field) for gap in gaps
    }
    done = {
        name: name not in open_steps and _is_begun(application, name)
        for name, _label in labelled_steps(application)
    }
    return [
        {
            "label": str(label),
            "url": step_url(application.id, name),
            "state": "current" if name == current else "done" if done[name] else "todo",
        }
        for name, label in labelled_steps(application)
    ]


def _is_begun(application: Application, step: str) -> bool:
    """Say whether anything has been answered in a step; nothing is done before."""
    form = forms_of(application.applicant_form).get(step)
    if form is None:
        return step == "places"
    return any(getattr(application, name) not in EMPTY for name in FIELDS if hasattr(form, name))
