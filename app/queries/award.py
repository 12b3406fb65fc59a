"""Awards: what is prepared at the desk, what has been announced, and whose it is.

Until a challenge is announced nothing here is for anybody but those who prepare it
(``Action.AWARD_PREPARE``); the public asks ``announced`` first.
"""

from collections.abc import Sequence

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_challenge
from app.policies.table import Action, authorise, may
from models.award import Announcement, Award, AwardKind, AwardStatus
from models.award_rule import Ranked
from models.challenge import Challenge, ChallengeStatus
from models.concept import IN_JUDGING, Concept, ConceptMember, ConceptStatus
from models.errors import ForbiddenError, NotFoundError
from models.jury import Ranking

TOLD = (ChallengeStatus.ANNOUNCED, ChallengeStatus.ARCHIVED)
AFTER_JURY = (ChallengeStatus.DECIDED, *TOLD)
IN_THE_END = (*IN_JUDGING, ConceptStatus.NOT_SHORTLISTED)


def announced(slug: str) -> Challenge | None:
    """Return the challenge of an address whose outcome everybody may read, else None."""
    return db.session.scalar(
        select(Challenge)
        .where(Challenge.slug == slug, Challenge.status.in_(TOLD))
        .options(joinedload(Challenge.city))
    )


def at_desk(viewer: Actor, challenge_id: int) -> Challenge:
    """Return a challenge that the jury has decided, for those who announce or follow it up.

    Raises:
        NotFoundError: The viewer may not know of it, or the jury has not ended.
        ForbiddenError: The viewer may know of it, but not what will be announced; also
            ``award_own_entry``.
    """
    challenge = db.session.get(Challenge, challenge_id, options=[joinedload(Challenge.city)])
    if challenge is None or not may(viewer, Action.CHALLENGE_READ, of_challenge(challenge)):
        raise NotFoundError
    authorise(viewer, needed(challenge), of_challenge(challenge))
    if challenge.status not in AFTER_JURY:
        raise NotFoundError
    if challenge.status not in TOLD:
        refuse_entrant(viewer, challenge.id)
    return challenge


def needed(challenge: Challenge) -> Action:
    """Return what somebody must be allowed to look after the awards of a challenge now."""
    return Action.AWARD_PAY if challenge.status in TOLD else Action.AWARD_PREPARE


def refuse_entrant(actor: Actor, challenge_id: int) -> None:
    """Keep whoever has entered, alone, in a team or by an organisation, from the outcome.

    Raises:
        ForbiddenError: ``award_own_entry``.
    """
    entered = select(Concept.id).where(
        Concept.challenge_id == challenge_id,
        Concept.submitted_at.is_not(None),
        or_(
            Concept.lead_id == actor.user_id,
            Concept.organisation_id.in_(actor.organisations),
            Concept.members.any(
                and_(ConceptMember.user_id == actor.user_id, ConceptMember.accepted_at.is_not(None))
            ),
        ),
    )
    if db.session.scalar(entered.limit(1)) is not None:
        raise ForbiddenError("award_own_entry")


def standing(challenge_id: int) -> frozenset[int]:
    """Return the ids of the concepts that can still be given something: nobody withdrew them."""
    return frozenset(
        db.session.scalars(
            select(Concept.id).where(
                Concept.challenge_id == challenge_id, Concept.status.in_(IN_THE_END)
            )
        )
    )


def desk_list(viewer: Actor) -> list[Challenge]:
    """Return the challenges after their jury that the viewer announces or follows up, new first."""
    found = db.session.scalars(
        select(Challenge)
        .where(Challenge.status.in_(AFTER_JURY))
        .options(joinedload(Challenge.city))
        .order_by(Challenge.closes_at.desc(), Challenge.id.desc())
    )
    return [one for one in found if may(viewer, needed(one), of_challenge(one))]


def announcement_of(challenge_id: int) -> Announcement | None:
    """Return what is prepared or announced of a challenge."""
    return db.session.scalar(
        select(Announcement)
        .where(Announcement.challenge_id == challenge_id)
        .options(selectinload(Announcement.choices))
    )


def final_ranking(challenge: Challenge) -> Ranking | None:
    """Return the signed ranking of the challenge's last round."""
    return db.session.scalar(
        select(Ranking).where(
            Ranking.challenge_id == challenge.id,
            Ranking.round == challenge.rounds,
            Ranking.signed_at.is_not(None),
        )
    )


def in_order(ranking: Ranking) -> list[Ranked]:
    """Return the concepts that a ranking puts in order; those below a minimum are out of it."""
    return [
        Ranked(row["concept_id"], row["rank"])
        for row in ranking.result
        if not row.get("is_out") and row["rank"] is not None
    ]


def awards_of(challenge_id: int) -> Sequence[Award]:
    """Return every award of a challenge: prizes by place, as they were offered, then mentions."""
    return db.session.scalars(
        select(Award)
        .where(Award.challenge_id == challenge_id)
        .options(selectinload(Award.payments))
        .order_by(Award.kind.desc(), Award.place, Award.id)
    ).all()


def award_at_desk(viewer: Actor, award_id: int) -> Award:
    """Return an award for the city that follows it up.

    Raises:
        NotFoundError: As ``at_desk``.
    """
    award = db.session.get(Award, award_id)
    if award is None:
        raise NotFoundError
    at_desk(viewer, award.challenge_id)
    return award


def award_of_concept(concept_id: int) -> Award | None:
    """Return the prize that a concept was offered, whatever came of it, else its mention."""
    return db.session.scalar(
        select(Award)
        .where(Award.concept_id == concept_id)
        .order_by(Award.kind == AwardKind.MENTION)
        .limit(1)
    )


def own_concept(viewer: Actor, concept_id: int) -> Concept:
    """Return a concept of an announced challenge for its team.

    Raises:
        NotFoundError: It is not theirs, or its outcome has not been announced.
    """
    concept = db.session.get(
        Concept, concept_id, options=[joinedload(Concept.challenge).joinedload(Challenge.city)]
    )
    if concept is None or viewer.user_id is None or viewer.user_id not in concept.team:
        raise NotFoundError
    if concept.challenge.status not in TOLD:
        raise NotFoundError
    return concept


def award_of_application(application_id: int) -> Award | None:
    """Return the prize of which an application is the assignment."""
    return db.session.scalar(
        select(Award)
        .where(Award.application_id == application_id, Award.status == AwardStatus.ACCEPTED)
        .options(joinedload(Award.challenge))
    )


def pending_count(challenge_id: int) -> int:
    """Return how many prizes of a challenge wait for an answer."""
    found = db.session.scalar(
        select(func.count()).where(
            Award.challenge_id == challenge_id, Award.status == AwardStatus.OFFERED
        )
    )
    return found or 0
