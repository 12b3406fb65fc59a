"""Entries of Oulu for the scene: one that is being written, and one that is screened."""

from collections.abc import Callable
from typing import Any

from app import clock
from app.database import db
from models.account import User
from models.challenge import ChallengeStatus
from models.concept import ConceptFile
from tests.factories import concept as make
from tests.factories import keep
from tests.factories.account import person
from tests.factories.challenge import challenge


def entries(writer: User, words: str, plant: Callable[..., None]) -> dict[str, Any]:
    """Leave the entries, their texts planted; return their names in addresses."""
    running = challenge(slug="oulu")
    mine = make.draft(running, lead=writer)
    friend = person("Ystävä")
    make.joined(mine, friend)
    paper = ConceptFile(
        concept_id=mine.id, key="k" * 43, title=words, kind="pdf", digest="e" * 64, size=1,
        at=clock.now(),
    )  # fmt: skip
    looked_at = challenge(ChallengeStatus.SCREENING, slug="oulu", opens=-48, closes=-1)
    screened = make.concept(looked_at, lead=person("Toinen"), secrets={"plan": words})
    db.session.add(paper)
    keep()
    plant(mine, screened)
    return {
        "concept_id": mine.id,
        "file_id": paper.id,
        "member_id": mine.members[0].id,
        "concept.slug": running.slug,
        "concept_desk.challenge_id": looked_at.id,
        "concept_desk.concept_id": screened.id,
    }
