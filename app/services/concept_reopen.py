"""What the screening found is taken back when a challenge takes entries again.

Called by whoever reopens a challenge, after its move and in the same transaction: teams can change
and withdraw their entries again, and everything is screened anew afterwards.
"""

from sqlalchemy import select

from app.database import db
from app.policies.actor import Actor
from app.services.move import move
from models.challenge import Challenge
from models.concept import CONCEPT_WORKFLOW, Concept, ConceptAction

_AGAIN = ConceptAction.REVIEW_AGAIN


def return_all(actor: Actor, challenge: Challenge) -> int:
    """Make every screened entry of a challenge one that was submitted; returns how many."""
    found = db.session.scalars(
        select(Concept).where(Concept.challenge_id == challenge.id).order_by(Concept.id)
    ).all()
    screened = [one for one in found if CONCEPT_WORKFLOW.allows(one.status, _AGAIN)]
    for one in screened:
        move(
            actor, one, CONCEPT_WORKFLOW, _AGAIN,
            screen_note="", duplicate_of_id=None, screened_by_id=None, screened_at=None,
        )  # fmt: skip
    return len(screened)
