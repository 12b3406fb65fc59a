"""Write a decision down, with the scores and what the applicant can do about it.

The rows never change.
"""

from typing import Any

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.queries.review import together, weights_of
from models.application import ApplicationPart
from models.decision import Decision, Outcome
from models.legal_text import CURRENT, LEGAL_TEXTS
from models.review_score import Spread


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
            facts={**({"legal_version": CURRENT} if told else {}), **scored(part)},
        )
    )


def scored(part: ApplicationPart) -> dict[str, Any]:
    """Return the reviews as they stood, for the facts of a decision; empty when there are none.

    ``scores`` has the weights, how many reviews there were, their mean, lowest and highest, and
    ``by`` criterion the same; numbers are texts of decimals.
    """
    found = together(part)
    if found.total is None:
        return {}
    by = {name: _plain(one) for name, one in found.by.items()}
    return {"scores": {"weights": weights_of(part), "by": by, **_plain(found.total)}}


def _plain(found: Spread) -> dict[str, Any]:
    low, high = str(found.low), str(found.high)
    return {"mean": str(found.mean), "low": low, "high": high, "count": found.count}
