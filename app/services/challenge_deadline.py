"""Let a challenge close later: extended before it closes, or reopened before anybody judges.

It never closes earlier.  Everybody who has a concept or has asked something is told at once, with
the reason, which stands on the public page.  Each function returns the challenge's id.
"""

import datetime as dt
from dataclasses import dataclass

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.table import Action
from app.services.audit import record
from app.services.challenge_approval import checked_reason
from app.services.challenge_edit import check_times
from app.services.challenge_mail import iso, tell_all_taking_part
from app.services.challenge_step import entered, take_step
from app.services.concept_reopen import return_all
from models.base import Translated
from models.challenge import (
    CHALLENGE_WORKFLOW,
    Challenge,
    ChallengeAction,
    ChallengePhase,
    ChallengeStatus,
)
from models.challenge_notice import ChallengeNotice, NoticeKind
from models.errors import ConflictError, FieldError

KIND_OF = {
    "challenge/extended": NoticeKind.EXTENDED,
    "challenge/reopened": NoticeKind.REOPENED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTimes:
    """When it is to close instead, and what else moves with it; None leaves that as it is."""

    closes_at: dt.datetime
    questions_close_at: dt.datetime | None = None
    decision_by: dt.date | None = None


@use_case
def extend(
    actor: Actor, challenge_id: int, version: int, times: NewTimes, reason: Translated
) -> int:
    """Let a challenge close later, before it has closed.

    Raises:
        ConflictError: ``challenge_not_extendable``: it has closed or is not public.
        FieldError: ``challenge_only_later`` (closes_at, zone) at ``closes_day``; ``reason_needed``;
            as ``check_times``.
    """
    challenge = entered(actor, challenge_id, Action.CHALLENGE_RUN)
    phase = challenge.phase(clock.now())
    if phase not in {ChallengePhase.COMING, ChallengePhase.OPEN}:
        raise ConflictError("challenge_not_extendable")
    if challenge.version != version:
        raise ConflictError("changed_meanwhile", version=challenge.version)
    why = checked_reason(challenge, reason)
    before = challenge.closes_at
    _put(challenge, times)
    challenge.version += 1
    challenge.updated_at = clock.now()
    _announce(actor, challenge, "challenge/extended", before, why)
    record(
        actor, "challenge:extend", challenge, version=challenge.version,
        before=iso(before), closes_at=iso(challenge.closes_at),
    )  # fmt: skip
    return challenge.id


@use_case
def reopen(
    actor: Actor, challenge_id: int, version: int, times: NewTimes, reason: Translated
) -> int:
    """Take concepts again after the closing, while nobody judges yet.

    One that has closed and is not screened yet is reopened without a move.

    Raises:
        IllegalMoveError: Judging has begun, or it was never open.
        FieldError: As ``extend``; ``challenge_in_future`` at ``closes_day``.
    """
    challenge = entered(actor, challenge_id, Action.CHALLENGE_RUN)
    waits = challenge.phase(clock.now()) is ChallengePhase.CLOSED
    is_unscreened = waits and challenge.status is ChallengeStatus.APPROVED
    if not is_unscreened:
        CHALLENGE_WORKFLOW.after(challenge.status, ChallengeAction.REOPEN)
    if challenge.version != version:
        raise ConflictError("changed_meanwhile", version=challenge.version)
    why = checked_reason(challenge, reason)
    if times.closes_at <= clock.now():
        raise FieldError("challenge_in_future", field="closes_day")
    before = challenge.closes_at
    _put(challenge, times)
    if is_unscreened:
        challenge.version += 1
        challenge.updated_at = clock.now()
        record(actor, "challenge:reopen", challenge, version=challenge.version, before=iso(before))
    else:
        take_step(actor, challenge, ChallengeAction.REOPEN, before=iso(before))
        return_all(actor, challenge)
    _announce(actor, challenge, "challenge/reopened", before, why)
    return challenge.id


def _put(challenge: Challenge, times: NewTimes) -> None:
    if challenge.closes_at is not None and times.closes_at <= challenge.closes_at:
        raise FieldError(
            "challenge_only_later", field="closes_day",
            closes_at=challenge.closes_at, zone=challenge.city.time_zone,
        )  # fmt: skip
    questions = times.questions_close_at or challenge.questions_close_at
    decision = times.decision_by or challenge.decision_by
    check_times(challenge.opens_at, questions, times.closes_at, decision, challenge.city.time_zone)
    if challenge.questions_close_at and questions and questions < challenge.questions_close_at:
        raise FieldError("challenge_questions_later", field="questions_day")
    challenge.closes_at = times.closes_at
    challenge.questions_close_at, challenge.decision_by = questions, decision


def _announce(
    actor: Actor,
    challenge: Challenge,
    template: str,
    before: dt.datetime | None,
    why: Translated,
) -> None:
    """Put the change on the public page and tell everybody who takes part, by this mail."""
    notice = ChallengeNotice(
        challenge_id=challenge.id, kind=KIND_OF[template], reason=why, closed_at=before,
        closes_at=challenge.closes_at, by_id=actor.user_id, at=clock.now(),
    )  # fmt: skip
    db.session.add(notice)
    db.session.flush()
    once = str(challenge.version)
    tell_all_taking_part(challenge, template, once, reason=lambda lang: why.best(lang)[0])
