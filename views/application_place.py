"""Writing an application: its places, and the days wished of each."""

import datetime as dt
from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.forms.application import PolicyForm
from app.forms.application_wish import WishForm, shown
from app.queries import application as query
from app.queries.calendar import first_free
from app.queries.testbed import names_to_add
from app.services import application_draft as drafts
from app.services.completeness import missing
from models.application import Application
from models.errors import ConflictError, DomainError, FieldError
from views.access import signed_in, viewer
from views.application_step import draft_of, gap_words, step_page, step_url, version_of
from views.errors import wants_json
from views.language import PREFIX
from views.messages import message_for
from views.page import moment

blueprint = Blueprint(
    "application_place", __name__, url_prefix=PREFIX + "/my/applications/<int:application_id>/edit"
)

CONFLICT = 409


@blueprint.get("/places")
@signed_in
def places(application_id: int) -> ResponseReturnValue:
    """Show every place asked, with the days wished of it."""
    return _places(draft_of(application_id))


def _places(
    application: Application, bad: WishForm | None = None, status: int = 200
) -> ResponseReturnValue:
    """Show every place with its wish; ``bad`` is the one that came back with errors."""
    forms = {
        part.id: WishForm(formdata=None, prefix=f"p{part.id}-", **_wished(part))
        for part in application.parts
    }
    if bad is not None:
        forms[int(str(bad._prefix).removeprefix("p").removesuffix("-"))] = bad  # noqa: SLF001 - WTForms has no other way to ask
    gaps = missing(application, clock.today())
    free = {
        part.id: first_free(
            part.testbed_id, part.days or part.testbed.min_days,
            clock.today() + dt.timedelta(days=part.testbed.lead_days), part.units, part.weekdays,
        )
        for part in application.parts
    }  # fmt: skip
    return step_page(
        application,
        "places",
        bad,
        status,
        wish_forms=forms,
        free=free,
        part_gaps={
            part.id: [gap_words(gap) for gap in gaps if gap.part_id == part.id and part.days]
            for part in application.parts
        },
        policy_form=PolicyForm(
            formdata=None, joint_policy=application.joint_policy, version=application.version
        ),
        addable=names_to_add([part.testbed_id for part in application.parts]),
    )


def _wished(part: Any) -> dict[str, Any]:
    """Return what a place's form shows: what was saved, else what the address asked for."""
    kept = shown(part)
    if part.days is None and part.earliest is None:
        asked, days = request.args.get("start", ""), request.args.get("days", "")
        try:
            kept["earliest"] = dt.date.fromisoformat(asked)
        except ValueError:
            kept["earliest"] = None
        kept["days"] = int(days) if days.isdecimal() and len(days) < 5 else None  # noqa: PLR2004 - digits
    return kept


@blueprint.post("/places/<int:part_id>")
@signed_in
def wish(application_id: int, part_id: int) -> ResponseReturnValue:
    """Keep the days wished of one place."""
    application = draft_of(application_id)
    part = next((one for one in application.parts if one.id == part_id), None)
    if part is None:
        abort(404)
    form = WishForm(prefix=f"p{part_id}-")
    valid = form.validate()
    if valid:
        try:
            version = drafts.set_wish(
                viewer(), part_id, version_of(form), form.wish(part.preference)
            )
        except ConflictError as error:
            if wants_json():
                return jsonify({"code": error.code, "message": message_for(error)}), CONFLICT
            form.version.data = str(query.part_for_applicant(viewer(), part_id).version)
            form.blame(None, message_for(error))
            return _places(application, form, CONFLICT)
        except FieldError as error:
            form.blame(error.field, message_for(error))
            return _places(application, form, 422)
        if wants_json():
            return jsonify({"saved": moment(clock.now()), "version": version})
        after = step_url(application_id, "places" if "stay" in request.form else "idea")
        return redirect(after + (f"#part-{part_id}" if "stay" in request.form else ""), 303)
    if wants_json():
        first = next(f.errors[0] for f in form if f.errors)
        return jsonify({"code": "answers", "message": first}), 422
    return _places(application, form, 422)


@blueprint.post("/add")
@signed_in
def add(application_id: int) -> ResponseReturnValue:
    """Ask one more testbed with the same application."""
    draft_of(application_id)
    chosen = request.form.get("testbed", "")
    if not chosen.isdecimal() or len(chosen) > 9:  # noqa: PLR2004 - digits of an id
        flash(_("Choose the testbed to add from the list."), "error")
        return redirect(step_url(application_id, "places"), 303)
    try:
        part_id = drafts.add_part(viewer(), application_id, int(chosen))
    except DomainError as error:
        flash(message_for(error), "error")
        return redirect(step_url(application_id, "places"), 303)
    return redirect(step_url(application_id, "places") + f"#part-{part_id}", 303)


@blueprint.post("/places/<int:part_id>/remove")
@signed_in
def remove(application_id: int, part_id: int) -> ResponseReturnValue:
    """Take a place out of the draft."""
    draft_of(application_id)
    try:
        drafts.remove_part(viewer(), part_id)
    except DomainError as error:
        flash(message_for(error), "error")
    return redirect(step_url(application_id, "places"), 303)


@blueprint.post("/policy")
@signed_in
def policy(application_id: int) -> ResponseReturnValue:
    """Keep whether every place is needed."""
    application = draft_of(application_id)
    form = PolicyForm()
    if form.validate():
        drafts.save_draft(viewer(), application_id, application.version, form.changes())
    return redirect(step_url(application_id, "idea"), 303)
