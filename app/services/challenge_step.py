"""One step of a challenge: permission, what must hold, compare-and-set, audit line.

Every move of ``CHALLENGE_WORKFLOW`` goes through ``take_step``, whosever page it is taken from, in
the transaction of the caller, who tells people and does what hangs on it.
"""

from typing import Any

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_challenge
from app.policies.table import Action, authorise, may
from app.services.move import move
from models.challenge import (
    CHALLENGE_WORKFLOW,
    MOST_ROUNDS,
    Challenge,
    ChallengeAction,
    ChallengePhase,
    ChallengeStatus,
)
from models.errors import ConflictError, IllegalMoveError, NotFoundError

_A = ChallengeAction
NEEDS: dict[ChallengeAction, Action] = {
    _A.SUBMIT: Action.CHALLENGE_SUBMIT,
    _A.REQUEST_EDITS: Action.CHALLENGE_APPROVE,
    _A.APPROVE: Action.CHALLENGE_APPROVE,
    _A.BEGIN_SCREENING: Action.CHALLENGE_RUN,
    _A.REOPEN: Action.CHALLENGE_RUN,
    _A.BEGIN_JUDGING: Action.JURY_MANAGE,
    _A.SHORTLIST: Action.JURY_MANAGE,
    _A.BEGIN_FINAL: Action.JURY_MANAGE,
    _A.DECIDE: Action.JURY_DECIDE,
    _A.ANNOUNCE: Action.AWARD_ANNOUNCE,
    _A.ARCHIVE: Action.CHALLENGE_RUN,
    _A.CANCEL: Action.CHALLENGE_CANCEL,
}
"""Which permission each move takes."""

KEPT_AS_NOTE = frozenset({_A.REQUEST_EDITS, _A.CANCEL})
"""Moves whose reason stands at the challenge from then on."""


def entered(actor: Actor, challenge_id: int, action: Action) -> Challenge:
    """Return a challenge, locked, when the actor may know of it and take the action.

    Raises:
        NotFoundError: It does not exist or is not theirs to know of.
        ForbiddenError: They may look but not do this.
    """
    challenge = db.session.get(
        Challenge, challenge_id, with_for_update=True, populate_existing=True
    )
    if challenge is None:
        raise NotFoundError
    subject = of_challenge(challenge)
    if not (actor.is_system or may(actor, Action.CHALLENGE_READ, subject)):
        raise NotFoundError
    authorise(actor, action, subject)
    return challenge


def take_step(
    actor: Actor, challenge: Challenge, action: ChallengeAction, reason: str = "", **facts: Any
) -> ChallengeStatus:
    """Move a challenge and return its new state; ``facts`` go into the audit line.

    ``reason`` is kept where ``KEPT_AS_NOTE`` says so; other moves keep theirs themselves.

    Raises:
        ForbiddenError: The actor may not take this move.
        IllegalMoveError: Its state, or its number of rounds, has no such move.
        ConflictError: ``four_eyes``; ``challenge_still_open`` (closes_at, zone); or somebody else
            moved it meanwhile.
    """
    authorise(actor, NEEDS[action], of_challenge(challenge))
    CHALLENGE_WORKFLOW.after(challenge.status, action)
    _refuse_what_cannot_be(actor, challenge, action)
    db.session.flush()
    return move(
        actor, challenge, CHALLENGE_WORKFLOW, action, facts,
        **_written(actor, action), **_note(action, reason),
    )  # fmt: skip


def _refuse_what_cannot_be(actor: Actor, challenge: Challenge, action: ChallengeAction) -> None:
    if action is _A.APPROVE and actor.user_id == challenge.submitted_by_id:
        raise ConflictError("four_eyes")
    if action is _A.BEGIN_SCREENING and challenge.phase(clock.now()) is not ChallengePhase.CLOSED:
        raise ConflictError(
            "challenge_still_open", closes_at=challenge.closes_at, zone=challenge.city.time_zone
        )
    in_first = challenge.status is ChallengeStatus.JUDGING_1
    has_final = challenge.rounds == MOST_ROUNDS
    wants_final = action is _A.SHORTLIST
    if in_first and action in {_A.SHORTLIST, _A.DECIDE} and wants_final != has_final:
        raise IllegalMoveError(state=challenge.status, action=action)


def _written(actor: Actor, action: ChallengeAction) -> dict[str, Any]:
    now = clock.now()
    written: dict[str, Any] = {"updated_at": now}
    if action is _A.SUBMIT:
        written["submitted_by_id"] = actor.user_id
    elif action is _A.APPROVE:
        written |= {"approved_at": now, "was_public": True}
    elif action is _A.ANNOUNCE:
        written["announced_at"] = now
    return written


def _note(action: ChallengeAction, reason: str) -> dict[str, str]:
    if action is _A.APPROVE:
        return {"note": ""}
    return {"note": reason} if action in KEPT_AS_NOTE else {}
