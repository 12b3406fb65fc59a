"""The jury of a challenge: jurors, conflicts of interest, who reads what, scores, rankings.

Scores are whole numbers from 0 to 5 for each criterion; everything computed of them is Decimal.
"""

import datetime as dt
import enum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, PrimaryKey, ShortText, choice
from models.challenge import Challenge, ChallengeCriterion
from models.concept import Concept
from models.workflow import Workflow


class JurorStatus(enum.StrEnum):
    """Where a juror stands."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REMOVED = "removed"


class JurorAction(enum.StrEnum):
    """Moves of a juror."""

    ACCEPT = "accept"
    DECLINE = "decline"
    REMOVE = "remove"
    INVITE_AGAIN = "invite_again"


class AssignmentStatus(enum.StrEnum):
    """Where one juror stands with one concept."""

    ASSIGNED = "assigned"
    DECLARED = "declared"  # no conflict: may read and score
    SUBMITTED = "submitted"
    RECUSED = "recused"


class AssignmentAction(enum.StrEnum):
    """Moves of an assignment."""

    DECLARE = "declare"
    SUBMIT = "submit"
    TAKE_BACK = "take_back"
    RECUSE = "recuse"


_J, _I = JurorStatus, JurorAction
JUROR_WORKFLOW: Workflow[JurorStatus, JurorAction] = Workflow(
    "juror",
    {
        (_J.INVITED, _I.ACCEPT): _J.ACCEPTED,
        (_J.INVITED, _I.DECLINE): _J.DECLINED,
        (_J.INVITED, _I.REMOVE): _J.REMOVED,
        (_J.ACCEPTED, _I.REMOVE): _J.REMOVED,
        (_J.DECLINED, _I.INVITE_AGAIN): _J.INVITED,
        (_J.REMOVED, _I.INVITE_AGAIN): _J.INVITED,
    },
)
_S, _A = AssignmentStatus, AssignmentAction
ASSIGNMENT_WORKFLOW: Workflow[AssignmentStatus, AssignmentAction] = Workflow(
    "jury_assignment",
    {
        (_S.ASSIGNED, _A.DECLARE): _S.DECLARED,
        (_S.ASSIGNED, _A.RECUSE): _S.RECUSED,
        (_S.DECLARED, _A.SUBMIT): _S.SUBMITTED,
        (_S.DECLARED, _A.RECUSE): _S.RECUSED,
        (_S.SUBMITTED, _A.TAKE_BACK): _S.DECLARED,
        (_S.SUBMITTED, _A.RECUSE): _S.RECUSED,
    },
)


class Juror(Base):
    """Somebody invited to judge one challenge; a juror from the acceptance on."""

    __tablename__ = "juror"
    __table_args__ = (
        UniqueConstraint("challenge_id", "email"),
        Index("ix_juror_user", "user_id", "status"),
    )

    id: Mapped[PrimaryKey]
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[ShortText] = mapped_column(default="")
    title: Mapped[ShortText] = mapped_column(default="")  # "Head of planning, City of …"
    user_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    status: Mapped[JurorStatus] = mapped_column(
        choice(JurorStatus, "juror_status"), default=JurorStatus.INVITED
    )
    version: Mapped[int] = mapped_column(default=1)
    is_chair: Mapped[bool] = mapped_column(default=False)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    invited_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    answered_at: Mapped[dt.datetime | None]
    reminded_at: Mapped[dt.datetime | None]

    challenge: Mapped[Challenge] = relationship()
    user: Mapped[User | None] = relationship()


class JuryConflict(Base):
    """A juror must not judge a concept: declared by the juror, or certain from the facts."""

    __tablename__ = "jury_conflict"
    __table_args__ = (UniqueConstraint("juror_id", "concept_id"),)

    id: Mapped[PrimaryKey]
    juror_id: Mapped[int] = mapped_column(ForeignKey("juror.id", ondelete="CASCADE"))
    concept_id: Mapped[int] = mapped_column(
        ForeignKey("concept.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(default="")
    is_automatic: Mapped[bool] = mapped_column(default=False)
    at: Mapped[dt.datetime]

    juror: Mapped[Juror] = relationship()
    concept: Mapped[Concept] = relationship()


class JuryAssignment(Base):
    """One juror reads one concept in one round."""

    __tablename__ = "jury_assignment"
    __table_args__ = (
        UniqueConstraint("juror_id", "concept_id", "round"),
        CheckConstraint("round IN (1, 2)", name="round_one_or_two"),
        Index("ix_jury_assignment_concept", "concept_id", "round"),
    )

    id: Mapped[PrimaryKey]
    juror_id: Mapped[int] = mapped_column(ForeignKey("juror.id", ondelete="CASCADE"))
    concept_id: Mapped[int] = mapped_column(ForeignKey("concept.id", ondelete="CASCADE"))
    round: Mapped[int]
    status: Mapped[AssignmentStatus] = mapped_column(
        choice(AssignmentStatus, "jury_assignment_status"), default=AssignmentStatus.ASSIGNED
    )
    version: Mapped[int] = mapped_column(default=1)
    comment: Mapped[str] = mapped_column(default="")  # for the entrant
    note: Mapped[str] = mapped_column(default="")  # for the jury alone
    reason: Mapped[str] = mapped_column(default="")  # of a recusal
    assigned_at: Mapped[dt.datetime]
    submitted_at: Mapped[dt.datetime | None]

    juror: Mapped[Juror] = relationship()
    concept: Mapped[Concept] = relationship()
    scores: Mapped[list["JuryScore"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="JuryScore.criterion_id"
    )


class JuryScore(Base):
    """A juror's score of one criterion of one concept, 0 to 5; None in a draft of words alone."""

    __tablename__ = "jury_score"
    __table_args__ = (CheckConstraint("value >= 0 AND value <= 5", name="on_the_scale"),)

    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("jury_assignment.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    criterion_id: Mapped[int] = mapped_column(
        ForeignKey("challenge_criterion.id"), primary_key=True, autoincrement=False
    )
    value: Mapped[int | None]
    comment: Mapped[str] = mapped_column(default="")  # for the entrant

    criterion: Mapped[ChallengeCriterion] = relationship()


