"""Faults of the service: anybody tells, administrators answer within fourteen days."""

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.extensions import limiter
from app.forms.fault import AnswerForm, FaultForm
from app.queries import fault as query
from app.services import fault as service
from models.errors import DomainError, NotFoundError
from models.fault import ANSWER_DAYS, FAULT_WORKFLOW, Fault, FaultAction, FaultKind
from models.personal_read import Look
from views import language, navigation
from views.access import public, staff, viewer
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.personal_read import looked

blueprint = Blueprint("fault", __name__, url_prefix=PREFIX)

HIDDEN = frozenset({403, 404})
UNFIT = 422
LONGEST_PAGE = 500


@blueprint.get("/faults/new")
@public
def new() -> ResponseReturnValue:
    """Ask what does not work; ``page`` says where the reader came from."""
    about = request.args.get("page", "")[:LONGEST_PAGE]
    kind = FaultKind.ACCESSIBILITY.value if "accessibility" in request.args else None
    return _asked(FaultForm(formdata=None, data={"page": about, "kind": kind}))


@blueprint.post("/faults/new")
@limiter.limit("10/hour")
@public
def tell() -> ResponseReturnValue:
    """Keep what was told and lead to its receipt; a machine gets only the words of thanks."""
    form = FaultForm()
    if not form.validate_on_submit():
        return _asked(form, UNFIT)
    if form.is_machine:
        return page("fault/receipt.html", fault=None)
    try:
        token = service.report(
            viewer(), FaultKind(form.kind.data), form.text.data, form.page.data or "",
            form.email.data or "", language.current(),
        )  # fmt: skip
    except DomainError as error:
        form.blame(error.field, message_for(error))
        return _asked(form, error.status)
    return redirect(url_for("fault.receipt", token=token), 303)


def _asked(form: FaultForm, status: int = 200) -> ResponseReturnValue:
    return page("fault/new.html", status, form=form, days=ANSWER_DAYS)


@blueprint.get("/faults/<string(length=43):token>")
@public
def receipt(token: str) -> ResponseReturnValue:
    """Show what was told, by when it is answered, and the answer."""
    fault = query.fault_of_token(token)
    return _secret(page("fault/receipt.html", fault=fault))


def _secret(made: tuple[str, int]) -> Response:
    """Return a page whose address is a secret: kept by nobody, told to nobody."""
    response = make_response(made)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get("/desk/faults")
@staff
def index() -> ResponseReturnValue:
    """List what waits for an answer, the latest on top, and what was answered."""
    _only_administrators()
    return page(
        "fault/index.html",
        waiting=query.open_faults(viewer()),
        closed=query.closed_faults(viewer()),
        section_links=navigation.desk_menu(),
    )


def _only_administrators() -> None:
    if not viewer().is_admin:
        raise NotFoundError


@blueprint.get("/desk/faults/<int:fault_id>")
@staff
def show(fault_id: int) -> ResponseReturnValue:
    """Show one fault with what can be done about it."""
    return _shown(query.fault_for(viewer(), fault_id))


def _shown(
    fault: Fault, status: int = 200, said: tuple[FaultAction, Any] | None = None
) -> ResponseReturnValue:
    if fault.email:
        looked(Look.FAULT, [fault.id], None)
    forms: dict[FaultAction, Any] = {
        one: AnswerForm(formdata=None).named(one.value)
        for one in (FaultAction.ANSWER, FaultAction.SET_ASIDE)
    }
    if said is not None:
        forms[said[0]] = said[1]
    return page(
        "fault/show.html",
        status,
        fault=fault,
        open_actions=FAULT_WORKFLOW.open_actions(fault.status),
        forms=forms,
        form=said[1] if said is not None else None,
        days_left=fault.days_left(clock.today()),
        section_links=navigation.desk_menu(),
    )


@blueprint.post("/desk/faults/<int:fault_id>/answer")
@staff
def answer(fault_id: int) -> ResponseReturnValue:
    """Answer."""
    words = _("Answered. Whoever told of it reads your answer.")
    return _said(fault_id, FaultAction.ANSWER, service.answer, words)


@blueprint.post("/desk/faults/<int:fault_id>/set-aside")
@staff
def set_aside(fault_id: int) -> ResponseReturnValue:
    """Set aside, with a reason."""
    words = _("Set aside. Whoever told of it reads why.")
    return _said(fault_id, FaultAction.SET_ASIDE, service.set_aside, words)


def _said(fault_id: int, action: FaultAction, deed: Any, done: str) -> ResponseReturnValue:
    query.fault_for(viewer(), fault_id)
    form: Any = AnswerForm().named(action.value)
    if not form.validate_on_submit():
        return _shown(query.fault_for(viewer(), fault_id), UNFIT, (action, form))
    try:
        deed(viewer(), fault_id, form.answer.data)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        form.blame(error.field, message_for(error))
        return _shown(query.fault_for(viewer(), fault_id), error.status, (action, form))
    flash(done, "success")
    return redirect(url_for("fault.index"), 303)


@blueprint.post("/desk/faults/<int:fault_id>/reopen")
@staff
def reopen(fault_id: int) -> ResponseReturnValue:
    """Take up again what was set aside."""
    try:
        service.reopen(viewer(), fault_id)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, url_for("fault.show", fault_id=fault_id))
    flash(_("Open again."), "success")
    return redirect(url_for("fault.show", fault_id=fault_id), 303)
