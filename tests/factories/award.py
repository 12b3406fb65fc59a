"""Challenges after their jury, and awards, for tests.

``decided`` makes the ranking rows that a jury leaves behind, in the shape of models/jury.py.
"""

import datetime as dt
import hashlib
import json
import uuid
from decimal import Decimal
from typing import Any

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.queries.award import announcement_of, awards_of
from app.services import award as service
from app.services import award_announce
from app.services.award import Prepared
from models.account import User
from models.award import Award
from models.award_rule import Share
from models.base import Translated
from models.challenge import Challenge, ChallengeStatus
from models.concept import Concept, ConceptStatus
from models.jury import AssignmentStatus, Juror, JurorStatus, JuryAssignment, JuryScore, Ranking
from tests.factories import keep
from tests.factories.account import acting, person, staff
from tests.factories.challenge import closed
from tests.factories.concept import concept

STATEMENT = Translated("Raadin perustelut", "Juryns motivering", "What the jury says")
WORDS = "Hyvä ajatus, mutta talvi puuttuu."


def decided(
    entries: int = 4,
    *,
    leads: tuple[User, ...] = (),
    jurors: int = 2,
    out: int = 0,
    **values: Any,
) -> Challenge:
    """Return a challenge whose jury has signed; the first entry is ranked first, and so on.

    The last ``out`` entries are below a minimum.
    """
    made = closed(ChallengeStatus.DECIDED, **{"rounds": 1, "shortlist_size": 12} | values)
    leaders = [*leads, *(person(f"Lähettäjä {n}") for n in range(len(leads) + 1, entries + 1))]
    for number, lead in enumerate(leaders, 1):
        concept(made, ConceptStatus.ELIGIBLE, lead=lead, title=f"Ajatus {number}")
    judge(made, jurors)
    rank(made, out=out)
    return made


def entries_of(challenge: Challenge) -> list[Concept]:
    """Return the concepts of a challenge in the order in which they were entered."""
    found = db.session.query(Concept).filter_by(challenge_id=challenge.id)
    return found.order_by(Concept.id).all()


def judge(challenge: Challenge, jurors: int = 2) -> None:
    """Let every juror score every concept that is in the judging, with words to the entrant."""
    now = clock.now()
    for number in range(jurors):
        judging = Juror(
            challenge_id=challenge.id, email=f"{uuid.uuid4().hex}@koepaikka.example",
            user_id=person(f"Tuomari {number}").id, status=JurorStatus.ACCEPTED,
            token_sha256=hashlib.sha256(uuid.uuid4().bytes).hexdigest(), invited_at=now,
            expires_at=now,
        )  # fmt: skip
        db.session.add(judging)
        db.session.flush()
        for one in entries_of(challenge):
            if one.status is not ConceptStatus.ELIGIBLE:
                continue
            read = JuryAssignment(
                juror_id=judging.id, concept_id=one.id, round=1, assigned_at=now,
                submitted_at=now, status=AssignmentStatus.SUBMITTED, note="Raadin kesken",
                comment=f"{WORDS} {one.title}" if number == 0 else "",
            )  # fmt: skip
            read.scores = [JuryScore(criterion_id=each.id, value=4) for each in challenge.criteria]
            db.session.add(read)
    keep()


def rank(challenge: Challenge, round_number: int | None = None, *, out: int = 0) -> Ranking:
    """Return the signed ranking of the concepts that are in the judging, in their order.

    The last ``out`` stay below a minimum.
    """
    found = [one for one in entries_of(challenge) if one.status is ConceptStatus.ELIGIBLE]
    ranked = len(found) - out
    result = [
        {
            "concept_id": one.id, "code": one.code, "rank": place, "tied": False,
            "score": str(Decimal(90 - place)), "adjusted": None, "spread": str(Decimal(place)),
            "readers": 2, "is_out": place > ranked,
            "per_criterion": {str(each.id): "4.25" for each in challenge.criteria},
        }
        for place, one in enumerate(found, 1)
    ]  # fmt: skip
    now = clock.now()
    made = Ranking(
        challenge_id=challenge.id, round=round_number or challenge.rounds, algorithm="test",
        inputs={}, result=result, made_at=now, signed_at=now,
        digest=hashlib.sha256(json.dumps(result).encode()).hexdigest(),
    )  # fmt: skip
    db.session.add(made)
    keep()
    return made


def coordinator(challenge: Challenge) -> Actor:
    """Return somebody who announces for the challenge's city."""
    return acting(staff(slug=challenge.city.slug))


def lead_of(award: Award) -> Actor:
    """Return the lead of the team that was given an award."""
    return acting(award.concept.lead)


def prepared(challenge: Challenge, **values: Any) -> int:
    """Prepare what the ranking suggests and return the version of it."""
    shares: dict[int, Share] = service.suggestion(challenge)
    given: dict[str, Any] = {"statement": STATEMENT, "answer_days": 14, "shares": shares}
    kept = announcement_of(challenge.id)
    written = Prepared(**given | values)
    version = kept.version if kept is not None else 0
    return service.prepare(coordinator(challenge), challenge.id, version, written)


def announced(challenge: Challenge | None = None, **values: Any) -> Challenge:
    """Return a challenge whose outcome is public, by default as its ranking suggests."""
    made = challenge or decided()
    version = prepared(made, **values)
    award_announce.announce(coordinator(made), made.id, version)
    db.session.refresh(made)
    return made


def prize(challenge: Challenge | None = None, place: int = 1, **values: Any) -> Award:
    """Return a prize that waits for its answer."""
    made = challenge or announced(decided(**values))
    return next(one for one in awards_of(made.id) if one.place == place)


def ends_in(award: Award, hours: float) -> Award:
    """Let the time to answer end so many hours from now."""
    award.answer_by = clock.now() + dt.timedelta(hours=hours)
    keep()
    return award