class Ranking(Base):
    """A ranking as it was fixed: what went in, how, and what came out.  It never changes.

    ``result`` is a list in the order of rank: ``{concept_id, code, rank, score, adjusted, spread,
    is_wide, readers, favour, per_criterion: {criterion_id: mean}, tied, settled, is_out, missed}``,
    numbers as decimal strings: scores and spread 0-100, criteria 0-5.  ``rank`` is None of what is
    out; ``missed`` says why ("total" or criterion ids).  ``digest`` is the SHA-256 of algorithm,
    inputs and result.  ``chosen`` are the concepts that went on from the first round, ``reason``
    why they are not those that the ranking suggests.  Who made it signed it; one that waits for
    the second signature can be sent back, and is gone then.  Arithmetic: models/jury_ranking.py.
    """

    __tablename__ = "ranking"
    __table_args__ = (UniqueConstraint("challenge_id", "round"),)

    id: Mapped[PrimaryKey]
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id", ondelete="CASCADE"))
    round: Mapped[int]
    algorithm: Mapped[str] = mapped_column(String(20))
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    result: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    chosen: Mapped[list[int]] = mapped_column(JSON, default=list)
    reason: Mapped[str] = mapped_column(default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[dt.datetime]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    signed_at: Mapped[dt.datetime | None]

    challenge: Mapped[Challenge] = relationship()
    made_by: Mapped[User | None] = relationship(foreign_keys=[made_by_id])
    signed_by: Mapped[User | None] = relationship(foreign_keys=[signed_by_id])
