"""Reviews: what one of a city's people thinks of one part, by the criteria of its grid.

Each reviewer has one review of a part: a draft, then submitted, changeable until the city has
decided.  Somebody with a conflict of interest is recused: no scores, the reason is kept, and they
see none and decide nothing.  Somebody who decides without scoring stands aside, once for all, and
reads the others' scores.  Others' scores are read after one's own are in.  The weights of a part
are fixed with its first submitted review (``ReviewGrid``); the arithmetic is in
models/review_score.py.
Source: Administrative Procedure Act 434/2003, sections 27-28 (disqualification).
"""

import datetime as dt
import enum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.application import ApplicationPart
from models.base import Base, PrimaryKey, choice
from models.workflow import Workflow


class ReviewStatus(enum.StrEnum):
    """Where one person's review of a part stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RECUSED = "recused"
    ASIDE = "aside"


class ReviewAction(enum.StrEnum):
    """Moves of a review."""

    SUBMIT = "submit"
    RECUSE = "recuse"
    TAKE_BACK = "take_back"
    STAND_ASIDE = "stand_aside"


_S, _A = ReviewStatus, ReviewAction
REVIEW_WORKFLOW: Workflow[ReviewStatus, ReviewAction] = Workflow(
    "review",
    {
        (_S.DRAFT, _A.SUBMIT): _S.SUBMITTED,
        (_S.SUBMITTED, _A.SUBMIT): _S.SUBMITTED,
        (_S.DRAFT, _A.RECUSE): _S.RECUSED,
        (_S.SUBMITTED, _A.RECUSE): _S.RECUSED,
        (_S.ASIDE, _A.RECUSE): _S.RECUSED,
        (_S.RECUSED, _A.TAKE_BACK): _S.DRAFT,
        (_S.DRAFT, _A.STAND_ASIDE): _S.ASIDE,
    },
)


class Review(Base):
    """One person's review of one part.  ``scores`` maps criteria to 0-5, or None: not applicable.

    ``conflict`` is why somebody is recused; ``has_seen`` says that they have read others' scores,
    after which a recusal cannot be taken back.
    """

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("part_id", "reviewer_id", name="uq_review_part_reviewer"),
        CheckConstraint("status <> 'recused' OR conflict <> ''", name="recused_says_why"),
    )

    id: Mapped[PrimaryKey]
    part_id: Mapped[int] = mapped_column(ForeignKey("application_part.id", ondelete="CASCADE"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    status: Mapped[ReviewStatus] = mapped_column(
        choice(ReviewStatus, "review_status"), default=ReviewStatus.DRAFT
    )
    version: Mapped[int] = mapped_column(default=1)
    scores: Mapped[dict[str, int | None]] = mapped_column(JSON, default=dict)
    comment: Mapped[str] = mapped_column(default="")
    conflict: Mapped[str] = mapped_column(default="")
    has_seen: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]

    part: Mapped[ApplicationPart] = relationship()
    reviewer: Mapped[User] = relationship()

    @property
    def city_id(self) -> int:
        """The city in whose audit trail it stands."""
        return self.part.city_id


class ReviewGrid(Base):
    """The weights of a part, as they stood when its first review came in."""

    __tablename__ = "review_grid"

    part_id: Mapped[int] = mapped_column(
        ForeignKey("application_part.id", ondelete="CASCADE"), primary_key=True
    )
    weights: Mapped[dict[str, int]] = mapped_column(JSON)
    at: Mapped[dt.datetime]
