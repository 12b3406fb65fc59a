"""What Oulu has of challenges that Helsinki is not to read: a draft with all that hangs on it."""

from collections.abc import Callable
from typing import Any

from app import clock
from app.database import db
from models.account import User
from models.base import Translated
from models.challenge import ChallengeStatus
from models.challenge_file import ChallengeFile
from models.challenge_question import ChallengeQuestion
from tests.factories import challenge as make


def challenge_things(worker: User, plant: Callable[..., None], planted: str) -> dict[str, Any]:
    """Leave a challenge on review, its texts planted; return their names in addresses."""
    made = make.challenge(
        ChallengeStatus.IN_REVIEW, slug="oulu", themes=[], created_by_id=worker.id
    )
    asked = ChallengeQuestion(
        challenge_id=made.id, asked_by_id=worker.id, language="fi", words=planted,
        asked_at=clock.now(),
    )  # fmt: skip
    paper = ChallengeFile(
        challenge_id=made.id, title=planted, alt=Translated(planted), kind="pdf", digest="d" * 64,
        size=1, at=clock.now(),
    )  # fmt: skip
    db.session.add_all((asked, paper))
    db.session.flush()
    plant(made, *made.criteria, *made.prizes)
    return {
        "challenge_id": made.id, "criterion_id": made.criteria[0].id,
        "challenge_file.file_id": paper.id, "challenge_answer.question_id": asked.id,
        "challenge_question.question_id": asked.id,
    }  # fmt: skip
