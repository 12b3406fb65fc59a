"""Write a decision down, with what the applicant can do about it.  The rows never change."""

from app import clock
from app.database import db
from app.policies.actor import Actor
from models.application import ApplicationPart
from models.decision import Decision, Outcome
from models.legal_text import CURRENT, LEGAL_TEXTS


def legal_text(part: ApplicationPart) -> str:
    """Return what the applicant is told of their rights, in the application's language."""
    return LEGAL_TEXTS[CURRENT].best(part.application.language)[0]


def write(actor: Actor, part: ApplicationPart, outcome: Outcome, reasons: str) -> None:
    """Write the decision down; with a refusal, what the applicant can do about it."""
    told = outcome in (Outcome.REJECT, Outcome.CANCEL)
    db.session.add(
        Decision(
            part_id=part.id,
            by_id=actor.user_id,
            at=clock.now(),
            outcome=outcome,
            reasons=reasons,
            legal_text=legal_text(part) if told else "",
            facts={"legal_version": CURRENT} if told else {},
        )
    )
