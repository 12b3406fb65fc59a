"""Tell those who take part in a challenge of new answers: one mail a day at most."""

import datetime as dt

from sqlalchemy import or_, select

from app import clock
from app.database import db, use_case
from app.services.challenge_mail import taking_part, tell_about
from models.challenge import Challenge
from models.challenge_question import ChallengeQuestion

RHYTHM = dt.timedelta(days=1)
_NEW = (
    ChallengeQuestion.answered_at.is_not(None),
    ChallengeQuestion.told_at.is_(None),
    ChallengeQuestion.hidden_at.is_(None),
)


def tell_answers() -> int:
    """Go through the challenges with new answers, for the job; return how many were told of."""
    due = or_(
        Challenge.answers_told_at.is_(None), Challenge.answers_told_at <= clock.now() - RHYTHM
    )
    ids = db.session.scalars(
        select(Challenge.id)
        .join(ChallengeQuestion, ChallengeQuestion.challenge_id == Challenge.id)
        .where(*_NEW, due)
        .distinct()
        .order_by(Challenge.id)
    )
    return sum(tell_answers_of(challenge_id) for challenge_id in ids.all())


@use_case
def tell_answers_of(challenge_id: int) -> int:
    """Put one mail to each person into the outbox, about all new answers; return 1, 0 for none."""
    challenge = db.session.get_one(
        Challenge, challenge_id, with_for_update=True, populate_existing=True
    )
    now = clock.now()
    last = challenge.answers_told_at
    if last is not None and last > now - RHYTHM:
        return 0
    rows = db.session.scalars(
        select(ChallengeQuestion)
        .where(ChallengeQuestion.challenge_id == challenge_id, *_NEW)
        .order_by(ChallengeQuestion.answered_at, ChallengeQuestion.id)
    ).all()
    if not rows:
        return 0
    for user in taking_part(challenge):
        lines = [
            {"words": one.words, "answer": one.answer}
            for one in rows
            if one.asked_by_id != user.id  # who asked has been told at once
        ]
        if lines:
            tell_about(challenge, user, "challenge/answers", now.isoformat(), lines=lines)
    for one in rows:
        one.told_at = now
    challenge.answers_told_at = now
    db.session.flush()
    return 1
