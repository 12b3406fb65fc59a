"""Feedback on a pilot as its city, its place and those who run it work with it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.forms.feedback import AnswerForm, HideForm, VerdictForm
from app.policies.actor import Actor
from app.policies.subject import of_pilot
from app.policies.table import Action, authorise, may
from app.queries import pilot as pilots
from app.queries.feedback_desk import of_pilot_for, piece_for, unanswered
from app.services import feedback_answer
from app.services import feedback_moderation as service
from models.errors import DomainError
from models.feedback import FEEDBACK_WORKFLOW, SEEN_BY_PILOT, Feedback, FeedbackAction, HideReason
from models.personal_read import Look
from views import filter_link, language
from views.access import signed_in, viewer
from views.errors import flash_refusal
from views.feedback_words import piece_shown
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.personal_read import looked
from views.pilot_frame import frame

blueprint = Blueprint(
    "feedback_pilot", __name__, url_prefix=PREFIX + "/my/pilots/<int:pilot_id>/feedback"
)

PER_PAGE = 30
HIDDEN = frozenset({403, 404})
PRESSED: dict[str, Callable[[Actor, int, int], int]] = {
    "publish": service.publish,
    "note": service.note,
    "set_aside": service.set_aside,
    "restore": service.restore,
    "settle_flags": service.settle_flags,
}
JUDGED: dict[str, Callable[[Actor, int, int, str], int]] = {
    "grant": service.grant,
    "uphold": service.uphold,
}
DONE: dict[str, Any] = {
    "publish": _l("It is shown to everybody, and the writer has been told."),
    "note": _l("Those who run the experiment can read and answer it now."),
    "set_aside": _l("It is set aside."),
    "restore": _l("It is shown again, and the writer has been told."),
    "settle_flags": _l("The flags are settled. It stays as it is."),
    "hide": _l("It is not shown, and the writer has been told why."),
    "grant": _l("It is shown again, and the writer has been told."),
    "uphold": _l("It stays hidden, and the writer has been told why."),
    "answer": _l("Your answer is shown, and the writer has been told."),
}


@blueprint.get("")
@signed_in
def index(pilot_id: int) -> ResponseReturnValue:
    """List the feedback that the reader may read, the newest first."""
    actor, pilot = viewer(), pilots.get(viewer(), pilot_id)
    rows, total = of_pilot_for(actor, pilot, PER_PAGE, filter_link.asked_page())
    return page(
        "feedback/of_pilot.html",
        pilot=pilot,
        rows=rows,
        total=total,
        unanswered=unanswered(actor, pilot),
        pages=filter_link.pages(total, PER_PAGE),
        **frame(pilot, "feedback_pilot.index"),
    )


@blueprint.get("/<int:feedback_id>")
@signed_in
def show(pilot_id: int, feedback_id: int) -> ResponseReturnValue:
    """Show one piece with everything that the reader may do about it."""
    return _shown(pilot_id, feedback_id)


def _shown(
    pilot_id: int, feedback_id: int, status: int = 200, bad: tuple[str, Any] | None = None
) -> ResponseReturnValue:
    actor, pilot = viewer(), pilots.get(viewer(), pilot_id)
    row = piece_for(actor, pilot, feedback_id)
    looked(Look.FEEDBACK, [row.id], pilot.city_id)
    moderates = may(actor, Action.FEEDBACK_MODERATE, of_pilot(pilot))
    forms: dict[str, Any] = {
        "answer": AnswerForm(formdata=None).named("answer"),
        "hide": HideForm(formdata=None).named("hide"),
        "verdict": VerdictForm(formdata=None).named("verdict"),
    }
    if bad is not None:
        forms[bad[0]] = bad[1]
    return page(
        "feedback/piece.html",
        status,
        pilot=pilot,
        row=row,
        one=piece_shown(row, pilot),
        forms=forms,
        form=bad[1] if bad else None,
        opened=bad[0] if bad else "",
        actions=_actions(row) if moderates else frozenset(),
        moderates=moderates,
        flags=[one for one in row.flags if one.settled_at is None] if moderates else [],
        hid_it_myself=row.hidden_by_id is not None and row.hidden_by_id == actor.user_id,
        may_answer=row.status in SEEN_BY_PILOT
        and may(actor, Action.FEEDBACK_ANSWER, of_pilot(pilot)),
        **frame(pilot, "feedback_pilot.index"),
    )


def _actions(row: Feedback) -> frozenset[FeedbackAction]:
    return FEEDBACK_WORKFLOW.open_actions(row.status)


@blueprint.post(f"/<int:feedback_id>/<any({','.join(PRESSED)}):action>")
@signed_in
def press(pilot_id: int, feedback_id: int, action: str) -> ResponseReturnValue:
    """Do what one button says."""
    _enter(pilot_id, feedback_id, Action.FEEDBACK_MODERATE)
    try:
        PRESSED[action](viewer(), pilot_id, feedback_id)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, _home(pilot_id, feedback_id))
    return _done(action, pilot_id, feedback_id)


@blueprint.post("/<int:feedback_id>/hide")
@signed_in
def hide(pilot_id: int, feedback_id: int) -> ResponseReturnValue:
    """Hide a piece, with a reason."""
    _enter(pilot_id, feedback_id, Action.FEEDBACK_MODERATE)
    form: Any = HideForm().named("hide")
    if not form.validate_on_submit():
        return _shown(pilot_id, feedback_id, 422, ("hide", form))
    try:
        reason = HideReason(form.reason.data)
        service.hide(viewer(), pilot_id, feedback_id, reason, form.words.data or "")
    except DomainError as error:
        return _refused(error, pilot_id, feedback_id, "hide", form)
    return _done("hide", pilot_id, feedback_id)


@blueprint.post(f"/<int:feedback_id>/<any({','.join(JUDGED)}):action>")
@signed_in
def judge(pilot_id: int, feedback_id: int, action: str) -> ResponseReturnValue:
    """Answer an appeal."""
    _enter(pilot_id, feedback_id, Action.FEEDBACK_MODERATE)
    form: Any = VerdictForm().named("verdict")
    if not form.validate_on_submit():
        return _shown(pilot_id, feedback_id, 422, ("verdict", form))
    try:
        JUDGED[action](viewer(), pilot_id, feedback_id, form.words.data or "")
    except DomainError as error:
        return _refused(error, pilot_id, feedback_id, "verdict", form)
    return _done(action, pilot_id, feedback_id)


@blueprint.post("/<int:feedback_id>/answer")
@signed_in
def answer(pilot_id: int, feedback_id: int) -> ResponseReturnValue:
    """Answer officially."""
    _enter(pilot_id, feedback_id, Action.FEEDBACK_ANSWER)
    form: Any = AnswerForm().named("answer")
    if not form.validate_on_submit():
        return _shown(pilot_id, feedback_id, 422, ("answer", form))
    try:
        feedback_answer.answer(viewer(), pilot_id, feedback_id, language.current(), form.words.data)
    except DomainError as error:
        return _refused(error, pilot_id, feedback_id, "answer", form)
    return _done("answer", pilot_id, feedback_id)


def _enter(pilot_id: int, feedback_id: int, action: Action) -> None:
    """Refuse whoever may not, before their form is looked at.

    Raises:
        NotFoundError, ForbiddenError: It is not theirs.
    """
    pilot = pilots.get(viewer(), pilot_id)
    authorise(viewer(), action, of_pilot(pilot))
    piece_for(viewer(), pilot, feedback_id)


def _refused(
    error: DomainError, pilot_id: int, feedback_id: int, name: str, form: Any
) -> ResponseReturnValue:
    if error.status in HIDDEN:
        raise error
    form.blame(error.field, message_for(error))
    return _shown(pilot_id, feedback_id, error.status, (name, form))


def _done(deed: str, pilot_id: int, feedback_id: int) -> ResponseReturnValue:
    flash(str(DONE[deed]), "success")
    return redirect(_home(pilot_id, feedback_id), 303)


def _home(pilot_id: int, feedback_id: int) -> str:
    return url_for("feedback_pilot.show", pilot_id=pilot_id, feedback_id=feedback_id)
