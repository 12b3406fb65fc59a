"""Send an application and speak about it: submit, withdraw, answer, write."""

from dataclasses import dataclass

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM, Actor
from app.policies.subject import of_application, of_part
from app.policies.table import Action, authorise, may
from app.queries.application import for_applicant, part_for_applicant
from app.services import hold
from app.services.application_draft import draft_of, swap
from app.services.audit import record
from app.services.completeness import missing
from app.services.correspondence import tell_applicant, tell_city
from app.services.lapse import settled
from app.services.ledger import take_turn
from app.services.release import release
from app.services.step import step
from app.services.waiting import fitting_window
from models.application import (
    PART_WORKFLOW,
    Application,
    ApplicationPart,
    JointPolicy,
    Message,
    PartAction,
    PartStatus,
    TermsAcceptance,
)
from models.errors import CapacityError, DomainError, FieldError, IllegalMoveError, NotFoundError
from models.testbed_kind import Approval
from models.text import tidy

SHA256_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Which text was accepted, under which typed name; ``sha256`` of its wording, in hex."""

    terms_version: str
    sha256: str
    name: str = ""


@settled("application")
@use_case
def submit(actor: Actor, application_id: int, version: int, acceptance: Acceptance) -> int:
    """Send every part of a draft together and return the application's id.

    Testbeds that decide automatically are offered in the same transaction where days are free.

    Raises:
        DomainError: ``incomplete`` with fact ``gaps`` (list of app.services.window.Gap).
        ConflictError: ``draft_changed_elsewhere``, ``already_sent``.
        FieldError: ``terms_needed``.
    """
    application = draft_of(actor, application_id)
    check_acceptance(acceptance)
    take_turn(part.testbed_id for part in application.parts)
    if gaps := missing(application, clock.today()):
        raise DomainError("incomplete", gaps=gaps)
    now = clock.now()
    sent = {"submitted_at": now, "terms_version": acceptance.terms_version}
    swap(application, version, sent)
    keep_acceptance(actor, application_id, acceptance)
    parts = sorted(application.parts, key=lambda part: part.testbed_id)
    for part in parts:
        step(actor, part, PartAction.SUBMIT)
        tell_city(part, "application/arrived")
    record(actor, "application:submit", application, testbeds=[part.testbed_id for part in parts])
    tell_applicant(parts[0], "application/sent")
    if application.joint_policy is JointPolicy.ANY or len(parts) == 1:
        for part in parts:
            _offer_automatically(part)
    return application_id


def _offer_automatically(part: ApplicationPart) -> None:
    """Offer at once where the testbed says so and the days are free; else the city decides."""
    if part.testbed.approval is not Approval.AUTOMATIC:
        return
    window = fitting_window(part)
    if window is None:
        return
    try:
        with db.session.begin_nested():
            hold.place(SYSTEM, part, window, hold.Terms(part.testbed.hold_days))
    except CapacityError:
        return


def check_acceptance(acceptance: Acceptance) -> None:
    """Let an acceptance pass that says which wording was accepted.

    Raises:
        FieldError: ``terms_needed``.
    """
    if not acceptance.terms_version or len(acceptance.sha256) != SHA256_LENGTH:
        raise FieldError("terms_needed", field="terms")


def keep_acceptance(
    actor: Actor, application_id: int, acceptance: Acceptance, part_id: int | None = None
) -> None:
    """Write down who accepted which wording, when, and for which part."""
    db.session.add(
        TermsAcceptance(
            application_id=application_id,
            part_id=part_id,
            user_id=actor.user_id,
            name=tidy(acceptance.name)[:200] or actor.name,
            terms_version=acceptance.terms_version,
            body_sha256=acceptance.sha256,
            at=clock.now(),
        )
    )


@settled("part")
@use_case
def withdraw(actor: Actor, part_id: int, reason: str = "") -> int:
    """Withdraw one part in any state before it has ended; returns the part's id.

    A booked part is cancelled by the applicant; freed days go to the waiting list.
    """
    part = part_for_applicant(actor, part_id)
    authorise(actor, Action.APPLICATION_WITHDRAW, of_part(part))
    _withdraw(actor, part, reason)
    return part_id


@settled("application")
@use_case
def withdraw_all(actor: Actor, application_id: int, reason: str = "") -> int:
    """Withdraw every part that still can be; returns the application's id."""
    application = for_applicant(actor, application_id)
    authorise(actor, Action.APPLICATION_WITHDRAW, of_application(application))
    for part in sorted(application.parts, key=lambda each: each.testbed_id):
        if _way_out(part) is not None:
            _withdraw(actor, part, reason)
    return application_id


