"""The letters of an announcement, as they are previewed and as they go out: one function.

Each entrant's letter goes to everybody in the team, in their own language; jurors and the city's
mailbox get one as well.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.database import db
from app.queries.award_outcome import JUDGED, Outcome, entered, outcomes
from app.services.notification import tell, tell_address
from models.account import User
from models.award import AwardKind
from models.award_rule import Share
from models.base import Translated
from models.challenge import Challenge
from models.concept import Concept
from models.jury import Juror, JurorStatus


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one person or mailbox; ``user`` is None for a mailbox.

    ``once`` is the key by which it is sent once, ``code`` says whose concept it is about.
    """

    template: str
    once: str
    address: str
    language: str
    context: dict[str, Any]
    user: User | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is announced: the shares by concept, the statement, until when winners answer."""

    challenge: Challenge
    shares: Mapping[int, Share]
    statement: Translated
    answer_by: dt.datetime


def letters(sheet: Sheet) -> list[Letter]:
    """Return every letter of the announcement, those to winners first."""
    told = outcomes(sheet.challenge)
    concepts = entered(sheet.challenge.id)
    users = _users(concepts)
    made = [
        _outcome(sheet, concept, user, told.get(concept.id))
        for concept in sorted(concepts, key=lambda one: _order(sheet.shares.get(one.id), one))
        for user in (users[one] for one in sorted(concept.team) if one in users)
    ]
    return [*made, *_to_jurors(sheet), _to_city(sheet, len(concepts))]


def send(made: Iterable[Letter]) -> int:
    """Put letters into the outbox, each once; returns how many there were."""
    count = 0
    for one in made:
        if one.user is not None:
            tell(one.user, one.template, one.once, **one.context)
        else:
            tell_address(one.address, one.language, one.template, one.once, **one.context)
        count += 1
    return count


def _order(share: Share | None, concept: Concept) -> tuple[int, int, int]:
    if share is None:
        return (2, concept.status not in JUDGED, concept.id)
    return (share.kind is not AwardKind.PRIZE, share.place or 0, concept.id)


def _users(concepts: Iterable[Concept]) -> dict[int, User]:
    ids = {user_id for concept in concepts for user_id in concept.team}
    found = db.session.scalars(select(User).where(User.id.in_(ids), User.active))
    return {one.id: one for one in found}


def _outcome(sheet: Sheet, concept: Concept, user: User, outcome: Outcome | None) -> Letter:
    """Return the letter that tells one person of the team how it went."""
    share = sheet.shares.get(concept.id)
    about = _about(sheet, concept, outcome, user.language)
    if share is None:
        if concept.status in JUDGED:
            return _written("award/placed", concept, user, about)
        return _written("award/outside", concept, user, about)
    if share.kind is AwardKind.MENTION:
        return _written("award/mentioned", concept, user, about)
    return _written(
        "award/won",
        concept,
        user,
        about,
        place=share.place,
        amount_eur=share.amount_eur,
        reward=reward_of(sheet.challenge, share.place, user.language),
        answer_by=sheet.answer_by.isoformat(),
    )


def reward_of(challenge: Challenge, place: int | None, language: str) -> str:
    """Return what else than money the prize of a place is."""
    reward = next((one.reward for one in challenge.prizes if one.place == place), None)
    return reward.best(language)[0] if reward is not None else ""


def _written(
    template: str, concept: Concept, user: User, about: Mapping[str, Any], **more: Any
) -> Letter:
    once = f"{template}:{concept.id}"
    context = {**about, **more}
    return Letter(template, once, user.email, user.language, context, user, concept.code)


def _facts(challenge: Challenge, statement: Translated, language: str) -> dict[str, Any]:
    """Return what every letter of an announcement knows; names in the reader's language."""
    return {
        "challenge": challenge.title.best(language)[0],
        "slug": challenge.slug,
        "city": challenge.city.name.best(language)[0],
        "contact": challenge.contact_email or challenge.city.role_mailbox,
        "statement": statement.best(language)[0],
    }


def _about(
    sheet: Sheet, concept: Concept, outcome: Outcome | None, language: str
) -> dict[str, Any]:
    """Return what the letters to a team know besides."""
    scores = outcome.scores if outcome is not None else ()
    return {
        "concept_id": concept.id,
        "title": concept.title or concept.code,
        "code": concept.code,
        "rank": outcome.rank if outcome is not None else None,
        "of": outcome.of if outcome is not None else 0,
        "went_on": outcome is not None and outcome.round == sheet.challenge.rounds,
        "score": str(outcome.score) if outcome is not None else "",
        "scores": [[one.name.best(language)[0], one.weight, str(one.mean)] for one in scores],
        "comments": list(outcome.comments) if outcome is not None else [],
    } | _facts(sheet.challenge, sheet.statement, language)


def _to_jurors(sheet: Sheet) -> Iterator[Letter]:
    challenge = sheet.challenge
    jurors = db.session.scalars(
        select(Juror)
        .where(Juror.challenge_id == challenge.id, Juror.status == JurorStatus.ACCEPTED)
        .order_by(Juror.id)
    )
    for juror in jurors:
        user = juror.user
        if user is not None and user.active:
            facts = _facts(challenge, sheet.statement, user.language)
            yield _to_other("award/announced_jury", challenge, facts, user)


def _to_city(sheet: Sheet, count: int) -> Letter:
    challenge = sheet.challenge
    facts = _facts(challenge, sheet.statement, challenge.city.required_languages[0])
    return _to_other(
        "award/announced_city", challenge, facts, entries=count, challenge_id=challenge.id, name=""
    )


def _to_other(
    template: str,
    challenge: Challenge,
    facts: Mapping[str, Any],
    user: User | None = None,
    **more: Any,
) -> Letter:
    once = f"{template}:{challenge.id}"
    address = user.email if user is not None else challenge.city.role_mailbox
    language = user.language if user is not None else challenge.city.required_languages[0]
    return Letter(template, once, address, language, {**facts, **more}, user)
