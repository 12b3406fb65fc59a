"""Concepts for tests, as rows in any state."""

import uuid
from typing import Any

from app import clock
from app.database import db
from models.account import User
from models.challenge import Challenge, EntrantKind
from models.concept import Concept, ConceptStatus
from tests.factories import keep
from tests.factories.account import person


def concept(
    of: Challenge,
    status: ConceptStatus = ConceptStatus.SUBMITTED,
    *,
    lead: User | None = None,
    **values: Any,
) -> Concept:
    """Return a concept in a challenge, by default one that was submitted."""
    now = clock.now()
    sent = status not in (ConceptStatus.DRAFT, ConceptStatus.WITHDRAWN)
    given: dict[str, Any] = {
        "challenge_id": of.id,
        "code": f"C-{uuid.uuid4().hex[:4].upper()}",
        "lead_id": (lead or person("Ulla Uskalias")).id,
        "entrant_kind": EntrantKind.RESIDENT,
        "status": status,
        "language": "fi",
        "title": "Kasteleva katulamppu",
        "problem": "Pöly leijuu.",
        "solution": "Lamppu kastelee kadun.",
        "impact": "Puhtaampi ilma.",
        "plan": "Kuukausi yhdellä kadulla.",
        "needs": "Yksi katu ja vettä.",
        "terms_id": of.terms_id,
        "digest": "0" * 64 if sent else "",
        "created_at": now,
        "updated_at": now,
        "submitted_at": now if sent else None,
    }
    made = Concept(**given | values)
    db.session.add(made)
    keep()
    return made


def concepts(of: Challenge, number: int, **values: Any) -> list[Concept]:
    """Return several concepts of different people."""
    return [concept(of, title=f"Ajatus {n}", **values) for n in range(1, number + 1)]
