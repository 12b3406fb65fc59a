"""How residents can take part in a pilot: written, approved, changed and closed by its people."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.forms.panel import PanelForm, panel_values
from app.forms.pilot_run import WhyForm
from app.policies.actor import Actor
from app.policies.subject import of_pilot
from app.policies.table import Action, authorise, may
from app.queries import panel as panels
from app.queries import pilot as query
from app.queries.replication import first_of
from app.services import panel as service
from models.errors import ConflictError, DomainError
from models.guardian import NO_REWARD
from models.panel import PANEL_WORKFLOW, WRITTEN_IN, Panel, PanelAction, PanelStatus, door_of
from models.pilot import Pilot
from models.volunteer import VolunteerStatus
from models.wall_time import local_date
from views import language
from views.access import signed_in, viewer
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.pilot_frame import frame

blueprint = Blueprint("panel", __name__, url_prefix=PREFIX + "/my/pilots/<int:pilot_id>/panel")

HIDDEN = frozenset({403, 404})
SHOWN_COUNTS = (
    VolunteerStatus.PLACED, VolunteerStatus.TOOK_PART, VolunteerStatus.OFFERED,
    VolunteerStatus.WAITING, VolunteerStatus.WITHDRAWN,
)  # fmt: skip


@blueprint.get("")
@signed_in
def show(pilot_id: int) -> ResponseReturnValue:
    """Show the panel as it stands, and what can be done with it."""
    return _shown(query.get(viewer(), pilot_id))


def _shown(pilot: Pilot, form: Any = None, status: int = 200) -> ResponseReturnValue:
    panel, actor = panels.panel_of(pilot.id), viewer()
    writes = may(actor, Action.PANEL_EDIT, of_pilot(pilot)) and pilot.status in WRITTEN_IN
    return page(
        "panel/show.html",
        status,
        pilot=pilot,
        panel=panel,
        form=form,
        why=form or WhyForm(formdata=None),
        door=door_of(panel, clock.today(pilot.city.time_zone)) if panel else None,
        purposes=panels.asked_purposes(panel) if panel else [],
        counts=_counts(panel),
        writes=writes,
        is_draft=panel is None or panel.status is PanelStatus.DRAFT,
        actions=_actions(pilot, panel) if panel else set(),
        reads_names=may(actor, Action.VOLUNTEER_READ, of_pilot(pilot)),
        copied_from=_copied_from(pilot, panel),
        lang_now=language.current(),
        **frame(pilot, "panel.show"),
    )


def _copied_from(pilot: Pilot, panel: Panel | None) -> Pilot | None:
    """Return the pilot whose panel this one began from, until it is approved here."""
    return first_of(pilot) if panel is not None and panel.approved_at is None else None


def _counts(panel: Panel | None) -> list[tuple[VolunteerStatus, int]]:
    found = panels.counts(panel.id) if panel is not None else {}
    return [(one, found[one]) for one in SHOWN_COUNTS if found.get(one)]


def _actions(pilot: Pilot, panel: Panel) -> set[str]:
    """Return the moves whose buttons this reader should see."""
    if pilot.status not in WRITTEN_IN:
        return set()
    actor, subject = viewer(), of_pilot(pilot)
    by = {PanelAction.APPROVE: Action.PANEL_APPROVE, PanelAction.SEND_BACK: Action.PANEL_APPROVE}
    return {
        one.value
        for one in PANEL_WORKFLOW.open_actions(panel.status)
        if may(actor, by.get(one, Action.PANEL_EDIT), subject)
    }


@blueprint.route("/terms", methods=["GET", "POST"])
@signed_in
def terms(pilot_id: int) -> ResponseReturnValue:
    """Write how to take part."""
    pilot = query.get(viewer(), pilot_id)
    authorise(viewer(), Action.PANEL_EDIT, of_pilot(pilot))
    panel = panels.panel_of(pilot.id)
    if panel is not None and panel.status is not PanelStatus.DRAFT:
        return flash_refusal(ConflictError("panel_is_public"), _home(pilot_id))
    zone = pilot.city.time_zone
    opens = max(clock.today(zone), local_date(pilot.created_at, zone))
    form: Any = PanelForm(data=panel_values(panel, opens, pilot.end_day))
    status = 200
    if form.validate_on_submit():
        try:
            service.save(viewer(), pilot_id, form.seen, form.terms())
        except DomainError as error:
            if error.status in HIDDEN:
                raise
            if "version" in error.facts:
                form.version.data = str(error.facts["version"])
            form.blame(error.field, message_for(error))
            status = error.status
        else:
            flash(_("It is saved."), "success")
            return redirect(_home(pilot_id), 303)
    elif form.errors:
        status = 422
    pilot = query.get(viewer(), pilot_id)
    return page(
        "panel/terms.html",
        status,
        pilot=pilot,
        panel=panels.panel_of(pilot.id),
        form=form,
        required=pilot.city.required_languages,
        no_reward=pilot.testbed is not None and pilot.testbed.kind in NO_REWARD,
        **frame(pilot, "panel.show"),
    )


DEEDS: dict[str, Callable[[Actor, int], int]] = {
    "ask": service.ask,
    "approve": service.approve,
    "change": service.change,
    "close": service.close,
}


@blueprint.post("/<any(ask,approve,change,close):deed>")
@signed_in
def press(pilot_id: int, deed: str) -> ResponseReturnValue:
    """Ask for approval, approve, take back to change, or close."""
    words = {
        "ask": _("It is sent. The place and the city have been asked."),
        "approve": _("It is approved. Residents can take part."),
        "change": _("Change what you want, and have it approved again."),
        "close": _("Nobody new can ask for a place. Those who have one keep it."),
    }
    try:
        DEEDS[deed](viewer(), pilot_id)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, _home(pilot_id))
    flash(words[deed], "success")
    return redirect(_home(pilot_id), 303)


@blueprint.post("/send-back")
@signed_in
def send_back(pilot_id: int) -> ResponseReturnValue:
    """Send it back with what should be mended."""
    pilot = query.get(viewer(), pilot_id)
    authorise(viewer(), Action.PANEL_APPROVE, of_pilot(pilot))
    form: Any = WhyForm()
    if not form.validate_on_submit():
        return _shown(pilot, form, 422)
    try:
        service.send_back(viewer(), pilot_id, form.reason.data)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, _home(pilot_id))
    flash(_("It is sent back with your words."), "success")
    return redirect(_home(pilot_id), 303)


def _home(pilot_id: int) -> str:
    return url_for("panel.show", pilot_id=pilot_id)
