"""Send an application and speak about it: submit, withdraw, answer, write."""

import re
from dataclasses import dataclass

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM, Actor
from app.policies.alternative import groups, one_of_each
from app.policies.approval import decides_by_itself, risks_of
from app.policies.subject import of_application, of_part
from app.policies.table import Action, authorise, may
from app.queries.application import for_applicant, part_for_applicant
from app.queries.decision import staff_parts
from app.services import hold, message
from app.services.application_draft import draft_of, swap
from app.services.attachment import Paper, attach
from app.services.audit import record
from app.services.call import enter
from app.services.completeness import missing
from app.services.correspondence import (
    tell_applicant,
    tell_city,
    tell_request_applicant,
    tell_request_city,
)
from app.services.joint_release import release_rest, turns_with
from app.services.lapse import settled
from app.services.ledger import take_turn
from app.services.place_request import withdraw_request
from app.services.release import release
from app.services.replication import tell_original
from app.services.step import step
from app.services.waiting import fitting_window
from models.application import (
    BOOKED,
    PART_WORKFLOW,
    Application,
    ApplicationPart,
    JointPolicy,
    PartAction,
    PartStatus,
    TermsAcceptance,
)
from models.attachment import OF_ANSWER
from models.errors import CapacityError, DomainError, FieldError, IllegalMoveError, NotFoundError
from models.place_request import RequestStatus
from models.testbed_kind import Approval

_SHA256 = re.compile(r"[0-9a-f]{64}")


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
        DomainError: ``incomplete`` with fact ``gaps`` (list of app.services.window.Gap);
            ``no_open_call`` when a call closed while this was on its way.
        ConflictError: ``draft_changed_elsewhere``, ``already_sent``.
        FieldError: ``terms_needed``.
    """
    application = draft_of(actor, application_id)
    take_turn(part.testbed_id for part in application.parts)
    check_acceptance(acceptance)
    if gaps := missing(application, clock.today(_zone(application))):
        raise DomainError("incomplete", gaps=gaps)
    now = clock.now()
    enter(application.parts, now)
    values = {"submitted_at": now, "terms_version": acceptance.terms_version}
    swap(application, version, values)
    keep_acceptance(actor, application.id, acceptance)
    for part in application.parts:
        step(actor, part, PartAction.SUBMIT)
        tell_city(part, "application/received_city")
    for request in application.requests:
        record(actor, "place_request:send", request)
    places = [part.testbed.name.as_dict() for part in application.parts]
    _tell_sent(application, places)
    _offer_at_once(application)
    return application.id


@settled("part")
@use_case
def withdraw(actor: Actor, part_id: int, reason: str = "") -> int:
    """Withdraw one part in any state before it has ended; returns the part's id.

    A booked part is cancelled by the applicant; freed days go to the waiting list.  Where every
    place is needed, the offers of the others are let go with it.
    """
    part = part_for_applicant(actor, part_id)
    take_turn(turns_with(part))
    _withdraw(actor, part, message.said(reason, "reason", needed=False))
    release_rest(part)
    return part.id


@settled("application")
@use_case
def withdraw_all(actor: Actor, application_id: int, reason: str = "") -> int:
    """Withdraw every part and request that still can be; returns the application's id.

    Raises:
        IllegalMoveError: Nothing can be withdrawn any more.
    """
    application = for_applicant(actor, application_id)
    take_turn(part.testbed_id for part in application.parts)
    said = message.said(reason, "reason", needed=False)
    live = [
        part
        for part in application.parts
        if PART_WORKFLOW.allows(part.status, _way_out(part.status))
    ]
    asked = [one for one in application.requests if one.status is RequestStatus.OPEN]
    if not live and not asked:
        raise IllegalMoveError(action=PartAction.WITHDRAW)
    for request in asked:
        withdraw_request(actor, request.id)
    for part in sorted(live, key=lambda each: each.testbed_id):
        _withdraw(actor, part, said)
    return application.id


@use_case
def answer(actor: Actor, part_id: int, text: str, paper: Paper | None = None) -> int:
    """Answer the city's question; the part goes back to it.  Returns the message's id.

    A file that comes with the answer is read by this city alone, as the answer is.
    """
    part = part_for_applicant(actor, part_id)
    authorise(actor, Action.APPLICATION_ANSWER, of_part(part))
    step(actor, part, PartAction.ANSWER)
    written = message.write(actor, part.application_id, text, part_id=part.id)
    if paper is not None:
        attach(actor, part.application, paper, OF_ANSWER, part.id)
    tell_city(part, "application/answered_city", text=written.body)
    return written.id


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

    Raises:
        NotFoundError: The application is a draft, or nothing of it is the actor's.
    """
    application = db.session.get(Application, application_id)
    if application is None or application.submitted_at is None:
        raise NotFoundError
    parts = [part for part in application.parts if part_id in (None, part.id)]
    own = staff_parts(actor, parts)
    if not parts or not (own or may(actor, Action.APPLICATION_READ, of_application(application))):
        raise NotFoundError
    if internal or not may(actor, Action.APPLICATION_ANSWER, of_application(application)):
        return _post_as_city(actor, own, text, part_id, internal=internal)
    written = message.write(actor, application_id, text, part_id=part_id)
    for part in parts:
        tell_city(part, "application/message_city", once=f"m{written.id}", text=written.body)
    return written.id


