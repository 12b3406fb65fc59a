"""How a testbed stands at the desk: what is missing, publishing and pausing, who changed what."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.policies.subject import of_testbed
from app.policies.table import Action, may
from app.queries.testbed_desk import coordinators, staff_testbed
from app.queries.testbed_history import Change, changes
from app.services.testbed import act
from models.errors import ConflictError, FieldError
from models.testbed import TESTBED_WORKFLOW, Testbed, TestbedAction
from views.access import staff, viewer
from views.errors import flash_refusal
from views.language import PREFIX
from views.page import moment, page
from views.testbed_effect import standing
from views.testbed_frame import frame, missing
from views.testbed_section import FIELDS

blueprint = Blueprint("testbed_desk_state", __name__, url_prefix=PREFIX + "/desk/testbeds")

LATEST = 5


@blueprint.get("/<int:testbed_id>")
@staff
def show(testbed_id: int) -> ResponseReturnValue:
    """Show how a testbed stands: what is missing, what can be done, who changed what."""
    actor = viewer()
    testbed = staff_testbed(actor, testbed_id)
    may_publish = may(actor, Action.TESTBED_PUBLISH, of_testbed(testbed))
    found = changes(testbed.id)
    return page(
        "testbed_desk/show.html",
        missing=missing(testbed),
        standing=standing(testbed),
        actions=_open_actions(testbed) if may_publish else [],
        may_publish=may_publish,
        may_edit=may(actor, Action.TESTBED_EDIT, of_testbed(testbed)),
        coordinators=[] if may_publish else coordinators(testbed.city_id),
        history=history_rows(found[:LATEST]),
        has_more=len(found) > LATEST,
        **frame(testbed, "show"),
    )


def _open_actions(testbed: Testbed) -> list[TestbedAction]:
    open_now = TESTBED_WORKFLOW.open_actions(testbed.status)
    return [action for action in TestbedAction if action in open_now]


@blueprint.get("/<int:testbed_id>/history")
@staff
def history(testbed_id: int) -> ResponseReturnValue:
    """Show every change of the record."""
    testbed = staff_testbed(viewer(), testbed_id)
    return page(
        "testbed_desk/history.html",
        history=history_rows(changes(testbed.id)),
        **frame(testbed, "history"),
    )


def history_rows(found: list[Change]) -> list[dict[str, Any]]:
    """Return changes as the timeline draws them."""
    return [
        {
            "when": moment(change.at),
            "title": _("Record begun")
            if change.is_first
            else ", ".join(dict.fromkeys(str(FIELDS.get(one, one)) for one in change.fields))
            or _("Saved"),
            "who": change.who or _("The service"),
            "kind": "soon" if "status" in change.fields else None,
        }
        for change in found
    ]


@blueprint.post("/<int:testbed_id>/<any(publish,pause,resume,retire):action>")
@staff
def move(testbed_id: int, action: str) -> ResponseReturnValue:
    """Publish, pause, open again or close for good."""
    here = url_for("testbed_desk_state.show", testbed_id=testbed_id)
    staff_testbed(viewer(), testbed_id)
    version = request.form.get("version", 0, type=int)
    try:
        after = act(viewer(), testbed_id, TestbedAction(action), version)
    except (ConflictError, FieldError) as error:
        return flash_refusal(error, here)
    said = {
        "published": _("Published. Everybody can see it now."),
        "paused": _("Paused. No new applications are taken."),
        "retired": _("Closed for good."),
    }
    flash(said[after], "success")
    return redirect(here, 303)
