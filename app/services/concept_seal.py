"""Break the seal of one entry: an administrator reads it for an hour, and the city is told.

The reason is kept for good beside who and when, shown at the desk to those who run the challenge,
and mailed to the coordinators of its city at once.
"""

import datetime as dt

from sqlalchemy import select

from app import row_scope
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_challenge
from app.policies.table import Action, authorise
from app.queries import concept_clock
from app.services.audit import record
from app.services.concept_mail import tell_officers
from models.challenge import Challenge
from models.concept import Concept, SealBreaking
from models.errors import FieldError, NotFoundError
from models.text import tidy

LASTS = dt.timedelta(hours=1)
LEAST_REASON, LONGEST = 20, 2_000


@use_case
def break_seal(actor: Actor, challenge_id: int, code: str, reason: str) -> int:
    """Let an administrator read the entry with this code for an hour; returns its id.

    Raises:
        NotFoundError: There is no such challenge.
        ForbiddenError: The actor is no administrator.
        FieldError: ``reason_short`` (least) at ``reason``; ``no_such_entry`` at ``code``.
    """
    challenge = db.session.get(Challenge, challenge_id)
    if challenge is None:
        raise NotFoundError
    authorise(actor, Action.SEAL_BREAK, of_challenge(challenge))
    why = tidy(reason)[:LONGEST]
    if len(why) < LEAST_REASON:
        raise FieldError("reason_short", field="reason", least=LEAST_REASON)
    with row_scope.as_system("what an administrator may break the seal of"):
        concept = db.session.scalar(
            select(Concept).where(
                Concept.challenge_id == challenge_id, Concept.code == code.strip().upper()
            )
        )
    if concept is None:
        raise FieldError("no_such_entry", field="code")
    now = concept_clock.instant()
    made = SealBreaking(
        concept_id=concept.id, by_id=actor.user_id, reason=why, at=now, until=now + LASTS
    )
    db.session.add(made)
    db.session.flush()
    record(actor, "seal:break", challenge, city_id=challenge.city_id, breaking_id=made.id)
    tell_officers(concept, "concept/seal_broken", f"s{made.id}", by=actor.name, reason=why)
    return concept.id
