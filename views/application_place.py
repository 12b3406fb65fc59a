"""Writing an application: its places, and the days wished of each."""

import datetime as dt
from itertools import groupby
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
from models.application import Application, ApplicationPart
from models.base import Translated
from models.errors import ConflictError, DomainError, FieldError
from views.access import signed_in, viewer
from views.application_step import draft_of, gap_words, step_page, step_url, version_of
from views.errors import wants_json
from views.language import PREFIX
from views.messages import message_for

blueprint = Blueprint(
    "application_place", __name__, url_prefix=PREFIX + "/my/applications/<int:application_id>/edit"
)

OK, CONFLICT, UNFIT = 200, 409, 422


@blueprint.get("/places")
@signed_in
def places(application_id: int) -> ResponseReturnValue:
    """Show every place asked, with the days wished of it."""
    return _places(draft_of(application_id))


def _places(
    application: Application, bad: tuple[int, WishForm] | None = None, status: int = OK
) -> ResponseReturnValue:
    """Show every place with its wish; ``bad`` is the one that came back with errors."""
    forms = {
        part.id: WishForm(formdata=None, **_wished(part)).of_part(part.id)
        for part in application.parts
    }
    if bad is not None:
        forms[bad[0]] = bad[1]
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
        bad[1] if bad else None,
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
        addable=_addable(application),
    )


def _addable(application: Application) -> list[tuple[Translated, list[tuple[int, Translated]]]]:
    """Return the testbeds that can still be added, under the names of their cities."""
    rows = names_to_add([part.testbed_id for part in application.parts])
    return [
        (city, [(testbed_id, name) for testbed_id, name, _city in group])
        for city, group in groupby(rows, key=lambda row: row[2])
    ]


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
    form = WishForm().of_part(part_id)
    status, version = _kept(part, form)
    if wants_json():
        errors = [*form.form_errors, *(field.errors[0] for field in form if field.errors)]
        answer = {"saved": clock.now().isoformat(), "version": version}
        return jsonify({"message": errors[0]} if errors else answer), status
    if status != OK:
        return _places(application, (part_id, form), status)
    stay = "stay" in request.form
    after = step_url(application_id, "places" if stay else "idea")
    return redirect(after + (f"#part-{part_id}" if stay else ""), 303)


def _kept(part: ApplicationPart, form: WishForm) -> tuple[int, int]:
    """Keep the wish; return the status of the answer and the part's version."""
    if not form.validate():
        return UNFIT, part.version
    try:
        kept = drafts.set_wish(viewer(), part.id, version_of(form), form.wish(part.preference))
    except ConflictError as error:
        form.version.data = str(query.part_for_applicant(viewer(), part.id).version)
        form.blame(None, message_for(error))
        return CONFLICT, part.version
    except FieldError as error:
        form.blame(error.field, message_for(error))
        return UNFIT, part.version
    return OK, kept


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
