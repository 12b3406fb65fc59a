"""The rounds of a jury: which state of a challenge is which round, and how its entries were dealt.

``JuryRound`` keeps the lot's seed with everything that went into the plan, so that who reads what
can be worked out again (models/jury_assignment_plan.py).
"""

import datetime as dt
import enum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, PrimaryKey
from models.challenge import Challenge, ChallengeStatus
from models.concept import ConceptStatus

MOST_JURORS = 30
LEAST_JURORS = 2

_S = ChallengeStatus
INVITES = (_S.DRAFT, _S.IN_REVIEW, _S.EDITS_REQUESTED, _S.APPROVED, _S.SCREENING)
"""States in which a jury is still put together; later only where an entry lacks readers."""
ROUND_OF = {_S.JUDGING_1: 1, _S.JUDGING_2: 2}
DONE = (_S.DECIDED, _S.ANNOUNCED, _S.ARCHIVED)
READ_IN = {1: ConceptStatus.ELIGIBLE, 2: ConceptStatus.SHORTLISTED}
"""The state of the concepts that are judged in a round."""
NOT_JUDGED = (
    ConceptStatus.DRAFT, ConceptStatus.SUBMITTED, ConceptStatus.WITHDRAWN,
    ConceptStatus.INELIGIBLE, ConceptStatus.DUPLICATE, ConceptStatus.MERGED,
)  # fmt: skip


class ConflictKind(enum.StrEnum):
    """What ties a juror to an entry.  The last three the service finds by itself."""

    WORK = "work"
    MONEY = "money"
    FAMILY = "family"
    ADVICE = "advice"
    OTHER = "other"
    TEAM = "team"
    RIVAL = "rival"  # has entered the same challenge
    ORGANISATION = "organisation"


CERTAIN = (ConflictKind.TEAM, ConflictKind.RIVAL, ConflictKind.ORGANISATION)
DECLARABLE = tuple(kind for kind in ConflictKind if kind not in CERTAIN)


class JuryRound(Base):
    """How the entries of one round were dealt.  It never changes.

    ``inputs`` is ``{jurors, concepts, conflicts: [[juror, concept]], readers}``, ids in order.
    """

    __tablename__ = "jury_round"
    __table_args__ = (
        UniqueConstraint("challenge_id", "round"),
        CheckConstraint("round IN (1, 2)", name="round_one_or_two"),
    )

    id: Mapped[PrimaryKey]
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id", ondelete="CASCADE"))
    round: Mapped[int]
    seed: Mapped[str] = mapped_column(String(64))
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    begun_at: Mapped[dt.datetime]

    challenge: Mapped[Challenge] = relationship()
    begun_by: Mapped[User | None] = relationship()
