"""Somebody enters challenges: alone and in teams, submitted and not, and looks at others'."""

import datetime as dt

from flask import Flask

from app import clock
from app.database import db
from models.account import User
from models.attachment import stored_name
from models.challenge import ChallengeStatus
from models.concept import Concept, ConceptFile, ConceptMember, ConceptStatus, SealBreaking
from tests.factories import concept as make
from tests.factories.account import person
from tests.factories.challenge import challenge
from tests.factories.media import store


def enters(made: User, app: Flask) -> None:
    """Let the person have an entry of every kind, and have read somebody else's."""
    of, now = challenge(), clock.now()
    draft = make.draft(of, lead=made, team_words="Minä", contact_phone=made.name)
    _file(draft, made, app, "a1a1")
    sent = make.submitted(of, lead=made, team_name=made.name, team_words="Me")
    _file(sent, made, app, "a1a1c0")
    over = challenge(ChallengeStatus.ANNOUNCED, opens=-48, closes=-1)
    decided = make.concept(
        over, ConceptStatus.NOT_SELECTED, lead=made, contact_email=made.email, team_name=made.name
    )
    _file(decided, made, app, "b2b2c0")
    other = make.concept(over, lead=person("Toinen"), screened_by_id=made.id, screened_at=now)
    make.joined(other, made)
    db.session.add_all((
        ConceptMember(
            concept_id=make.draft(of).id, email=made.email, token_sha256="9" * 64, invited_at=now,
            expires_at=now,
        ),
        SealBreaking(
            concept_id=other.id, by_id=made.id, reason="Auttaa", at=now,
            until=now + dt.timedelta(hours=1),
        ),
    ))  # fmt: skip
    db.session.commit()


def _file(of: Concept, by: User, app: Flask, digest: str) -> None:
    """Add a file whose content lies in the store under a name of its own."""
    whole = digest.ljust(64, "0")
    store(app).put(stored_name(whole, "pdf"), b"%PDF")
    row = ConceptFile(
        concept_id=of.id, key=f"{digest:0<43}", title="Kuva", kind="pdf", digest=whole, size=4,
        by_id=by.id, at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
