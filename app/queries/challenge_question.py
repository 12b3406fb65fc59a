"""Questions about challenges: the answered ones for everybody, one's own, and the desk's.

``QuestionShown`` is all that any page knows of a question: it has no name in it.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.queries.challenge_desk import of_those_who_answer, staff_challenge
from models.challenge import Challenge
from models.challenge_question import ChallengeQuestion
from models.errors import NotFoundError
from models.wall_time import local_time


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """One question as pages show it; ``asked_on`` is a day, so that no clock tells who it was."""

    id: int
    language: str
    words: str
    asked_on: dt.date
    answer: str
    answered_at: dt.datetime | None
    is_hidden: bool = False
    hidden_reason: str = ""


def answered_questions(challenge: Challenge) -> list[QuestionShown]:
    """Return what everybody reads, the latest answer first."""
    return _shown(
        challenge,
        select(ChallengeQuestion)
        .where(
            ChallengeQuestion.challenge_id == challenge.id,
            ChallengeQuestion.answered_at.is_not(None),
            ChallengeQuestion.hidden_at.is_(None),
        )
        .order_by(ChallengeQuestion.answered_at.desc(), ChallengeQuestion.id.desc()),
    )


def own_questions(viewer: Actor, challenge: Challenge) -> list[QuestionShown]:
    """Return the viewer's own questions that nobody has answered, and those that were hidden."""
    if viewer.user_id is None:
        return []
    found = _shown(
        challenge,
        select(ChallengeQuestion)
        .where(
            ChallengeQuestion.challenge_id == challenge.id,
            ChallengeQuestion.asked_by_id == viewer.user_id,
        )
        .order_by(ChallengeQuestion.asked_at, ChallengeQuestion.id),
    )
    return [one for one in found if one.answered_at is None or one.is_hidden]


def own_question(viewer: Actor, question_id: int) -> ChallengeQuestion:
    """Return the viewer's own question.

    Raises:
        NotFoundError: It is not theirs.
    """
    row = db.session.get(ChallengeQuestion, question_id)
    if row is None or viewer.user_id is None or row.asked_by_id != viewer.user_id:
        raise NotFoundError
    return row


def desk_questions(viewer: Actor, challenge_id: int) -> list[QuestionShown]:
    """Return every question of a challenge for those who answer, those that wait first.

    Raises:
        NotFoundError: The challenge is not theirs to know of.
    """
    challenge = staff_challenge(viewer, challenge_id)
    found = _shown(
        challenge,
        select(ChallengeQuestion)
        .where(ChallengeQuestion.challenge_id == challenge.id)
        .order_by(ChallengeQuestion.asked_at, ChallengeQuestion.id),
    )
    return sorted(found, key=lambda one: (one.is_hidden, one.answered_at is not None))


def takes_questions(challenge: Challenge) -> bool:
    """Say whether questions are taken now."""
    until = challenge.questions_close_at
    return until is not None and clock.now() < until


def waits_for_answer(viewer: Actor) -> list[ColumnElement[bool]]:
    """Say that a question waits for an answer by the viewer's city."""
    return [
        ChallengeQuestion.challenge_id == Challenge.id,
        ChallengeQuestion.answered_at.is_(None),
        ChallengeQuestion.hidden_at.is_(None),
        of_those_who_answer(viewer),
    ]


def unanswered(viewer: Actor, limit: int) -> list[tuple[Challenge, ChallengeQuestion]]:
    """Return the questions that wait for the viewer's city, the oldest first."""
    found = db.session.execute(
        select(Challenge, ChallengeQuestion)
        .where(*waits_for_answer(viewer))
        .order_by(ChallengeQuestion.asked_at, ChallengeQuestion.id)
        .limit(limit)
    )
    return [(challenge, question) for challenge, question in found]


def _shown(challenge: Challenge, statement: Any) -> list[QuestionShown]:
    rows: Iterable[ChallengeQuestion] = db.session.scalars(statement)
    return [
        QuestionShown(
            id=one.id,
            language=one.language,
            words=one.words,
            asked_on=local_time(one.asked_at, challenge.city.time_zone)[0],
            answer=one.answer,
            answered_at=one.answered_at,
            is_hidden=one.hidden_at is not None,
            hidden_reason=one.hidden_reason,
        )
        for one in rows
    ]
