"""Concepts for tests, as rows in any state."""

import datetime as dt
import itertools
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import and_, select, update

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.queries import concept_clock
from app.queries.account import actor_of
from app.queries.concept_team import sha256
from app.services import concept as service
from app.services import concept_team
from app.services.concept_team import NewMember
from models.account import User
from models.challenge import Challenge, ChallengeStatus, EntrantKind
from models.concept import Concept, ConceptMember, ConceptStatus
from tests.factories import keep
from tests.factories.account import person

_numbers = itertools.count(1)


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
        "code": f"C-{next(_numbers):04X}",
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


def draft(of: Challenge, **values: Any) -> Concept:
    """Return a draft from which nothing is missing."""
    lead = values.pop("lead", None) or person("Ulla Uskalias")
    contact = {"contact_name": lead.name, "contact_email": lead.email}
    return concept(of, ConceptStatus.DRAFT, lead=lead, **contact | values)


def submitted(of: Challenge, **values: Any) -> Concept:
    """Return an entry that its lead has submitted by the service, with its receipt."""
    made = draft(of, **values)
    service.submit(leading(made), made.id, made.version, of.terms_id or 0)
    db.session.refresh(made)
    return made


def leading(of: Concept) -> Actor:
    """Return the lead of a team as an actor."""
    assert of.lead_id is not None
    return actor_of(of.lead_id)


def joined(of: Concept, user: User | None = None) -> User:
    """Return somebody who has accepted to be in a team."""
    user = user or person("Jussi Jäsen")
    now = clock.now()
    db.session.add(
        ConceptMember(
            concept_id=of.id, email=user.email, user_id=user.id, invited_at=now, expires_at=now,
            accepted_at=now, token_sha256=uuid.uuid4().hex * 2,
        )
    )  # fmt: skip
    keep()
    db.session.refresh(of)
    return user


def invited(of: Concept, email: str, token: str = "") -> ConceptMember:
    """Return an invitation that waits for its answer, by a link with this token."""
    token = token or uuid.uuid4().hex
    new = NewMember(email, sha256(token), "/fi/my/concepts/invitations/" + token, "fi")
    ident = concept_team.invite(leading(of), of.id, new)
    return db.session.get_one(ConceptMember, ident)


def make_concepts(of: Challenge, number: int, **values: Any) -> list[Concept]:
    """Return entries that were submitted by as many people, with receipts, while it was open."""
    return [submitted(of, title=f"Ajatus {n}", **values) for n in range(1, number + 1)]


def close(of: Challenge, seconds: float = 0) -> None:
    """Let a challenge close so many seconds from now by the database's clock (negative: ago).

    Nothing sleeps and no clock is moved: the deadline is.
    """
    with as_if_nobody_had_entered(of):
        of.closes_at = concept_clock.instant() + dt.timedelta(seconds=seconds)
        of.questions_close_at = None
    db.session.commit()


@contextmanager
def as_if_nobody_had_entered(of: Challenge) -> Iterator[None]:
    """Let a challenge be changed as the database allows only before the first entry."""
    db.session.flush()
    table = Concept.__table__
    sent = and_(table.c.challenge_id == of.id, table.c.submitted_at.is_not(None))
    rows = db.session.execute(
        select(table.c.id, table.c.status, table.c.submitted_at).where(sent)
    ).all()
    db.session.execute(
        update(table).where(sent).values(status=ConceptStatus.DRAFT, submitted_at=None)
    )
    yield
    db.session.flush()
    for ident, status, at in rows:
        db.session.execute(
            update(table).where(table.c.id == ident).values(status=status, submitted_at=at)
        )


def publish_all(of: Challenge, *, entries_open: bool = True) -> None:
    """Say whether everybody reads the entries once the outcome is announced."""
    with as_if_nobody_had_entered(of):
        of.entries_open = entries_open


def screening(of: Challenge) -> None:
    """Close a challenge and begin its screening."""
    close(of, -1)
    of.status = ChallengeStatus.SCREENING
    db.session.commit()
