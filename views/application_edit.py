"""Writing an application: one address a step, saved as one goes, checked before it is sent."""

from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.forms.application import SendForm, StepForm, forms_of
from app.queries import application as query
from app.services import application as service
from app.services import application_draft as drafts
from app.services.completeness import missing
from models.application import Application
from models.errors import ConflictError, DomainError, FieldError
from views.access import signed_in, viewer
from views.application_step import (
    draft_of,
    gap_words,
    labelled_steps,
    step_of,
    step_page,
    step_url,
    version_of,
)
from views.errors import wants_json
from views.language import PREFIX
from views.messages import message_for
from views.terms import terms

blueprint = Blueprint(
    "application_edit", __name__, url_prefix=PREFIX + "/my/applications/<int:application_id>/edit"
)

CONFLICT = 409


@blueprint.route("/<step>", methods=["GET", "POST"])
@signed_in
def edit(application_id: int, step: str) -> ResponseReturnValue:
    """Show one step, or keep its answers and go on to the next."""
    application = draft_of(application_id)
    steps = [name for name, _label in labelled_steps(application)]
    if step not in steps or step == "places":
        abort(404)
    if step == "check":
        return _check(application)
    form = forms_of(application.applicant_form)[step](**_kept(application))
    if not form.is_submitted():
        return step_page(application, step, form)
    return _saved(application, step, form, steps[steps.index(step) + 1])


def _saved(application: Application, step: str, form: StepForm, after: str) -> ResponseReturnValue:
    """Keep what can be kept; what cannot stays on the page with its words."""
    form.validate()
    changes = form.changes()
    good = {name: value for name, value in changes.items() if not form[name].errors}
    try:
        version = drafts.save_draft(viewer(), application.id, version_of(form), good)
    except ConflictError as error:
        return _changed_elsewhere(application, step, form, error)
    except FieldError as error:
        form.blame(error.field, message_for(error))
        version = application.version
    if wants_json():
        first = next((f.errors[0] for f in form if f.errors and f.name != "csrf_token"), None)
        return jsonify({"saved": clock.now().isoformat(), "version": version, "message": first})
    if form.errors or form.form_errors:
        form.version.data = form.version.raw_data = None
        form.version.data = str(version)
        return step_page(application, step, form, 422)
    leave = "leave" in request.form
    return redirect(url_for("my.index") if leave else step_url(application.id, after), 303)


def _changed_elsewhere(
    application: Application, step: str, form: StepForm, error: ConflictError
) -> ResponseReturnValue:
    """Say what another window kept meanwhile, beside what was typed here."""
    if wants_json():
        return jsonify({"code": error.code, "message": message_for(error)}), CONFLICT
    if error.code != "draft_changed_elsewhere":
        raise error
    theirs = query.for_applicant(viewer(), application.id)
    kept = _kept(theirs)
    differing = [
        (form[name].label.text, kept.get(name))
        for name in error.facts.get("fields", ())
        if name in form
    ]
    form.version.data = str(theirs.version)
    form.form_errors = [*form.form_errors, message_for(error)]
    return step_page(theirs, step, form, CONFLICT, differing=differing)


def _kept(application: Application) -> dict[str, Any]:
    """Return what the forms show of a draft."""
    kept = {
        column.key: getattr(application, column.key) for column in application.__table__.columns
    }
    answer = {True: "yes", False: "no", None: None}
    return {**kept, "personal_data": answer[application.personal_data]}


@blueprint.post("/discard")
@signed_in
def discard(application_id: int) -> ResponseReturnValue:
    """Throw the draft away."""
    drafts.discard_draft(viewer(), application_id)
    flash(_("The draft has been thrown away."), "success")
    return redirect(url_for("my.index"), 303)


def _check(application: Application) -> ResponseReturnValue:
    """Show all answers and what is missing; send when nothing is."""
    form = SendForm(version=str(application.version))
    wording = terms()
    status = 200
    if form.validate_on_submit():
        try:
            service.submit(
                viewer(),
                application.id,
                version_of(form),
                service.Acceptance(wording.version, wording.sha256, viewer().name),
            )
        except DomainError as error:
            form.version.data = str(query.for_applicant(viewer(), application.id).version)
            form.blame(error.field, message_for(error))
            status = error.status
        else:
            flash(_("Your application has been sent. You will hear by e-mail."), "success")
            return redirect(url_for("application.show", application_id=application.id), 303)
    gaps = missing(application, clock.today())
    told = [
        (gap_words(gap), step_url(application.id, step_of(gap.field)) + f"#{gap.field}", gap)
        for gap in gaps
    ]
    return step_page(
        application,
        "check",
        form,
        status if status != 200 or not form.errors else 422,  # noqa: PLR2004 - OK
        gaps=told,
        terms=wording,
    )
