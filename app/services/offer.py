"""Answer an offer, for applicants; let offers lapse, for the system."""

from app.database import use_case
from app.policies.actor import Actor
from app.policies.subject import of_part
from app.policies.table import Action, authorise
from app.queries.agreement_text import proposed
from app.queries.application import part_for_applicant
from app.services.agreement import LONGEST_NAME, draw_up
from app.services.application import Acceptance, check_acceptance, keep_acceptance
from app.services.application_alternative import give_way, turns_of
from app.services.correspondence import tell_applicant, tell_city
from app.services.hold import told
from app.services.joint_release import release_rest, turns_with
from app.services.lapse import (
    expire_all_due as expire_all_due,
)
from app.services.lapse import (
    expire_due as expire_due,
)
from app.services.lapse import (
    settled,
)
from app.services.ledger import confirm, take_turn
from app.services.pilot_birth import bear
from app.services.release import active_booking, release
from app.services.step import step
from models.application import PART_WORKFLOW, ApplicationPart, PartAction, PartStatus
from models.errors import ConflictError, FieldError
from models.text import tidy


@settled("part")
@use_case
def accept(actor: Actor, part_id: int, acceptance: Acceptance, seen: str) -> int:
    """Take the offered days and sign the agreement; returns the id of the pilot that is born.

    ``seen`` is the hash of the agreement's text that the applicant has read and signs.

    Places that were wished for instead of this one are withdrawn.

    Raises:
        ConflictError: ``offer_expired``; ``agreement_changed`` when the text is another one now;
            IllegalMoveError when it is no longer open.
        FieldError: ``terms_needed``, ``signature_needed``.
    """
    part = _offered(actor, part_id)
    _refuse_lapsed(part)
    PART_WORKFLOW.after(part.status, PartAction.ACCEPT)
    check_acceptance(acceptance)
    if not acceptance.name.strip():
        raise FieldError("signature_needed", field="name")
    booking = active_booking(part.id)
    if booking is None:
        raise ConflictError("offer_expired")
    proposal = proposed(part, booking)
    if seen != proposal.sha256:
        raise ConflictError("agreement_changed")
    confirm(actor, booking)
    step(actor, part, PartAction.ACCEPT)
    keep_acceptance(actor, part.application_id, acceptance, part_id=part.id)
    agreement = draw_up(actor, part, proposal, tidy(acceptance.name)[:LONGEST_NAME])
    pilot = bear(actor, part, booking)
    days = told(booking)
    tell_applicant(part, "offer/accepted", agreement_id=agreement.id, **days)
    tell_city(part, "offer/accepted_city", agreement_id=agreement.id, **days)
    give_way(actor, part)
    return pilot.id


@settled("part")
@use_case
def decline(actor: Actor, part_id: int, reason: str = "") -> int:
    """Decline the offer; the days go to the waiting list.  Returns the part's id.

    Where every place is needed, the offers of the others are let go with it.
    """
    part = _offered(actor, part_id)
    release(actor, part, PartAction.DECLINE_OFFER)
    tell_city(part, "offer/declined_city", reason=tidy(reason))
    release_rest(part)
    return part.id


def _offered(actor: Actor, part_id: int) -> ApplicationPart:
    part = part_for_applicant(actor, part_id)
    authorise(actor, Action.OFFER_ANSWER, of_part(part))
    take_turn({*turns_of(part), *turns_with(part)})
    return part


def _refuse_lapsed(part: ApplicationPart) -> None:
    """Say that an offer ran out, rather than that the state has changed."""
    if part.status is PartStatus.EXPIRED:
        raise ConflictError("offer_expired")
