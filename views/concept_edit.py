"""Writing an entry: one address a step, saved as one goes, until the deadline."""

from typing import Any

from flask import Blueprint, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.ident import ident
from app.forms.step import StepForm
from app.queries import concept as query
from app.queries import concept_clock
from app.services import concept as service
from models.concept import Concept
from models.errors import ConflictError, FieldError
from views.access import signed_in, viewer
from views.concept_step import (
    STEP_LABELS,
    form_of,
    home_of,
    is_draft,
    refuse_sent,
    step_page,
    step_url,
    time_left,
    too_late,
    typed_into,
    version_of,
)
from views.errors import wants_json
from views.language import PREFIX
from views.messages import message_for

blueprint = Blueprint(
    "concept_edit", __name__, url_prefix=PREFIX + "/my/concepts/<int:concept_id>/edit"
)

CONFLICT, UNFIT = 409, 422
ORDER = tuple(STEP_LABELS)


@blueprint.route("/<any(idea,plan,secrets,about):step>", methods=["GET", "POST"])
@signed_in
def edit(concept_id: int, step: str) -> ResponseReturnValue:
    """Show one step, or keep its answers and go on to the next."""
    concept = query.of_team(viewer(), concept_id)
    form = form_of(concept, step)
    if form.is_submitted():
        return _saved(concept, step, form)
    if not is_draft(concept) or not time_left(concept.challenge).is_open:
        return redirect(home_of(concept))
    return _shown(concept, step, form)


def _saved(concept: Concept, step: str, form: StepForm) -> ResponseReturnValue:
    """Keep what can be kept; what cannot stays on the page with its words."""
    form.validate()
    try:
        version = service.save_draft(viewer(), concept.id, version_of(form), _good(form))
    except ConflictError as error:
        return _not_kept(concept, step, form, error)
    except FieldError as error:
        form.blame(error.field, message_for(error))
        version = concept.version
    if wants_json():
        return _told(form, version)
    if form.errors:
        form.version.data = str(version)
        return _shown(query.of_team(viewer(), concept.id), step, form, UNFIT)
    after = ORDER[ORDER.index(step) + 1]
    return redirect(
        home_of(concept) if "leave" in request.form else step_url(concept.id, after), 303
    )


def _good(form: StepForm) -> dict[str, Any]:
    """Return the answers that can be kept, as the service takes them."""
    changes = {
        name: value
        for name, value in form.changes().items()
        if name not in form or not form[name].errors
    }
    if "testbeds" in changes:
        changes["testbeds"] = [ident(one) for one in changes["testbeds"] or []]
    return changes


def _told(form: StepForm, version: int) -> ResponseReturnValue:
    """Tell the page that saves by itself what is kept, and what is wrong first of all."""
    answer = {"saved": concept_clock.instant().isoformat(), "version": version}
    words = [*form.form_errors, *(field.errors[0] for field in form if field.errors)]
    if not words:
        return jsonify(answer)
    return jsonify(answer | {"message": words[0]}), UNFIT


def _not_kept(
    concept: Concept, step: str, form: StepForm, error: ConflictError
) -> ResponseReturnValue:
    """Say why nothing was kept: the deadline, the state, or another window that saved first."""
    theirs = query.of_team(viewer(), concept.id)
    if error.code == "illegal_move":
        error = refuse_sent(theirs)
    if wants_json():
        return jsonify({"code": error.code, "message": message_for(error)}), CONFLICT
    if error.code != "draft_changed_elsewhere":
        return too_late(theirs, error, typed_into(form))
    kept = form_of(theirs, step).__class__(formdata=None, obj=theirs)
    differing = [
        (form[name].label.text, str(kept[name].data or _("(empty)")))
        for name in error.facts.get("fields", ())
        if name in form and name in kept and isinstance(kept[name].data, str | None)
    ]
    form.version.data = str(theirs.version)
    form.blame(None, message_for(error))
    return _shown(theirs, step, form, CONFLICT, differing=differing)


def _shown(
    concept: Concept, step: str, form: StepForm, status: int = 200, **values: Any
) -> ResponseReturnValue:
    template = "concept/edit_secrets.html" if step == "secrets" else "concept/edit.html"
    return step_page(
        concept, step, template, status,
        form=form, autosave=step_url(concept.id, step), **values,
    )  # fmt: skip
