"""The history of a testbed's record at the desk: compare two versions, bring an older one back."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.forms.testbed_reason import RestoreForm
from app.policies.subject import of_testbed
from app.policies.table import Action, authorise, may
from app.queries.testbed_desk import staff_testbed
from app.queries.testbed_history import Change, changed_fields, changes, numbers, version_of
from app.services.testbed_restore import RESTORABLE, Return, restore
from app.services.testbed_version import record_of
from models.errors import CapacityError, ConflictError, FieldError
from models.testbed import Testbed, TestbedVersion
from views.access import staff, viewer
from views.file import file_store
from views.language import PREFIX
from views.messages import message_for
from views.page import moment, page
from views.testbed_diff import FieldChange, differences, shape_map
from views.testbed_frame import frame
from views.testbed_value import name_of

blueprint = Blueprint("testbed_desk_version", __name__, url_prefix=PREFIX + "/desk/testbeds")


@blueprint.get("/<int:testbed_id>/history/compare")
@staff
def compare(testbed_id: int) -> ResponseReturnValue:
    """Show what differs between two versions; without a choice, the latest change."""
    testbed = staff_testbed(viewer(), testbed_id)
    known = numbers(testbed.id)
    if not known:
        return redirect(url_for("testbed_desk_state.history", testbed_id=testbed.id))
    new = _kept(testbed, request.args.get("to", known[0][0], type=int))
    older = [number for number, _at, _who in known if number < new.number]
    old = _kept(testbed, request.args.get("from", (older or [new.number])[0], type=int))
    if old.number > new.number:
        old, new = new, old
    story = changes(testbed.id)
    return page(
        "testbed_desk/compare.html",
        old=old,
        new=new,
        versions=[(number, _version_words(number, at, who)) for number, at, who in known],
        rows=differences(old.record, new.record),
        map=shape_map(old.record.get("shape"), new.record.get("shape")),
        deed=next((one for one in story if (one.since, one.number) == (old.number, new.number)),
                  None),
        neighbours=_neighbours(testbed, story, new.number),
        may_restore=may(viewer(), Action.TESTBED_EDIT, of_testbed(testbed)),
        **frame(testbed, "history"),
    )  # fmt: skip


def _kept(testbed: Testbed, number: int) -> TestbedVersion:
    kept = version_of(testbed.id, number) if 0 < number <= testbed.version else None
    if kept is None:
        abort(404)
    return kept


def _version_words(number: int, at: Any, who: str) -> str:
    return f"{number}: {moment(at)}, {who or _('The service')}"


def _neighbours(testbed: Testbed, story: list[Change], number: int) -> dict[str, str]:
    """Return the addresses of the change before and the change after."""
    places = [one for one in story if one.since is not None]
    here = next((at for at, one in enumerate(places) if one.number == number), None)
    if here is None:
        return {}
    found = {}
    if here + 1 < len(places):
        found["earlier"] = change_url(testbed.id, places[here + 1])
    if here > 0:
        found["later"] = change_url(testbed.id, places[here - 1])
    return found


def change_url(testbed_id: int, change: Change) -> str:
    """Return the address of what one change did."""
    between: dict[str, Any] = {"from": change.since, "to": change.number}
    return url_for("testbed_desk_version.compare", testbed_id=testbed_id, **between)


@blueprint.route("/<int:testbed_id>/history/<int:number>/restore", methods=["GET", "POST"])
@staff
def bring_back(testbed_id: int, number: int) -> ResponseReturnValue:
    """Bring back an older version, or only some of its fields, with a reason."""
    actor = viewer()
    testbed = staff_testbed(actor, testbed_id)
    authorise(actor, Action.TESTBED_EDIT, of_testbed(testbed))
    kept = _kept(testbed, number)
    rows = _differing(testbed, kept)
    form = _form(testbed, rows)
    status = 200
    if form.validate_on_submit():
        try:
            asked = Return(form.fields.data, form.reason.data, file_store())
            done = restore(actor, testbed_id, number, form.seen, asked)
        except ConflictError as error:
            status = 409
            _tell(form, error)
            testbed = staff_testbed(actor, testbed_id)
            rows = _differing(testbed, kept)
            _renew(form, testbed, rows)
        except FieldError as error:
            status = 422
            _tell(form, error)
        else:
            flash(_brought_back(number, done["changed"]), "success")
            if left_out := done["left_out"]:
                flash(_no_longer_kept(left_out), "warning")
            return redirect(url_for("testbed_desk_state.history", testbed_id=testbed_id), 303)
    elif form.errors:
        status = 422
    return page(
        "testbed_desk/restore.html",
        status,
        form=form,
        kept=kept,
        rows=rows,
        ticks={one.data: one for one in form.fields},
        map=shape_map(record_of(testbed)["shape"], kept.record.get("shape")),
        **frame(testbed, "history"),
    )


def _differing(testbed: Testbed, kept: TestbedVersion) -> list[FieldChange]:
    """Return what would change: from the record as it is now to the older one."""
    now = record_of(testbed)
    names = [name for name in changed_fields(now, kept.record) if name in kept.record]
    return differences(now, kept.record, names)


def _form(testbed: Testbed, rows: list[FieldChange]) -> RestoreForm:
    choices = [(one.name, one.label) for one in rows if one.name in RESTORABLE]
    form = RestoreForm(
        data={"version": str(testbed.version), "fields": [name for name, _label in choices]}
    )
    form.fields.choices = choices
    return form


def _renew(form: RestoreForm, testbed: Testbed, rows: list[FieldChange]) -> None:
    """Show the record as it is now, with what was ticked and the reason as they were."""
    form.version.data = str(testbed.version)
    form.fields.choices = [(one.name, one.label) for one in rows if one.name in RESTORABLE]


def _tell(form: RestoreForm, error: ConflictError | FieldError) -> None:
    if isinstance(error, ConflictError) and not isinstance(error, CapacityError):
        names = ", ".join(name_of(one) for one in error.facts.get("fields", []))
        form.blame(None, _(
            "%(who)s changed %(fields)s while you were looking. The page shows the record as it "
            "is now; look at it and try again.",
            who=error.facts.get("who") or _("Somebody else"), fields=names or _("this page"),
        ))  # fmt: skip
        return
    places = [name_of(one) for one in error.facts.get("fields") or [error.field] if one]
    known = error.field in form
    words = message_for(error)
    form.blame(error.field if known else "fields",
               words if known else f"{', '.join(places)}: {words}")  # fmt: skip


def _no_longer_kept(count: int) -> str:
    return ngettext(
        "%(num)s picture or file was taken off too long ago and is no longer kept.",
        "%(num)s pictures or files were taken off too long ago and are no longer kept.",
        count,
    )


def _brought_back(number: int, changed: list[str]) -> str:
    if not changed:
        return _("Nothing differed, so nothing was changed.")
    return ngettext(
        "%(num)s field says again what it said in version %(version)s.",
        "%(num)s fields say again what they said in version %(version)s.",
        len(changed),
        version=number,
    )
