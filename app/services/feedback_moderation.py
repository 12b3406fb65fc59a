"""Look at feedback for its city or place: show it, hide it with a reason, answer an appeal.

Nothing that was written is changed or deleted here: what is hidden stays with its reason.  Each
function returns the piece's id and begins with who may: FEEDBACK_MODERATE.
"""

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_pilot
from app.policies.table import Action, authorise
from app.queries import pilot as pilots
from app.queries.feedback_desk import piece_of
from app.services.audit import record
from app.services.feedback_mail import tell_author
from app.services.move import move
from app.services.typed_value import text_up_to
from models.errors import ConflictError, FieldError
from models.feedback import (
    FEEDBACK_WORKFLOW,
    Feedback,
    FeedbackAction,
    HideReason,
)

WORDS = 1_000


@use_case
def publish(actor: Actor, pilot_id: int, feedback_id: int) -> int:
    """Show a piece to everybody; its author is told."""
    row = entered(actor, pilot_id, feedback_id)
    _show(actor, row, FeedbackAction.PUBLISH)
    tell_author(row, "feedback/published")
    return row.id


@use_case
def restore(actor: Actor, pilot_id: int, feedback_id: int) -> int:
    """Show again what was hidden, on second thoughts; its author is told."""
    row = entered(actor, pilot_id, feedback_id)
    _show(actor, row, FeedbackAction.RESTORE)
    tell_author(row, "feedback/published")
    return row.id


@use_case
def hide(actor: Actor, pilot_id: int, feedback_id: int, reason: HideReason, words: str = "") -> int:
    """Hide a piece; its author is told why, and how to appeal.

    Raises:
        FieldError: ``reason_needed`` at ``words``: another reason needs to be said.
    """
    row = entered(actor, pilot_id, feedback_id)
    text = text_up_to(WORDS)("words", words)
    if reason is HideReason.OTHER and not text:
        raise FieldError("reason_needed", field="words")
    move(
        actor, row, FEEDBACK_WORKFLOW, FeedbackAction.HIDE, {"reason": reason.value},
        hidden_reason=reason, hidden_words=text, hidden_by_id=actor.user_id,
        hidden_at=clock.now(),
    )  # fmt: skip
    _settle(row)
    tell_author(
        row,
        "feedback/hidden",
        why_hidden=reason.value,
        words=text,
        may_appeal=row.appealed_at is None,
    )
    return row.id


@use_case
def note(actor: Actor, pilot_id: int, feedback_id: int) -> int:
    """Pass a piece that is not for all on to those who run the pilot."""
    row = entered(actor, pilot_id, feedback_id)
    move(actor, row, FEEDBACK_WORKFLOW, FeedbackAction.NOTE)
    return row.id


@use_case
def set_aside(actor: Actor, pilot_id: int, feedback_id: int) -> int:
    """Keep a piece that is not for all from those who run the pilot, too."""
    row = entered(actor, pilot_id, feedback_id)
    move(actor, row, FEEDBACK_WORKFLOW, FeedbackAction.SET_ASIDE)
    return row.id


@use_case
def grant(actor: Actor, pilot_id: int, feedback_id: int, words: str = "") -> int:
    """Show a piece again because its author is right; they are told.

    Raises:
        ConflictError: ``appeal_by_another``: whoever hid it does not judge that.
    """
    row = _judged(actor, pilot_id, feedback_id, FeedbackAction.GRANT)
    text = text_up_to(WORDS)("words", words)
    _show(actor, row, FeedbackAction.GRANT, appeal_answer=text)
    tell_author(row, "feedback/appeal_granted", words=text)
    return row.id


@use_case
def uphold(actor: Actor, pilot_id: int, feedback_id: int, words: str) -> int:
    """Leave a piece hidden for good, with a reason; its author is told.

    Raises:
        ConflictError: ``appeal_by_another``.
        FieldError: ``reason_needed`` at ``words``.
    """
    row = _judged(actor, pilot_id, feedback_id, FeedbackAction.UPHOLD)
    text = text_up_to(WORDS)("words", words)
    if not text:
        raise FieldError("reason_needed", field="words")
    move(actor, row, FEEDBACK_WORKFLOW, FeedbackAction.UPHOLD, appeal_answer=text)
    tell_author(row, "feedback/appeal_upheld", words=text)
    return row.id


@use_case
def settle_flags(actor: Actor, pilot_id: int, feedback_id: int) -> int:
    """Say that a piece is all right although readers flagged it."""
    row = entered(actor, pilot_id, feedback_id)
    count = _settle(row)
    if count:
        record(actor, "feedback:settle_flags", row, pilot=row.pilot_id, count=count)
    return row.id


def entered(
    actor: Actor,
    pilot_id: int,
    feedback_id: int,
    action: Action = Action.FEEDBACK_MODERATE,
) -> Feedback:
    """Return a piece when the actor may take the action on the feedback of its pilot.

    Raises:
        NotFoundError: They may not know of the pilot, or it has no such piece.
        ForbiddenError: They may look but not do this.
    """
    pilot = pilots.get(actor, pilot_id)
    authorise(actor, action, of_pilot(pilot))
    return piece_of(pilot, feedback_id)


def _judged(actor: Actor, pilot_id: int, feedback_id: int, action: FeedbackAction) -> Feedback:
    row = entered(actor, pilot_id, feedback_id)
    FEEDBACK_WORKFLOW.after(row.status, action)
    if row.hidden_by_id is not None and row.hidden_by_id == actor.user_id:
        raise ConflictError("appeal_by_another")
    return row


def _show(actor: Actor, row: Feedback, action: FeedbackAction, **values: str) -> None:
    move(actor, row, FEEDBACK_WORKFLOW, action, published_at=clock.now(), **values)


def _settle(row: Feedback) -> int:
    waiting = [one for one in row.flags if one.settled_at is None]
    for one in waiting:
        one.settled_at = clock.now()
    db.session.flush()
    return len(waiting)
