"""What residents read of a pilot: written by the city and the applicant alike."""

from typing import Any

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.ident import ident
from app.forms.pilot import PUBLIC_LINES, PUBLIC_TEXTS, SHOWN_TRUTH, PublicForm, shown
from app.policies.subject import of_pilot
from app.policies.table import Action, authorise
from app.queries import pilot as query
from app.services import pilot as service
from models.errors import ConflictError, DomainError
from models.pilot import PUBLIC_STATES, Pilot, PilotStatus
from views.access import signed_in, viewer
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.pilot import values_of
from views.pilot_frame import frame, gap_link, home_of

blueprint = Blueprint("pilot_edit", __name__, url_prefix=PREFIX + "/my/pilots/<int:pilot_id>")

CONFLICT = 409


def _version(form: Any) -> int:
    return ident(form.version.data)


@blueprint.route("", methods=["GET", "POST"])
@signed_in
def edit(pilot_id: int) -> ResponseReturnValue:
    """Write what residents read."""
    pilot = query.get(viewer(), pilot_id)
    authorise(viewer(), Action.PILOT_EDIT, of_pilot(pilot))
    form = PublicForm(version=str(pilot.version), **_public(pilot))
    status = 200
    if form.validate_on_submit():
        fields = form.public_fields(pilot.sensors)
        status = _keep(
            form,
            lambda: service.edit_public(viewer(), pilot_id, _version(form), fields),
        )
        if status == 200:  # noqa: PLR2004 - OK
            flash(_("The public text is saved."), "success")
            return redirect(home_of(query.get(viewer(), pilot_id)), 303)
    elif form.errors:
        status = 422
    pilot = query.get(viewer(), pilot_id)
    preparing = pilot.status is PilotStatus.PREPARING
    return page(
        "pilot_edit/edit.html",
        status,
        pilot=pilot,
        form=form,
        gaps=[gap_link(pilot, gap) for gap in service.missing(pilot)] if preparing else [],
        differing=_differing(form, _public(pilot)) if status == CONFLICT else [],
        **frame(pilot, "pilot_edit.edit"),
    )


def _public(pilot: Pilot) -> dict[str, Any]:
    """Return what the form shows of a pilot's public text."""
    return {
        "sensors": [sensor["type"] for sensor in pilot.sensors],
        "themes": pilot.themes,
        "personal_data": SHOWN_TRUTH[pilot.personal_data],
        "legal_basis": pilot.legal_basis.value if pilot.legal_basis else None,
        "money_eur": pilot.money_eur,
        **{name: getattr(pilot, name) for name in PUBLIC_LINES},
        **shown(pilot, PUBLIC_TEXTS),
    }


@blueprint.get("/preview")
@signed_in
def preview(pilot_id: int) -> ResponseReturnValue:
    """Show the pilot as residents will see it, to those who prepare it."""
    pilot = query.get(viewer(), pilot_id)
    return page(
        "pilot_edit/preview.html",
        home=home_of(pilot),
        is_public=pilot.status in PUBLIC_STATES,
        **values_of(pilot),
    )


def _differing(form: Any, kept: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the texts that somebody else kept meanwhile where other words were typed here."""
    return [
        (form[name].label.text, value)
        for name, value in kept.items()
        if isinstance(value, str) and value and value != (form[name].data or "")
    ]


def _keep(form: Any, deed: Any) -> int:
    """Run a deed; put its refusal into the form and return the status of the answer."""
    try:
        deed()
    except DomainError as error:
        if error.status in {403, 404}:
            raise
        if isinstance(error, ConflictError) and "version" in error.facts:
            form.version.data = str(error.facts["version"])
        form.blame(error.field, message_for(error))
        return error.status
    return 200
