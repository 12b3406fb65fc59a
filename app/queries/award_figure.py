"""The figures that are published with the outcome, frozen in ``Announcement.figures``.

Shape: ``{"entries": int, "judged": int, "kinds": {kind: count or null}, "readings": int,
"jurors": int, "spread": str or null}``.  A null is a number too small to be told
(models/challenge_number.py); ``spread`` is the mean over concepts of how far jurors were apart, on
the scale from 0 to 100.
"""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import func, select

from app.database import db
from app.queries.award_outcome import ENTERED, JUDGED
from models.challenge import Challenge, EntrantKind
from models.challenge_number import disclosed, shown_deviation
from models.concept import Concept
from models.jury import AssignmentStatus, JuryAssignment, Ranking

TENTH = Decimal("0.1")
FEWEST_READERS = 2


def figures_of(challenge: Challenge) -> dict[str, Any]:
    """Return the figures of a challenge as they are now."""
    rows = db.session.execute(
        select(Concept.entrant_kind, Concept.status).where(
            Concept.challenge_id == challenge.id, Concept.status.in_(ENTERED)
        )
    ).all()
    asked = challenge.entrants or [kind.value for kind in EntrantKind]
    counts = Counter({EntrantKind(kind).value: 0 for kind in asked})
    counts.update(kind.value for kind, _status in rows if kind is not None)
    return {
        "entries": len(rows),
        "judged": sum(status in JUDGED for _kind, status in rows),
        "kinds": disclosed(counts),
        "readings": _readings(challenge.id),
        "jurors": _jurors(challenge.id),
        "spread": _spread(challenge),
    }


def _readings(challenge_id: int) -> int:
    return (
        db.session.scalar(
            select(func.count())
            .select_from(JuryAssignment)
            .join(Concept, Concept.id == JuryAssignment.concept_id)
            .where(
                Concept.challenge_id == challenge_id,
                JuryAssignment.status == AssignmentStatus.SUBMITTED,
            )
        )
        or 0
    )


def _jurors(challenge_id: int) -> int:
    return (
        db.session.scalar(
            select(func.count(JuryAssignment.juror_id.distinct()))
            .join(Concept, Concept.id == JuryAssignment.concept_id)
            .where(
                Concept.challenge_id == challenge_id,
                JuryAssignment.status == AssignmentStatus.SUBMITTED,
            )
        )
        or 0
    )


def _spread(challenge: Challenge) -> str | None:
    """Return the mean spread of the concepts that several jurors read in the first round."""
    first = db.session.scalar(
        select(Ranking).where(Ranking.challenge_id == challenge.id, Ranking.round == 1)
    )
    rows = first.result if first is not None else []
    known = [
        Decimal(str(row["spread"]))
        for row in rows
        if row.get("spread") is not None and int(row.get("readers") or 0) >= FEWEST_READERS
    ]
    if not shown_deviation(len(known)):
        return None
    mean = sum(known, Decimal(0)) / len(known)
    return str(mean.quantize(TENTH, ROUND_HALF_UP))
