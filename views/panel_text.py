"""Questions of a panel, and what its data are used for: added, written anew, taken out."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.panel import PurposeForm, QuestionForm, purpose_values, question_values
from app.policies.subject import of_pilot
from app.policies.table import Action, authorise
from app.queries import panel as panels
from app.queries import pilot as query
from app.services import panel_text as service
from models.errors import ConflictError, DomainError, NotFoundError
from models.panel import Panel, PanelStatus
from models.pilot import Pilot
from views.access import signed_in, viewer
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.pilot_frame import frame

blueprint = Blueprint("panel_text", __name__, url_prefix=PREFIX + "/my/pilots/<int:pilot_id>/panel")

HIDDEN = frozenset({403, 404})


@blueprint.route("/questions/new", methods=["GET", "POST"])
@signed_in
def new_question(pilot_id: int) -> ResponseReturnValue:
    """Add a question."""
    return _question(pilot_id, None)


@blueprint.route("/questions/<int:question_id>", methods=["GET", "POST"])
@signed_in
def question(pilot_id: int, question_id: int) -> ResponseReturnValue:
    """Write a question anew."""
    return _question(pilot_id, question_id)


def _question(pilot_id: int, question_id: int | None) -> ResponseReturnValue:
    pilot, panel = _panel(pilot_id)
    row = panels.question_of(panel, question_id) if question_id is not None else None
    form: Any = QuestionForm(data=question_values(row))
    return _write(
        pilot, panel, form, "panel/question.html", row,
        lambda: service.keep_question(viewer(), pilot_id, form.question(), question_id),
    )  # fmt: skip


@blueprint.route("/purposes/new", methods=["GET", "POST"])
@signed_in
def new_purpose(pilot_id: int) -> ResponseReturnValue:
    """Add what data are used for."""
    return _purpose(pilot_id, None)


@blueprint.route("/purposes/<int:purpose_id>", methods=["GET", "POST"])
@signed_in
def purpose(pilot_id: int, purpose_id: int) -> ResponseReturnValue:
    """Write anew what data are used for."""
    return _purpose(pilot_id, purpose_id)


def _purpose(pilot_id: int, purpose_id: int | None) -> ResponseReturnValue:
    pilot, panel = _panel(pilot_id)
    row = panels.purpose_of(panel, purpose_id) if purpose_id is not None else None
    form: Any = PurposeForm(data=purpose_values(row))
    return _write(
        pilot, panel, form, "panel/purpose.html", row,
        lambda: service.keep_purpose(viewer(), pilot_id, form.purpose(), purpose_id),
    )  # fmt: skip


@blueprint.post("/questions/<int:question_id>/remove")
@signed_in
def drop_question(pilot_id: int, question_id: int) -> ResponseReturnValue:
    """Ask a question no more."""
    return _done(pilot_id, lambda: service.drop_question(viewer(), pilot_id, question_id))


@blueprint.post("/purposes/<int:purpose_id>/remove")
@signed_in
def drop_purpose(pilot_id: int, purpose_id: int) -> ResponseReturnValue:
    """Ask for a purpose no more."""
    return _done(pilot_id, lambda: service.drop_purpose(viewer(), pilot_id, purpose_id))


def _panel(pilot_id: int) -> tuple[Pilot, Panel]:
    pilot = query.get(viewer(), pilot_id)
    authorise(viewer(), Action.PANEL_EDIT, of_pilot(pilot))
    panel = panels.panel_of(pilot.id)
    if panel is None:
        raise NotFoundError
    return pilot, panel


def _write(
    pilot: Pilot, panel: Panel, form: Any, template: str, row: Any, keep: Callable[[], int]
) -> ResponseReturnValue:
    """Show a form, or keep what it says and go back to the panel."""
    home = url_for("panel.show", pilot_id=pilot.id)
    if panel.status is not PanelStatus.DRAFT:
        return flash_refusal(ConflictError("panel_is_public"), home)
    status = 200
    if form.validate_on_submit():
        try:
            keep()
        except DomainError as error:
            if error.status in HIDDEN:
                raise
            form.blame(error.field, message_for(error))
            status = error.status
        else:
            flash(_("It is saved."), "success")
            return redirect(home, 303)
    elif form.errors:
        status = 422
    pilot = query.get(viewer(), pilot.id)
    return page(
        template,
        status,
        pilot=pilot,
        form=form,
        row=row,
        required=pilot.city.required_languages,
        **frame(pilot, "panel.show"),
    )


def _done(pilot_id: int, deed: Callable[[], int]) -> ResponseReturnValue:
    home = url_for("panel.show", pilot_id=pilot_id)
    try:
        deed()
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, home)
    flash(_("It is taken out."), "success")
    return redirect(home, 303)