def _way_out(part: ApplicationPart) -> PartAction | None:
    """Return the move by which an applicant leaves this part, or None when it has ended."""
    ways = (PartAction.WITHDRAW, PartAction.CANCEL_BY_APPLICANT)
    return next((way for way in ways if PART_WORKFLOW.allows(part.status, way)), None)


def _withdraw(actor: Actor, part: ApplicationPart, reason: str) -> None:
    way = _way_out(part)
    if way is None:
        raise IllegalMoveError(state=part.status, action=PartAction.WITHDRAW)
    was_sent = part.status is not PartStatus.DRAFT
    release(actor, part, way)
    if was_sent:
        tell_city(part, "application/withdrawn_city", reason=tidy(reason))


@use_case
def answer(actor: Actor, part_id: int, text: str) -> int:
    """Answer the city's question; the part goes back to it.  Returns the message's id."""
    part = part_for_applicant(actor, part_id)
    authorise(actor, Action.APPLICATION_ANSWER, of_part(part))
    message = _write(actor, part.application, text, part_id=part_id)
    step(actor, part, PartAction.ANSWER)
    tell_city(part, "application/answered_city")
    return message.id


@use_case
def post_message(
    actor: Actor,
    application_id: int,
    text: str,
    *,
    part_id: int | None = None,
    internal: bool = False,
) -> int:
    """Write into the conversation and return the message's id.

    ``internal`` notes are read by the staff of the writer's city only; applicants cannot write
    them.  With ``part_id`` the other cities of a joint application do not read it.
    """
    application = db.session.get(Application, application_id)
    if application is None:
        raise NotFoundError
    if not internal and may(actor, Action.APPLICATION_READ, of_application(application)):
        message = _write(actor, application, text, part_id=part_id)
        for part in application.parts:
            if part_id in (None, part.id) and part.status is not PartStatus.DRAFT:
                tell_city(part, "application/message_city", step=message.id)
        return message.id
    part = _staff_part(actor, application, part_id)
    authorise(actor, Action.NOTE_WRITE, of_part(part))
    message = _write(
        actor, application, text, part_id=part.id, city_id=part.city_id, internal=internal
    )
    if not internal:
        tell_applicant(part, "application/message", step=message.id)
    return message.id


def _staff_part(actor: Actor, application: Application, part_id: int | None) -> ApplicationPart:
    """Return the part that a writer from a city speaks about."""
    for part in application.parts:
        readable = part.status is not PartStatus.DRAFT and may(
            actor, Action.PART_READ, of_part(part)
        )
        if readable and part_id in (None, part.id):
            return part
    raise NotFoundError


def _write(
    actor: Actor,
    application: Application,
    text: str,
    *,
    part_id: int | None = None,
    city_id: int | None = None,
    internal: bool = False,
) -> Message:
    body = tidy(text)
    if not body:
        raise FieldError("needed", field="body")
    message = Message(
        application_id=application.id,
        part_id=part_id,
        author_id=actor.user_id,
        city_id=city_id,
        internal=internal,
        body=body,
        at=clock.now(),
    )
    db.session.add(message)
    db.session.flush()
    record(actor, "message:write", message, city_id=city_id, internal=internal)
    return message
