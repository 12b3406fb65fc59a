"""The city's desk for pilots: prepare, start, pause, end."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app import clock
from app.forms.pilot import ReasonForm, three
from app.labels import SENSORS, label
from app.policies.actor import Actor
from app.policies.subject import of_pilot
from app.policies.table import Action, may
from app.queries import pilot as query
from app.queries.audit import deeds_of_pilot
from app.queries.pilot_change import may_move
from app.queries.pilot_incident import open_incidents
from app.queries.pilot_task import progress_of
from app.queries.report import report_of, reports_of
from app.queries.testbed_desk import cities_of
from app.services import pilot as service
from app.services.window import Gap
from models.errors import DomainError, NotFoundError
from models.pilot import PUBLIC_STATES, Pilot, PilotAction, PilotStatus
from views import filter_link, language, navigation
from views.access import staff, viewer
from views.deeds import words_for
from views.desk_words import next_words
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.pilot_frame import frame, gap_link, is_at_desk
from views.pilot_standing import is_overdue, own_tasks, standing_of

blueprint = Blueprint("pilot_desk", __name__, url_prefix=PREFIX + "/desk/pilots")

PER_PAGE = 50
PRESSED: dict[str, Callable[[Actor, int], int]] = {
    "make_ready": service.make_ready,
    "start": service.start,
    "resume": service.resume,
    "end": service.end,
}
REASONS = {"pause": service.pause, "stop": service.stop}
HIDDEN = frozenset({403, 404})  # refusals that have a page of their own
DONE: dict[str, Any] = {
    "make_ready": _l("The pilot is ready. It starts by itself on its first day."),
    "start": _l("The pilot has started and is on the residents’ map."),
    "pause": _l("The pilot is paused. Residents read why."),
    "resume": _l("The pilot goes on."),
    "stop": _l("The pilot is stopped. Residents read why."),
    "end": _l("The pilot has ended. Next comes the report."),
}


@blueprint.get("")
@staff
def index() -> ResponseReturnValue:
    """List the pilots, what happens next first."""
    state, city = request.args.get("state", ""), request.args.get("city", "")
    cities = cities_of(viewer())
    chosen = query.PilotFilter(
        statuses=(PilotStatus(state),) if state in set(PilotStatus) else (),
        city_id=next((one.id for one in cities if one.slug == city), None),
        text=request.args.get("q", "").replace("\0", " ")[:100],
        page=filter_link.asked_page(),
        per_page=PER_PAGE,
    )
    found = query.desk(viewer(), chosen)
    reports = reports_of(found.rows)
    return page(
        "pilot_desk/index.html",
        found=found,
        next_words=lambda pilot: next_words(pilot, clock.today(), reports.get(pilot.id)),
        progress=progress_of([one.id for one in found.rows]),
        incidents=open_incidents([one.id for one in found.rows]),
        chosen=chosen,
        state=state if chosen.statuses else "",
        cities=cities if len(cities) > 1 else [],
        states=[(one.value, label(one), found.counts.get(one, 0)) for one in PilotStatus],
        pages=filter_link.pages(found.total, PER_PAGE),
        section_links=navigation.desk_menu(),
    )


@blueprint.get("/<int:pilot_id>")
@staff
def edit(pilot_id: int) -> ResponseReturnValue:
    """Show a pilot with everything its city does with it."""
    return shown(pilot_id)


def shown(
    pilot_id: int, status: int = 200, bad: tuple[str, Any] | None = None
) -> ResponseReturnValue:
    """Return the page of a pilot; ``bad`` is (name, form) of a form that came back with errors."""
    actor = viewer()
    pilot = query.get(actor, pilot_id)
    if not is_at_desk(pilot):
        raise NotFoundError
    subject, actions = of_pilot(pilot), query.open_actions(actor, pilot)
    part_id = pilot.booking.part_id if pilot.booking is not None else None
    forms: dict[str, Any] = {name: ReasonForm(formdata=None).named(name) for name in REASONS}
    if bad is not None:
        forms[bad[0]] = bad[1]
    return page(
        "pilot_desk/edit.html",
        status,
        pilot=pilot,
        actions=actions,
        stands_back=may(actor, Action.PILOT_DECIDE, subject) and not query.decides(actor, pilot),
        gaps=[gap_link(pilot, gap) for gap in _gaps(pilot)],
        days_freed=max(0, (pilot.end_day - max(clock.today(), pilot.start_day)).days),
        standing=standing_of(pilot),
        tasks=own_tasks(pilot) if may(actor, Action.PILOT_EDIT, subject) else [],
        is_overdue=is_overdue,
        forms=forms,
        opened=bad[0] if bad else "",
        form=bad[1] if bad else None,
        left_over=_left_over(actions, bad),
        is_public=pilot.status in PUBLIC_STATES,
        may_edit=may(actor, Action.PILOT_EDIT, subject),
        may_report=may(actor, Action.PILOT_REPORT, subject),
        may_move=may_move(actor, pilot),
        next_words=next_words(pilot, clock.today(), report_of(pilot.id)),
        sensors=[str(SENSORS[one["type"]]) for one in pilot.sensors if one["type"] in SENSORS],
        part_id=part_id,
        deeds=[(deed.at, words_for(deed, language.current())) for deed in deeds_of_pilot(pilot)],
        PilotAction=PilotAction,
        **frame(pilot, "pilot_desk.edit"),
    )


def _gaps(pilot: Pilot) -> list[Gap]:
    """Return what is missing before the pilot can start."""
    return service.missing(pilot) if pilot.status is PilotStatus.PREPARING else []


def _left_over(
    actions: frozenset[PilotAction], bad: tuple[str, Any] | None
) -> list[tuple[str, str]]:
    """Return (language, words) of a reason whose step is not open any more, for copying."""
    if bad is None or bad[0] not in REASONS or PilotAction(bad[0]) in actions:
        return []
    return [(lang, text) for lang, text in three(bad[1], "reason").as_dict().items() if text]


def _home(pilot_id: int) -> str:
    return url_for("pilot_desk.edit", pilot_id=pilot_id)


@blueprint.post("/<int:pilot_id>/<any(make_ready,start,resume,end):action>")
@staff
def press(pilot_id: int, action: str) -> ResponseReturnValue:
    """Take a step that needs no words."""
    try:
        PRESSED[action](viewer(), pilot_id)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, _home(pilot_id))
    flash(str(DONE[action]), "success")
    return redirect(_home(pilot_id), 303)


@blueprint.post("/<int:pilot_id>/<any(pause,stop):action>")
@staff
def explain(pilot_id: int, action: str) -> ResponseReturnValue:
    """Pause or stop, with a reason that residents read."""
    form: Any = ReasonForm().named(action)
    if not form.validate_on_submit():
        return shown(pilot_id, 422, (action, form))
    try:
        REASONS[action](viewer(), pilot_id, three(form, "reason"))
    except DomainError as error:
        return _refused(pilot_id, action, form, error)
    flash(str(DONE[action]), "success")
    return redirect(_home(pilot_id), 303)


def _refused(pilot_id: int, name: str, form: Any, error: DomainError) -> ResponseReturnValue:
    """Show the page again with what was typed and why it was refused."""
    if error.status in HIDDEN:
        raise error
    form.blame("reason_fi" if error.field == "reason" else error.field, message_for(error))
    return shown(pilot_id, error.status, (name, form))
