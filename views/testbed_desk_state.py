"""How a testbed stands at the desk: what is missing, publishing and pausing, who changed what."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.testbed_reason import ReasonForm
from app.labels import label
from app.policies.subject import of_testbed
from app.policies.table import Action, authorise, may
from app.queries.testbed_desk import coordinators, staff_testbed
from app.queries.testbed_history import Change, changes
from app.queries.testbed_outlook import outlook
from app.queries.testbed_stale import is_public, is_stale
from app.services.testbed import CLOSING, act
from app.services.testbed_check import check
from app.services.testbed_shape import size_of
from models.errors import ConflictError, FieldError
from models.testbed import TESTBED_WORKFLOW, Testbed, TestbedAction
from views.access import staff, viewer
from views.errors import flash_refusal
from views.language import PREFIX
from views.message_place import size_rows
from views.messages import message_for
from views.page import moment, page
from views.testbed_desk_version import change_url
from views.testbed_frame import frame, missing
from views.testbed_standing import said_at, standing
from views.testbed_value import name_of

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
        actions=_open_actions(testbed) if may_publish else [],
        closing=CLOSING,
        may_publish=may_publish,
        may_edit=may(actor, Action.TESTBED_EDIT, of_testbed(testbed)),
        may_check=may(actor, Action.TESTBED_CHECK, of_testbed(testbed)) and is_public(testbed),
        stale=is_stale(testbed),
        said=said_at(testbed),
        coordinators=[] if may_publish else coordinators(testbed.city_id),
        history=history_rows(testbed.id, found[:LATEST]),
        has_more=len(found) > LATEST,
        size=size_rows(size_of(testbed)),
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
        history=history_rows(testbed.id, changes(testbed.id)),
        **frame(testbed, "history"),
    )


def history_rows(testbed_id: int, found: list[Change]) -> list[dict[str, Any]]:
    """Return changes as the history draws them."""
    return [
        {
            "when": moment(change.at),
            "title": _title(change),
            "who": change.who or _("The service"),
            "reason": change.reason,
            "kind": "soon" if "status" in change.fields else None,
            "url": change_url(testbed_id, change) if change.since is not None else None,
        }
        for change in found
    ]


def _title(change: Change) -> str:
    if change.is_first:
        return _("Record begun")
    if change.deed in list(TestbedAction):
        return label(TestbedAction(change.deed))
    names = ", ".join(dict.fromkeys(name_of(one) for one in change.fields)) or _("Saved")
    if change.deed == "restore":
        return _("Brought back from version %(number)s: %(fields)s",
                 number=change.restored, fields=names)  # fmt: skip
    return _("Checked: all is right") if change.deed == "check" else names


@blueprint.get("/<int:testbed_id>/<any(pause,retire):action>")
@staff
def ask(testbed_id: int, action: str) -> ResponseReturnValue:
    """Tell what stands on the place and what will happen to it, and ask for the reason."""
    testbed = staff_testbed(viewer(), testbed_id)
    authorise(viewer(), Action.TESTBED_PUBLISH, of_testbed(testbed))
    if not TESTBED_WORKFLOW.allows(testbed.status, TestbedAction(action)):
        return redirect(url_for("testbed_desk_state.show", testbed_id=testbed_id))
    form = ReasonForm(data={"version": str(testbed.version)})
    return _closing_page(testbed, action, form)


def _closing_page(
    testbed: Testbed, action: str, form: ReasonForm, status: int = 200
) -> ResponseReturnValue:
    found = outlook(testbed)
    return page(
        "testbed_desk/closing.html",
        status,
        form=form,
        action=TestbedAction(action),
        outlook=found,
        sections=standing(found, TestbedAction(action)),
        is_blocked=action == TestbedAction.RETIRE and found.ahead > 0,
        **frame(testbed, "show"),
    )


@blueprint.post("/<int:testbed_id>/<any(publish,pause,resume,retire,bring_back):action>")
@staff
def move(testbed_id: int, action: str) -> ResponseReturnValue:
    """Publish, pause, open again, close for good, or bring back from the archive."""
    here = url_for("testbed_desk_state.show", testbed_id=testbed_id)
    testbed = staff_testbed(viewer(), testbed_id)
    form = ReasonForm()
    reason = str(form.reason.data or "")
    try:
        after = act(viewer(), testbed_id, TestbedAction(action), form.seen, reason)
    except FieldError as error:
        if error.field != "reason":
            return flash_refusal(error, here)
        form.blame("reason", message_for(error))
        return _closing_page(testbed, action, form, 422)
    except ConflictError as error:
        return _refused(testbed_id, action, form, error)
    said = {
        "published": _("Published. Everybody can see it now."),
        "paused": _("Paused. No new applications are taken."),
        "retired": _("Closed for good. You find it in the archive."),
        "back": _("Back from the archive, paused. Look it through, then open it again."),
    }
    flash(said["back" if action == TestbedAction.BRING_BACK else after], "success")
    return redirect(here, 303)


def _refused(
    testbed_id: int, action: str, form: ReasonForm, error: ConflictError
) -> ResponseReturnValue:
    """Show the page of the question again with the reason that was typed, as things stand now."""
    here = url_for("testbed_desk_state.show", testbed_id=testbed_id)
    testbed = staff_testbed(viewer(), testbed_id)
    is_open = TESTBED_WORKFLOW.allows(testbed.status, TestbedAction(action))
    if action not in CLOSING or not is_open:
        return flash_refusal(error, here)
    form.version.data = str(testbed.version)
    form.blame(None, message_for(error))
    return _closing_page(testbed, action, form, 409)


@blueprint.post("/<int:testbed_id>/check")
@staff
def confirm(testbed_id: int) -> ResponseReturnValue:
    """Say that somebody has read the record through and all of it is right."""
    here = url_for("testbed_desk_state.show", testbed_id=testbed_id)
    staff_testbed(viewer(), testbed_id)
    try:
        check(viewer(), testbed_id)
    except (ConflictError, FieldError) as error:
        return flash_refusal(error, here)
    flash(_("Thank you. The record is marked as checked today."), "success")
    return redirect(here, 303)
