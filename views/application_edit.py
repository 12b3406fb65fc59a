"""Writing an application: one address a step, saved as one goes, checked before it is sent."""

from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.forms.application import SendForm, forms_of
from app.forms.step import StepForm
from app.policies.alternative import rank_of
from app.queries import application as query
from app.queries.attachment import attachments
from app.services import application as service
from app.services import application_draft as drafts
from app.services.completeness import asked, missing
from models.application import Application
from models.errors import ConflictError, DomainError, FieldError
from models.wall_time import local_date
from views.access import signed_in, viewer
from views.application_step import (
    gap_url,
    gap_words,
    is_sent,
    labelled_steps,
    mark_needed,
    sent_already,
    step_page,
    step_url,
    version_of,
)
from views.attachment import lines
from views.errors import flash_refusal, wants_json
from views.language import PREFIX
from views.messages import message_for
from views.page import number
from views.terms import terms

blueprint = Blueprint(
    "application_edit", __name__, url_prefix=PREFIX + "/my/applications/<int:application_id>/edit"
)

OK, CONFLICT, UNFIT = 200, 409, 422


@blueprint.route("/<step>", methods=["GET", "POST"])
@signed_in
def edit(application_id: int, step: str) -> ResponseReturnValue:
    """Show one step, or keep its answers and go on to the next."""
    application = query.for_applicant(viewer(), application_id)
    steps = [name for name, _label in labelled_steps(application)]
    if step not in steps or step == "places":
        abort(404)
    if step == "check":
        return _check(application)
    if is_sent(application):
        return sent_already(application)
    form = forms_of(application.applicant_form)[step](**_kept(application))
    mark_needed(form, asked(application.applicant_form))
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
        return _told(form, version)
    if form.errors:
        form.version.data = str(version)
        return step_page(application, step, form, UNFIT)
    leave = "leave" in request.form
    return redirect(url_for("my.index") if leave else step_url(application.id, after), 303)


def _told(form: StepForm, version: int) -> ResponseReturnValue:
    """Tell the page that saves by itself what is kept, and what is wrong first of all."""
    answer = {"saved": clock.now().isoformat(), "version": version}
    words = [*form.form_errors, *(field.errors[0] for field in form if field.errors)]
    if not words:
        return jsonify(answer)
    return jsonify(answer | {"message": words[0]}), UNFIT


def _changed_elsewhere(
    application: Application, step: str, form: StepForm, error: ConflictError
) -> ResponseReturnValue:
    """Say what another window kept meanwhile, beside what was typed here."""
    theirs = query.for_applicant(viewer(), application.id)
    if error.code != "draft_changed_elsewhere":
        return sent_already(theirs)
    if wants_json():
        return jsonify({"code": error.code, "message": message_for(error)}), CONFLICT
    kept = _kept(theirs)
    differing = [
        (form[name].label.text, _in_words(form[name], kept.get(name)))
        for name in error.facts.get("fields", ())
        if name in form
    ]
    form.version.data = str(theirs.version)
    form.blame(None, message_for(error))
    return step_page(theirs, step, form, CONFLICT, differing=differing)


def _in_words(field: Any, value: Any) -> str:
    """Return an answer as a person would read it, by the kind of its question."""
    if value in (None, "", []):
        return str(_("(empty)"))
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, int):
        return number(value)
    if field.type in {"RadioField", "CheckboxGroupField"}:
        words = {option.data: str(option.label.text) for option in field}
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(words.get(one, str(one)) for one in chosen)
    return str(value)


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
    """Show all answers and what is missing; send when nothing is.

    An application that is sent already is only asked to be sent again by a form that was sent
    twice, which gets its first answer.
    """
    form = SendForm(version=str(application.version))
    home = url_for("application.show", application_id=application.id)
    sent, status = is_sent(application), UNFIT
    if form.validate_on_submit():
        wording = terms()
        acceptance = service.Acceptance(wording.version, wording.sha256, viewer().name)
        try:
            service.submit(viewer(), application.id, version_of(form), acceptance)
        except DomainError as error:
            if error.code == "already_sent":
                return flash_refusal(error, home)
            status = error.status
            _blame(form, error)
        else:
            flash(_("Your application has been sent."), "success")
            return redirect(home, 303)
    if sent:
        return redirect(home)
    return _check_page(application, form, status if form.errors else OK)


def _blame(form: SendForm, error: DomainError) -> None:
    """Say on the page that checks why it was not sent."""
    words = message_for(error)
    if error.code == "draft_changed_elsewhere":
        words = _(
            "The answers were changed in another window meanwhile. "
            "Look at them as they are now, then send."
        )
    form.blame(error.field, words)


def _check_page(application: Application, form: SendForm, status: int) -> ResponseReturnValue:
    fresh = query.for_applicant(viewer(), application.id)
    form.version.data = str(fresh.version)
    several = len(fresh.parts) > 1
    places = {part.id: part.testbed.name for part in fresh.parts} if several else {}
    told = [
        (gap_words(fresh, gap), gap_url(fresh, gap), places.get(gap.part_id or 0))
        for gap in missing(fresh, clock.today())
    ]
    return step_page(
        fresh,
        "check",
        form,
        status,
        gaps=told,
        terms=terms(),
        begun=local_date(application.created_at, clock.FINLAND),
        files=lines(attachments(viewer(), fresh)),
        ranks={part.id: rank_of(part) for part in fresh.parts},
    )
