"""The record of the decisions on one part: what is put on paper for both sides, and its hash."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from app.policies.actor import Actor
from app.policies.approval import reads_for_city
from app.queries.application import part_for_applicant
from app.queries.decision import history, part_for_staff
from app.queries.review import is_recused
from models.application import OPEN_FOR_DECISION, ApplicationPart
from models.decision import Decision
from models.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """The decisions on a part, oldest first; at least one.

    ``digest`` is the SHA-256, in hex, of the content as JSON: the same for every reader and in
    every language.  ``scores`` are those of the last decision that has any, None while the city
    can still be swayed or the reader has a conflict of interest.
    """

    part: ApplicationPart
    decisions: list[Decision]
    scores: dict[str, Any] | None
    digest: str


def record_for_city(viewer: Actor, part_id: int) -> DecisionRecord:
    """Return the record for the staff of the part's city or its host.

    Raises:
        NotFoundError: Nothing has been decided, or the part is another city's.
    """
    return _record(viewer, part_for_staff(viewer, part_id))


def record_for_applicant(viewer: Actor, part_id: int) -> DecisionRecord:
    """Return the same record for whoever applied.

    Raises:
        NotFoundError: Nothing has been decided, or the part is somebody else's.
    """
    return _record(viewer, part_for_applicant(viewer, part_id))


def _record(viewer: Actor, part: ApplicationPart) -> DecisionRecord:
    decisions = history(viewer, part.id)
    if not decisions:
        raise NotFoundError
    told = [one.facts["scores"] for one in decisions if "scores" in one.facts]
    is_hidden = part.status in OPEN_FOR_DECISION or (
        reads_for_city(viewer, part) and is_recused(viewer, [part.id])
    )
    return DecisionRecord(
        part=part,
        decisions=decisions,
        scores=told[-1] if told and not is_hidden else None,
        digest=hashlib.sha256(_content(part, decisions).encode()).hexdigest(),
    )


def _content(part: ApplicationPart, decisions: list[Decision]) -> str:
    """Return everything that the record tells, as one text that the same facts always give."""
    application = part.application
    facts = {
        "application": application.id,
        "part": part.id,
        "title": application.title,
        "applicant": application.applicant_name,
        "language": application.language,
        "testbed": part.testbed_id,
        "city": part.testbed.city.slug,
        "status": part.status.value,
        "wish": [part.earliest.isoformat() if part.earliest else None, part.days],
        "decisions": [
            {
                "id": one.id,
                "at": one.at.isoformat(),
                "by": one.by_id,
                "outcome": one.outcome.value,
                "reasons": one.reasons,
                "legal_text": one.legal_text,
                "facts": one.facts,
            }
            for one in decisions
        ],
    }
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
