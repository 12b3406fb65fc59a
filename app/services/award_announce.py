"""Announce the outcome: everything becomes public, and is told to everybody, in one transaction.

State, awards, the outcome of every concept, the figures and all letters are committed together or
not at all.  Whoever repeats the request announces nothing twice.
"""

import datetime as dt

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.table import Action
from app.queries.award import TOLD, announcement_of, final_ranking, standing
from app.queries.award_figure import figures_of
from app.queries.award_outcome import JUDGED, entered
from app.services.audit import record
from app.services.award import locked, shares_of
from app.services.award_face import award_for
from app.services.award_letter import Sheet, letters, send
from app.services.challenge_step import take_step
from app.services.move import move
from models.award import Announcement, Award, AwardKind
from models.award_rule import Share
from models.challenge import Challenge, ChallengeAction
from models.concept import CONCEPT_WORKFLOW, Concept, ConceptAction
from models.errors import ConflictError, DomainError
from models.wall_time import MIDNIGHT, instant_of

OUTCOMES = {AwardKind.PRIZE: ConceptAction.WIN, AwardKind.MENTION: ConceptAction.HONOUR}


@use_case
def announce(actor: Actor, challenge_id: int, version: int) -> int:
    """Announce what has been prepared and return the challenge's id; a repetition does nothing.

    Raises:
        NotFoundError, ForbiddenError: As app/services/award.py: ``locked``.
        ConflictError: ``changed_meanwhile``: what is announced is not what was seen.
        DomainError: ``award_not_ready`` with fact ``gaps`` (names of what is missing).
    """
    challenge = locked(actor, challenge_id, Action.AWARD_ANNOUNCE)
    if challenge.status in TOLD:
        return challenge.id
    kept = announcement_of(challenge.id)
    if gaps := missing(challenge, kept):
        raise DomainError("award_not_ready", gaps=gaps)
    if kept is None or kept.version != version:
        raise ConflictError("changed_meanwhile")
    sheet = sheet_of(challenge, kept)
    written = letters(sheet)  # before the outcome changes what they say
    take_step(actor, challenge, ChallengeAction.ANNOUNCE)
    kept.announced_at = clock.now()
    kept.announced_by_id = actor.user_id
    kept.figures = figures_of(challenge)
    awards = _decide(actor, challenge, sheet)
    sent = send(written)
    db.session.flush()
    record(
        actor, "award:announce", challenge,
        awards=[one.id for one in awards], letters=sent, ranking=_ranking_id(challenge),
    )  # fmt: skip
    return challenge.id


def missing(challenge: Challenge, kept: Announcement | None) -> list[str]:
    """Return what is not ready: ``choices``, ``statement_fi`` and the like; empty when all is."""
    if kept is None:
        return ["choices"]
    left = standing(challenge.id)
    lost = any(one.concept_id not in left for one in kept.choices)  # withdrawn meanwhile
    gaps = ["choices"] if lost or not kept.choices else []
    return gaps + [
        f"statement_{lang}"
        for lang in challenge.city.required_languages
        if not kept.statement.get(lang)
    ]


def sheet_of(challenge: Challenge, kept: Announcement) -> Sheet:
    """Return what the letters of an announcement are made of."""
    until = answer_by(challenge, kept.answer_days)
    return Sheet(challenge, shares_of(kept), kept.statement, until)


def answer_by(challenge: Challenge, days: int) -> dt.datetime:
    """Return the instant by which a winner answers who is told now: the end of a local day."""
    zone = challenge.city.time_zone
    day = clock.today(zone) + dt.timedelta(days=days + 1)
    found = instant_of(day, MIDNIGHT, zone, later=True)
    if found is None:
        raise ValueError("No clock of Finland skips midnight.")
    return found


def _decide(actor: Actor, challenge: Challenge, sheet: Sheet) -> list[Award]:
    """Give every judged concept its outcome, and make the awards."""
    made = []
    for concept in entered(challenge.id):
        share = sheet.shares.get(concept.id)
        if concept.status in JUDGED:
            _settle(actor, concept, share)
        if share is not None:
            made.append(award_for(challenge, concept, share, sheet.answer_by))
    db.session.add_all(made)
    db.session.flush()
    return made


def _settle(actor: Actor, concept: Concept, share: Share | None) -> None:
    action = OUTCOMES[share.kind] if share is not None else ConceptAction.LET_GO
    move(actor, concept, CONCEPT_WORKFLOW, action)


def _ranking_id(challenge: Challenge) -> int | None:
    ranking = final_ranking(challenge)
    return ranking.id if ranking is not None else None
