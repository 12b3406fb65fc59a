"""What the lead of a winning team answers: accept, decline, or step back afterwards."""

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_concept
from app.policies.table import Action, authorise
from app.services.award_assignment import begin
from app.services.award_lapse import pass_on, settled, turn
from app.services.award_mail import tell_award_city
from app.services.move import move
from app.services.typed_value import TEXT, text_up_to
from models.application import BOOKED, OPEN_FOR_DECISION, Application, PartStatus
from models.award import AWARD_WORKFLOW, Award, AwardAction, AwardStatus
from models.errors import ConflictError, NotFoundError

LIVE = (*OPEN_FOR_DECISION, PartStatus.OFFERED, *BOOKED)


@settled
@use_case
def accept(actor: Actor, award_id: int) -> int:
    """Accept a prize; returns the id of the application that has been begun with the concept.

    A second time changes nothing and answers the same.

    Raises:
        NotFoundError: It is no prize of the actor's team.
        ForbiddenError: The actor does not lead the team.
        ConflictError: ``award_lapsed``; ``illegal_move`` when it was declined.
    """
    award = _own(actor, award_id)
    if award.status is AwardStatus.ACCEPTED and award.application_id is not None:
        return award.application_id
    if award.status is AwardStatus.LAPSED:
        raise ConflictError("award_lapsed")
    move(actor, award, AWARD_WORKFLOW, AwardAction.ACCEPT, answered_at=clock.now())
    made = begin(actor, award)
    tell_award_city(award, "award/accepted_city")
    return made


@settled
@use_case
def decline(actor: Actor, award_id: int, note: str = "") -> int:
    """Say no to a prize, which is offered to the next in rank; returns the award's id.

    Raises:
        As ``accept``; FieldError ``too_many_letters``.
    """
    award = _own(actor, award_id)
    if award.status is AwardStatus.LAPSED:
        raise ConflictError("award_lapsed")
    _give_up(actor, award, AwardAction.DECLINE, note)
    return award.id


@settled
@use_case
def step_back(actor: Actor, award_id: int, note: str = "") -> int:
    """Give an accepted prize back before its application is with a city; returns its id.

    The draft stays with who wrote it, without the prize.

    Raises:
        As ``accept``; ConflictError ``award_application_live`` while a city has the application.
    """
    award = _own(actor, award_id)
    AWARD_WORKFLOW.after(award.status, AwardAction.STEP_BACK)
    if award.application is not None and _is_live(award.application):
        raise ConflictError("award_application_live")
    if award.payments:
        raise ConflictError("award_paid_already")
    _give_up(actor, award, AwardAction.STEP_BACK, note)
    return award.id


def _give_up(actor: Actor, award: Award, action: AwardAction, note: str) -> None:
    said = text_up_to(TEXT)("note", note)
    move(actor, award, AWARD_WORKFLOW, action, answered_at=clock.now(), note=said)
    pass_on(actor, award)


def _is_live(application: Application) -> bool:
    """Say whether a city has the application, or has said yes to it."""
    return application.submitted_at is not None and application.state in LIVE


def _own(actor: Actor, award_id: int) -> Award:
    award = db.session.get(Award, award_id)
    if award is None or actor.user_id is None or actor.user_id not in award.concept.team:
        raise NotFoundError
    turn(award.challenge_id)
    db.session.refresh(award)
    authorise(actor, Action.AWARD_ANSWER, of_concept(award.concept))
    return award
