"""The testers of a pilot for its people: who they are, what they agreed to, writing to them."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.forms.volunteer import MessageForm
from app.labels import label
from app.policies.subject import of_pilot
from app.policies.table import Action, authorise
from app.queries import pilot as query
from app.queries.panel import panel_of
from app.queries.volunteer import listed, standing
from app.serializers.table import csv_text
from app.services import volunteer_desk as service
from app.services.volunteer_eligible import best_of
from models.errors import DomainError, NotFoundError
from models.panel import Panel
from models.personal_read import Look
from models.pilot import Pilot
from models.volunteer import OVER, TESTERS, Volunteer, VolunteerStatus
from views import language
from views.access import signed_in, viewer
from views.errors import flash_refusal
from views.file import private_file
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.personal_read import looked
from views.pilot_frame import frame

blueprint = Blueprint(
    "volunteer_desk", __name__, url_prefix=PREFIX + "/my/pilots/<int:pilot_id>/testers"
)

HIDDEN = frozenset({403, 404})
ORDER = (
    VolunteerStatus.PLACED, VolunteerStatus.TOOK_PART, VolunteerStatus.OFFERED,
    VolunteerStatus.WAITING, *OVER,
)  # fmt: skip


@blueprint.get("")
@signed_in
def index(pilot_id: int) -> ResponseReturnValue:
    """List the testers."""
    pilot, panel = _panel(pilot_id, Action.VOLUNTEER_READ)
    rows = sorted(listed(viewer(), panel), key=lambda one: ORDER.index(one.status))
    looked(Look.TESTERS, (one.id for one in rows), pilot.city_id)
    return page(
        "volunteer/index.html",
        pilot=pilot,
        panel=panel,
        rows=[_row(one) for one in rows],
        testers=sum(one.status in TESTERS for one in rows),
        **frame(pilot, "panel.show"),
    )


def _row(one: Volunteer) -> dict[str, Any]:
    lang = language.current()
    plain = {"yes": _("Yes"), "no": _("No")}
    return {
        "one": one,
        # Who has withdrawn is contacted no more, so their address is not shown either.
        "email": "" if one.status in OVER else one.reader.email,
        "answers": [
            (best_of(told["question"], lang),
             plain.get(told["answer"].get("value", "")) or best_of(told["answer"], lang))
            for told in one.answers
        ],
        "consents": [
            (each.purpose_text.name.best(lang)[0], each.purpose_text.version)
            for each in standing(one)
        ],
        "taken_back": [
            each.purpose_text.name.best(lang)[0]
            for each in one.consents
            if each.withdrawn_at is not None
        ],
    }  # fmt: skip


@blueprint.post("/csv")
@signed_in
def export(pilot_id: int) -> ResponseReturnValue:
    """Give the list as a table; that it was taken is written into the audit trail."""
    pilot, panel = _panel(pilot_id, Action.VOLUNTEER_READ)
    service.export(viewer(), pilot_id)
    columns = (_("Name"), _("E-mail"), _("State"), _("Answers"), _("Agreed to"), _("Taken back"))
    rows, people = [], listed(viewer(), panel)
    looked(Look.TESTERS_TAKEN, (one.id for one in people), pilot.city_id)
    for found in map(_row, people):
        cells = (
            found["one"].name,
            found["email"],
            label(found["one"].status),
            "; ".join(f"{asked}: {said}" for asked, said in found["answers"]),
            "; ".join(f"{name} ({version})" for name, version in found["consents"]),
            "; ".join(found["taken_back"]),
        )
        rows.append(dict(zip(columns, cells, strict=True)))
    return private_file(csv_text(columns, rows), "text/csv", f"{pilot.slug}.csv")


@blueprint.route("/message", methods=["GET", "POST"])
@signed_in
def message(pilot_id: int) -> ResponseReturnValue:
    """Write to everybody who has a place."""
    pilot, panel = _panel(pilot_id, Action.VOLUNTEER_MANAGE)
    form: Any = MessageForm()
    status = 200
    if form.validate_on_submit():
        try:
            sent = service.write(viewer(), pilot_id, form.subject.data, form.words.data)
        except DomainError as error:
            if error.status in HIDDEN:
                raise
            form.blame(error.field, message_for(error))
            status = error.status
        else:
            words = ngettext(
                "The message goes to %(num)s tester.", "The message goes to %(num)s testers.", sent
            )
            flash(words, "success")
            return redirect(_home(pilot_id), 303)
    elif form.errors:
        status = 422
    pilot = query.get(viewer(), pilot_id)
    found = listed(viewer(), panel)
    return page(
        "volunteer/message.html",
        status,
        pilot=pilot,
        form=form,
        testers=sum(one.status in TESTERS for one in found),
        **frame(pilot, "panel.show"),
    )


@blueprint.post("/<int:volunteer_id>/<any(mark,unmark,release):deed>")
@signed_in
def press(pilot_id: int, volunteer_id: int, deed: str) -> ResponseReturnValue:
    """Mark that somebody took part, take the mark back, or let somebody go."""
    deeds: dict[str, Callable[..., int]] = {
        "mark": service.mark, "unmark": service.unmark, "release": service.release,
    }  # fmt: skip
    try:
        deeds[deed](viewer(), pilot_id, volunteer_id)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, _home(pilot_id))
    flash(_("It is done."), "success")
    return redirect(_home(pilot_id), 303)


def _panel(pilot_id: int, action: Action) -> tuple[Pilot, Panel]:
    pilot = query.get(viewer(), pilot_id)
    authorise(viewer(), action, of_pilot(pilot))
    panel = panel_of(pilot.id)
    if panel is None:
        raise NotFoundError
    return pilot, panel


def _home(pilot_id: int) -> str:
    return url_for("volunteer_desk.index", pilot_id=pilot_id)
