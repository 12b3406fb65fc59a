"""Pass a prize on: to the next in rank, when a winner declines, steps back or does not answer.

Whoever writes about the prizes of a challenge lets those lapse first whose time is over
(``settled``); a job does it too.  So no prize is accepted after its time, with or without the job.
"""

import datetime as dt
import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import select

from app import clock
from app.database import db, request_key, use_case
from app.policies.actor import SYSTEM, Actor
from app.queries.award import announcement_of, final_ranking, in_order
from app.services.award_announce import answer_by
from app.services.award_face import award_for
from app.services.award_mail import tell_award_city, tell_award_team
from app.services.move import move
from models.award import AWARD_WORKFLOW, Award, AwardAction, AwardKind, AwardStatus
from models.award_rule import Share, next_in_line
from models.challenge import Challenge
from models.concept import CONCEPT_WORKFLOW, Concept, ConceptAction, ConceptStatus

P = ParamSpec("P")
R = TypeVar("R")

REMIND_BEFORE = dt.timedelta(days=3)
NEXT = (ConceptStatus.NOT_SELECTED, ConceptStatus.HONOURABLE)


def settled(
    work: Callable[Concatenate[Actor, int, P], R],
) -> Callable[Concatenate[Actor, int, P], R]:
    """Let prizes lapse whose time is over, of the challenge of the award named second."""

    @functools.wraps(work)
    def run(actor: Actor, award_id: int, /, *args: P.args, **kwargs: P.kwargs) -> R:
        token = request_key.set(None)  # it belongs to the caller's own work
        try:
            challenge_id = db.session.scalar(select(Award.challenge_id).where(Award.id == award_id))
            if challenge_id is not None and _due(challenge_id):
                lapse_due(challenge_id)
        finally:
            request_key.reset(token)
        return work(actor, award_id, *args, **kwargs)

    return run


def turn(challenge_id: int) -> Challenge:
    """Return the challenge, whose prizes nobody else changes until this use case ends."""
    return db.session.get_one(Challenge, challenge_id, with_for_update=True, populate_existing=True)


@use_case
def lapse_due(challenge_id: int) -> int:
    """Let the prizes of a challenge lapse that nobody answered, and pass them on.

    Returns how many lapsed.
    """
    turn(challenge_id)
    lapsed = [db.session.get_one(Award, one) for one in _due(challenge_id)]
    for award in lapsed:
        move(SYSTEM, award, AWARD_WORKFLOW, AwardAction.LAPSE, answered_at=clock.now())
        tell_award_team(award, "award/lapsed")
        pass_on(SYSTEM, award)
    return len(lapsed)


def lapse_all_due() -> int:
    """Let every prize lapse that nobody answered in time, for the job; returns how many."""
    found = db.session.scalars(
        select(Award.challenge_id)
        .where(Award.status == AwardStatus.OFFERED, Award.answer_by <= clock.now())
        .distinct()
        .order_by(Award.challenge_id)
    ).all()
    return sum(lapse_due(one) for one in found)


@use_case
def remind_all() -> int:
    """Remind teams, once, of a prize that waits for their answer; returns of how many."""
    now = clock.now()
    waiting = db.session.scalars(
        select(Award)
        .where(
            Award.status == AwardStatus.OFFERED,
            Award.answer_by > now,
            Award.answer_by <= now + REMIND_BEFORE,
            Award.offered_at <= now - REMIND_BEFORE,
        )
        .order_by(Award.id)
    ).all()
    for award in waiting:
        tell_award_team(award, "award/answer_soon", once="soon")
    return len(waiting)


def pass_on(actor: Actor, award: Award) -> Award | None:
    """Offer a prize to the next in rank, in the caller's transaction; None when nobody is left."""
    move(actor, award.concept, CONCEPT_WORKFLOW, ConceptAction.STEP_BACK)
    challenge = award.challenge
    concept = _next(challenge)
    kept = announcement_of(challenge.id)
    if concept is None or kept is None:
        tell_award_city(award, "award/nobody_left", why=award.status.value)
        return None
    until = answer_by(challenge, kept.answer_days)
    share = Share(AwardKind.PRIZE, award.place, award.amount_eur)
    made = award_for(challenge, concept, share, until)
    made.follows_id = award.id
    db.session.add(made)
    move(SYSTEM, concept, CONCEPT_WORKFLOW, ConceptAction.WIN)
    db.session.flush()
    tell_award_team(made, "award/offered_next", rank=made.rank)
    tell_award_city(award, "award/passed_on", why=award.status.value, successor=made.title)
    return made


def _next(challenge: Challenge) -> Concept | None:
    """Return the best ranked concept that may still be offered a prize."""
    ranking = final_ranking(challenge)
    if ranking is None:
        return None
    free = {
        one.id: one
        for one in db.session.scalars(
            select(Concept).where(Concept.challenge_id == challenge.id, Concept.status.in_(NEXT))
        )
        if one.team
    }
    ranked = in_order(ranking)
    found = next_in_line(ranked, frozenset(one.concept_id for one in ranked) - free.keys())
    return free[found] if found is not None else None


def _due(challenge_id: int) -> list[int]:
    return list(
        db.session.scalars(
            select(Award.id)
            .where(
                Award.challenge_id == challenge_id,
                Award.status == AwardStatus.OFFERED,
                Award.answer_by <= clock.now(),
            )
            .order_by(Award.place, Award.id)
        )
    )
