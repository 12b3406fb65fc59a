"""Concepts: sealed answers to a challenge.

Until the challenge has closed nobody but the team reads anything of a concept; who reads what
afterwards is said in one place (app/policies/seal.py).  ``code`` is all that jurors see of who
wrote it until the decision is signed.  A draft that is still a draft when the challenge closes has
expired: that follows from the clock and is not stored.  States: ``CONCEPT_WORKFLOW``.
"""

import datetime as dt
import enum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, PrimaryKey, ShortText, choice
from models.challenge import Challenge, ChallengeStatus, ChallengeTerms, EntrantKind
from models.organisation import Organisation
from models.testbed import Testbed
from models.workflow import Workflow

CODE_LENGTH = 6  # "C-7F3K"


class ConceptStatus(enum.StrEnum):
    """Where a concept stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    INELIGIBLE = "ineligible"
    DUPLICATE = "duplicate"
    MERGED = "merged"
    ELIGIBLE = "eligible"
    NOT_SHORTLISTED = "not_shortlisted"
    SHORTLISTED = "shortlisted"
    WINNER = "winner"
    HONOURABLE = "honourable"
    NOT_SELECTED = "not_selected"
    STEPPED_BACK = "stepped_back"


class ConceptAction(enum.StrEnum):
    """Moves of a concept."""

    SUBMIT = "submit"
    TAKE_BACK = "take_back"
    WITHDRAW = "withdraw"
    RETURN = "return"
    ADMIT = "admit"
    REJECT = "reject"
    MARK_DUPLICATE = "mark_duplicate"
    MERGE = "merge"
    REVIEW_AGAIN = "review_again"
    SHORTLIST = "shortlist"
    LEAVE_OUT = "leave_out"
    WIN = "win"
    HONOUR = "honour"
    LET_GO = "let_go"
    STEP_BACK = "step_back"


_S, _A = ConceptStatus, ConceptAction
_SCREENED_OUT = (_S.INELIGIBLE, _S.DUPLICATE, _S.MERGED)
CONCEPT_WORKFLOW: Workflow[ConceptStatus, ConceptAction] = Workflow(
    "concept",
    {
        (_S.DRAFT, _A.SUBMIT): _S.SUBMITTED,
        (_S.DRAFT, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.SUBMITTED, _A.TAKE_BACK): _S.DRAFT,
        (_S.SUBMITTED, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.WITHDRAWN, _A.RETURN): _S.DRAFT,
        (_S.SUBMITTED, _A.ADMIT): _S.ELIGIBLE,
        (_S.SUBMITTED, _A.REJECT): _S.INELIGIBLE,
        (_S.SUBMITTED, _A.MARK_DUPLICATE): _S.DUPLICATE,
        (_S.SUBMITTED, _A.MERGE): _S.MERGED,
        (_S.ELIGIBLE, _A.REVIEW_AGAIN): _S.SUBMITTED,
        **{(state, _A.REVIEW_AGAIN): _S.SUBMITTED for state in _SCREENED_OUT},
        (_S.ELIGIBLE, _A.SHORTLIST): _S.SHORTLISTED,
        (_S.ELIGIBLE, _A.LEAVE_OUT): _S.NOT_SHORTLISTED,
        (_S.ELIGIBLE, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.SHORTLISTED, _A.WITHDRAW): _S.WITHDRAWN,
        **{
            (state, action): target
            for state in (_S.ELIGIBLE, _S.SHORTLISTED, _S.NOT_SHORTLISTED)
            for action, target in (
                (_A.WIN, _S.WINNER),
                (_A.HONOUR, _S.HONOURABLE),
                (_A.LET_GO, _S.NOT_SELECTED),
            )
        },
        (_S.WINNER, _A.STEP_BACK): _S.STEPPED_BACK,
        (_S.HONOURABLE, _A.WIN): _S.WINNER,
        (_S.NOT_SELECTED, _A.WIN): _S.WINNER,
    },
)
IN_JUDGING = (_S.ELIGIBLE, _S.SHORTLISTED)
BODY = ("title", "problem", "solution", "impact", "plan", "needs")
"""The blind part: what jurors read.  Nothing of these says who wrote it."""


class Concept(Base):
    """One answer to one challenge, by a person or for an organisation, alone or in a team.

    ``body`` columns are ``BODY``; ``team_words`` is about the team, which jurors read only after
    the decision.  ``secrets`` marks trade secrets, ``{section: reason}``, and ``secrets_decided``
    what the officer decided of each, ``{section: {"kept": bool, "reason": str}}``.
    ``submitted_at`` is the database's clock; ``digest`` the SHA-256 of content and files as they
    were then.  ``duplicate_of_id`` is the one it doubles or was merged into.  ``screen_note`` is
    the reason of the screening, told to the entrant.
    """

    __tablename__ = "concept"
    __table_args__ = (
        UniqueConstraint("challenge_id", "code"),
        CheckConstraint(
            "(status IN ('draft', 'withdrawn')) OR (submitted_at IS NOT NULL)",
            name="submitted_at_known",
        ),
        Index("ix_concept_challenge_status", "challenge_id", "status"),
        Index("ix_concept_lead", "lead_id"),
        Index("ix_concept_organisation", "organisation_id"),
    )

    id: Mapped[PrimaryKey]
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id"))
    code: Mapped[str] = mapped_column(String(CODE_LENGTH))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    entrant_kind: Mapped[EntrantKind | None] = mapped_column(
        choice(EntrantKind, "concept_entrant_kind")
    )
    status: Mapped[ConceptStatus] = mapped_column(
        choice(ConceptStatus, "concept_status"), default=ConceptStatus.DRAFT
    )
    version: Mapped[int] = mapped_column(default=1)
    language: Mapped[str] = mapped_column(String(2))
    title: Mapped[ShortText] = mapped_column(default="")
    problem: Mapped[str] = mapped_column(default="")
    solution: Mapped[str] = mapped_column(default="")
    impact: Mapped[str] = mapped_column(default="")
    plan: Mapped[str] = mapped_column(default="")
    needs: Mapped[str] = mapped_column(default="")
    team_name: Mapped[ShortText] = mapped_column(default="")
    team_words: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[ShortText] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    secrets: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    secrets_decided: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSON, default=dict)
    shows_name: Mapped[bool] = mapped_column(default=False)  # consents to be named when not chosen
    terms_id: Mapped[int | None] = mapped_column(ForeignKey("challenge_terms.id"))
    digest: Mapped[str] = mapped_column(String(64), default="")
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("concept.id"))
    screen_note: Mapped[str] = mapped_column(default="")
    screened_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    screened_at: Mapped[dt.datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    submitted_at: Mapped[dt.datetime | None]

    challenge: Mapped[Challenge] = relationship()
    lead: Mapped[User | None] = relationship(foreign_keys=[lead_id])
    organisation: Mapped[Organisation | None] = relationship()
    terms: Mapped[ChallengeTerms | None] = relationship()
    testbeds: Mapped[list[Testbed]] = relationship(secondary="concept_testbed", order_by=Testbed.id)
    members: Mapped[list["ConceptMember"]] = relationship(
        order_by="ConceptMember.id", cascade="all, delete-orphan", passive_deletes=True,
        back_populates="concept",
    )  # fmt: skip
    files: Mapped[list["ConceptFile"]] = relationship(
        order_by="ConceptFile.id", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def city_id(self) -> int | None:
        """The challenge's city, for the audit trail; None while only the team may know of it.

        Lines of no city are in nobody's trail, so that it tells of entries neither who nor when.
        """
        taking = self.challenge.status is ChallengeStatus.APPROVED
        return None if taking else self.challenge.city_id

    @property
    def team(self) -> frozenset[int]:
        """Account ids of the lead and of everybody who has accepted to be in the team."""
        accepted = {one.user_id for one in self.members if one.accepted_at is not None}
        return frozenset(one for one in {self.lead_id, *accepted} if one is not None)


class ConceptTestbed(Base):
    """A testbed where the team would like to try its concept."""

    __tablename__ = "concept_testbed"

    concept_id: Mapped[int] = mapped_column(
        ForeignKey("concept.id", ondelete="CASCADE"), primary_key=True
    )
    testbed_id: Mapped[int] = mapped_column(
        ForeignKey("testbed.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class ConceptMember(Base):
    """Somebody invited to a team at an address; a member from ``accepted_at`` on."""

    __tablename__ = "concept_member"
    __table_args__ = (
        Index(
            "uq_concept_member_user",
            "concept_id",
            "user_id",
            unique=True,
            sqlite_where=text("user_id IS NOT NULL"),
            postgresql_where=text("user_id IS NOT NULL"),
        ),
    )

    id: Mapped[PrimaryKey]
    concept_id: Mapped[int] = mapped_column(
        ForeignKey("concept.id", ondelete="CASCADE"), index=True
    )
    email: Mapped[str] = mapped_column(String(254))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    invited_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    accepted_at: Mapped[dt.datetime | None]

    concept: Mapped[Concept] = relationship(back_populates="members")
    user: Mapped[User | None] = relationship()


class ConceptFile(Base):
    """A file of a concept, its metadata taken out.  ``key`` is the end of its address."""

    __tablename__ = "concept_file"

    id: Mapped[PrimaryKey]
    concept_id: Mapped[int] = mapped_column(
        ForeignKey("concept.id", ondelete="CASCADE"), index=True
    )
    key: Mapped[str] = mapped_column(String(43), unique=True)
    title: Mapped[ShortText]
    kind: Mapped[str] = mapped_column(String(8))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    is_secret: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[dt.datetime]


class ConceptVersion(Base):
    """What was submitted, each time: sealed like the concept itself.  It never changes."""

    __tablename__ = "concept_version"
    __table_args__ = (UniqueConstraint("concept_id", "number"),)

    id: Mapped[PrimaryKey]
    concept_id: Mapped[int] = mapped_column(ForeignKey("concept.id", ondelete="CASCADE"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    submitted_at: Mapped[dt.datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class SealBreaking(Base):
    """An administrator read something sealed, and why.  It never changes."""

    __tablename__ = "seal_breaking"

    id: Mapped[PrimaryKey]
    concept_id: Mapped[int] = mapped_column(
        ForeignKey("concept.id", ondelete="CASCADE"), index=True
    )
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str]
    at: Mapped[dt.datetime]
    until: Mapped[dt.datetime]

    concept: Mapped[Concept] = relationship()
    by: Mapped[User | None] = relationship()
