"""The public face of an award: the concept's words that become public, without its trade secrets.

It is copied once, so that the page of the results stays when the entries are forgotten.
"""

import datetime as dt

from app import clock
from app.queries.award import final_ranking, in_order
from models.award import Award, AwardKind, AwardStatus
from models.award_rule import Share
from models.challenge import Challenge
from models.concept import Concept

SUMMARY = 600  # letters
ENDS = (". ", "! ", "? ", "\n")


def award_for(
    challenge: Challenge, concept: Concept, share: Share, answer_by: dt.datetime
) -> Award:
    """Return a new award; a prize is offered until ``answer_by``."""
    is_prize = share.kind is AwardKind.PRIZE
    ranking = final_ranking(challenge)
    ranks = {one.concept_id: one.rank for one in in_order(ranking)} if ranking is not None else {}
    now = clock.now()
    return Award(
        challenge_id=challenge.id,
        concept_id=concept.id,
        kind=share.kind,
        status=AwardStatus.OFFERED if is_prize else AwardStatus.MENTIONED,
        place=share.place,
        rank=ranks.get(concept.id),
        amount_eur=share.amount_eur,
        title=told(concept, "title") or concept.code,
        summary=shortened(told(concept, "solution") or told(concept, "problem")),
        language=concept.language,
        runner_name=runner(concept),
        offered_at=now if is_prize else None,
        answer_by=answer_by if is_prize else None,
        created_at=now,
    )


def told(concept: Concept, section: str) -> str:
    """Return a section of a concept for everybody; nothing of one marked as a trade secret.

    Only the officer's decision that a mark does not hold opens the section.
    """
    if section in concept.secrets:
        decided = concept.secrets_decided.get(section)
        if decided is None or decided.get("kept", True):
            return ""
    text: str = getattr(concept, section)
    return text


def shortened(text: str, most: int = SUMMARY) -> str:
    """Return the first sentences of a text."""
    if len(text) <= most:
        return text.strip()
    head = text[:most]
    end = max(head.rfind(sign) for sign in ENDS)
    return head[: end + 1].strip() if end > 0 else head.rstrip() + "…"


def runner(concept: Concept) -> str:
    """Return the name a winner goes by: the organisation, the team, or the person."""
    if concept.organisation is not None:
        return concept.organisation.name
    if concept.team_name:
        return concept.team_name
    return concept.lead.name if concept.lead is not None else concept.code