def _post_as_city(
    actor: Actor, own: list[ApplicationPart], text: str, part_id: int | None, *, internal: bool
) -> int:
    if not own:
        raise NotFoundError
    authorise(actor, Action.NOTE_WRITE, of_part(own[0]))
    written = message.write(
        actor,
        own[0].application_id,
        text,
        part_id=part_id,
        city_id=own[0].city_id,
        internal=internal,
    )
    if not internal:
        tell_applicant(own[0], "application/message", once=f"m{written.id}", text=written.body)
    return written.id


def check_acceptance(acceptance: Acceptance) -> None:
    """Refuse what does not say which wording was accepted."""
    if not acceptance.terms_version or not _SHA256.fullmatch(acceptance.sha256):
        raise FieldError("terms_needed", field="terms")


def keep_acceptance(
    actor: Actor, application_id: int, acceptance: Acceptance, part_id: int | None = None
) -> None:
    """Keep who accepted which wording, when."""
    db.session.add(
        TermsAcceptance(
            application_id=application_id,
            part_id=part_id,
            user_id=actor.user_id,
            name=message.said(acceptance.name, "name", needed=False)[:200] or actor.name,
            terms_version=acceptance.terms_version,
            body_sha256=acceptance.sha256,
            at=clock.now(),
        )
    )


def _zone(application: Application) -> str:
    """Return the time zone that tells which day it is for an application."""
    asked = [part.testbed.city for part in application.parts]
    asked += [request.city for request in application.requests]
    return asked[0].time_zone if asked else clock.FINLAND


def _tell_sent(application: Application, places: list[dict[str, str]]) -> None:
    """Tell the applicant what was sent and who decides, and the cities whom it concerns."""
    risks = risks_of(application)
    by_people = [
        part.testbed.name.as_dict()
        for part in application.parts
        if risks and part.testbed.approval is Approval.AUTOMATIC
    ]
    if places:
        tell_applicant(
            application.parts[0], "application/sent",
            places=places, by_people=by_people, risks=risks,
        )  # fmt: skip
    for request in application.requests:
        tell_request_applicant(request, "place_request/sent")
        tell_request_city(request, "place_request/received_city")
    tell_original(application)


def _offer_at_once(application: Application) -> None:
    """Offer what testbeds that decide by themselves have free; the others decide in their time.

    Of places wished for instead of each other the first that has room is offered, unless one that
    is wished for more is still being decided on.
    """
    if application.joint_policy is JointPolicy.ALL:
        _offer_together(one_of_each(application))
        return
    for group in groups(application):
        for part in group:
            if not decides_by_itself(part) or _offer_together([part]):
                break


def _offer_together(parts: list[ApplicationPart]) -> bool:
    """Offer all of these or none, and say which it was."""
    if not all(decides_by_itself(part) for part in parts):
        return False
    windows = [(part, fitting_window(part)) for part in parts]
    fitting = [(part, window) for part, window in windows if window is not None]
    if len(fitting) < len(parts):
        return False
    terms = hold.Terms(min(part.testbed.hold_days for part in parts))
    try:
        with db.session.begin_nested():
            hold.place_all(SYSTEM, fitting, terms)
    except CapacityError:
        return False
    return True


def _way_out(status: PartStatus) -> PartAction:
    booked = status in BOOKED
    return PartAction.CANCEL_BY_APPLICANT if booked else PartAction.WITHDRAW


def _withdraw(actor: Actor, part: ApplicationPart, reason: str) -> None:
    action = _way_out(part.status)
    needed = Action.BOOKING_CANCEL if action is PartAction.CANCEL_BY_APPLICANT else None
    authorise(actor, needed or Action.APPLICATION_WITHDRAW, of_part(part))
    was_draft = part.status is PartStatus.DRAFT
    release(actor, part, action)
    if not was_draft:
        tell_city(part, "application/withdrawn_city", reason=reason)
