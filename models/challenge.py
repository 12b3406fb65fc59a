"""Challenges: somebody names a problem and a prize, many answer, a jury chooses.

A challenge belongs to a city, which answers for it, and perhaps to an organisation that poses it.
Whether it is coming, open or closed is derived from the instants ``[opens_at, closes_at)`` and
never stored; the deadline is judged by the database's clock in the statement that writes a
concept (models/concept.py).  States: ``CHALLENGE_WORKFLOW``.
"""

import datetime as dt
import enum
from decimal import Decimal

from geoalchemy2 import Geometry, WKBElement, WKTElement
from sqlalchemy import (
    JSON,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    Numeric,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, ShortText, Translated, choice, translated
from models.challenge_state import CHALLENGE_WORKFLOW as CHALLENGE_WORKFLOW
from models.challenge_state import PUBLIC_STATES as PUBLIC_STATES
from models.challenge_state import ChallengeAction as ChallengeAction
from models.challenge_state import ChallengePhase as ChallengePhase
from models.challenge_state import ChallengeStand as ChallengeStand
from models.challenge_state import ChallengeStatus as ChallengeStatus
from models.city import City
from models.organisation import Organisation
from models.testbed import Testbed

MOST_ROUNDS = 2
LEAST_READERS = 3
HIGHEST_SCORE = 5


class EntrantKind(enum.StrEnum):
    """Who enters a concept; a challenge says which kinds it welcomes."""

    STUDENT = "student"
    YOUNG_PROFESSIONAL = "young_professional"
    STARTUP = "startup"
    COMPANY = "company"
    UNIVERSITY = "university"
    ASSOCIATION = "association"
    RESIDENT = "resident"


class LegalForm(enum.StrEnum):
    """What a challenge is in law; each has its own sentence on the page."""

    IDEA_CONTEST = "idea_contest"
    DESIGN_CONTEST = "design_contest"
    SMALL_PURCHASE = "small_purchase"
    GRANT = "grant"


class ChallengeTerms(Base):
    """One version of the terms on who owns what of an entry.  It never changes."""

    __tablename__ = "challenge_terms"

    id: Mapped[PrimaryKey]
    version: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[Translated] = translated("name")
    body: Mapped[Translated] = translated("body")
    created_at: Mapped[dt.datetime]


class Challenge(Base):
    """One challenge.  Geometry in EPSG:4326; ``anchor_x/y`` is its marker in EPSG:3857 metres.

    It is open in ``[opens_at, closes_at)``, questions are taken until ``questions_close_at``, and
    ``decision_by`` is the local day by which the outcome is promised.  ``readers_needed`` is how
    many jurors read each concept in the first round, ``shortlist_size`` how many go on to the
    second.  ``least_total`` (0 to 100) knocks out whoever stays below it.  ``normalised``: scores
    are adjusted for how strict each juror is, where that can be done.  ``entries_open``: entries
    are published with the outcome, as everybody knows who enters.  ``jurors_see_scores``: others'
    scores are shown after one's own in the last round.  ``submitted_by_id`` is who asked for the
    approval.  ``note`` says why edits were requested, or why it was cancelled (public then).
    ``was_public`` is set with the approval.  ``answers_told_at`` is when those who enter were last
    told of answers to questions.
    """

    __tablename__ = "challenge"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="times_ordered"),
        CheckConstraint(
            "questions_close_at IS NULL OR questions_close_at <= closes_at",
            name="questions_close_first",
        ),
        CheckConstraint("rounds IN (1, 2)", name="one_or_two_rounds"),
        CheckConstraint("readers_needed >= 1", name="somebody_reads"),
        CheckConstraint("shortlist_size >= 1", name="somebody_goes_on"),
        Index("ix_challenge_city_status", "city_id", "status"),
        Index("ix_challenge_closes", "status", "closes_at"),
        Index("ix_challenge_anchor", "anchor_x", "anchor_y"),
    )

    id: Mapped[PrimaryKey]
    slug: Mapped[ShortText] = mapped_column(unique=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    status: Mapped[ChallengeStatus] = mapped_column(
        choice(ChallengeStatus, "challenge_status"), default=ChallengeStatus.DRAFT
    )
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[Translated] = translated("title")
    summary: Mapped[Translated] = translated("summary")
    brief: Mapped[Translated] = translated("brief")
    expected: Mapped[Translated] = translated("expected")  # what an entry should hold
    after: Mapped[Translated] = translated("after")  # what the winner gets to do
    themes: Mapped[list[str]] = mapped_column(JSON, default=list)
    entrants: Mapped[list[str]] = mapped_column(JSON, default=list)  # EntrantKind values
    eligibility: Mapped[Translated] = translated("eligibility")
    legal_form: Mapped[LegalForm | None] = mapped_column(choice(LegalForm, "challenge_legal_form"))
    terms_id: Mapped[int | None] = mapped_column(ForeignKey("challenge_terms.id"))
    opens_at: Mapped[dt.datetime | None]
    questions_close_at: Mapped[dt.datetime | None]
    closes_at: Mapped[dt.datetime | None]
    decision_by: Mapped[dt.date | None]
    entries_open: Mapped[bool] = mapped_column(default=False)
    rounds: Mapped[int] = mapped_column(default=MOST_ROUNDS)
    readers_needed: Mapped[int] = mapped_column(default=LEAST_READERS)
    shortlist_size: Mapped[int] = mapped_column(default=12)
    least_total: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    normalised: Mapped[bool] = mapped_column(default=False)
    jurors_named: Mapped[bool] = mapped_column(default=True)
    jurors_see_scores: Mapped[bool] = mapped_column(default=False)
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    geom: Mapped[WKBElement | WKTElement | None] = mapped_column(Geometry("GEOMETRY", srid=4326))
    shape_json: Mapped[str | None]
    anchor_x: Mapped[float | None] = mapped_column(Float)
    anchor_y: Mapped[float | None] = mapped_column(Float)
    note: Mapped[str] = mapped_column(default="")
    was_public: Mapped[bool] = mapped_column(default=False)
    copied_from_id: Mapped[int | None] = mapped_column(
        ForeignKey("challenge.id", ondelete="SET NULL")
    )
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[dt.datetime | None]
    announced_at: Mapped[dt.datetime | None]
    answers_told_at: Mapped[dt.datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]

    city: Mapped[City] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    terms: Mapped[ChallengeTerms | None] = relationship()
    testbeds: Mapped[list[Testbed]] = relationship(
        secondary="challenge_testbed", order_by=Testbed.id
    )
    criteria: Mapped[list["ChallengeCriterion"]] = relationship(
        order_by="ChallengeCriterion.position", cascade="all, delete-orphan", passive_deletes=True
    )
    prizes: Mapped[list["ChallengePrize"]] = relationship(
        order_by="ChallengePrize.place", cascade="all, delete-orphan", passive_deletes=True
    )

    def phase(self, now: dt.datetime) -> ChallengePhase | None:
        """Return how it stands to the clock; None before its approval and without times."""
        if self.status not in PUBLIC_STATES or self.opens_at is None or self.closes_at is None:
            return None
        if now < self.opens_at:
            return ChallengePhase.COMING
        is_open = self.status is ChallengeStatus.APPROVED and now < self.closes_at
        return ChallengePhase.OPEN if is_open else ChallengePhase.CLOSED

    @property
    def is_public(self) -> bool:
        """Whether everybody sees it."""
        return self.status in PUBLIC_STATES or (
            self.status is ChallengeStatus.CANCELLED and self.was_public
        )


class ChallengeTestbed(Base):
    """A testbed that a challenge offers for trying the winner's concept."""

    __tablename__ = "challenge_testbed"

    challenge_id: Mapped[int] = mapped_column(
        ForeignKey("challenge.id", ondelete="CASCADE"), primary_key=True
    )
    testbed_id: Mapped[int] = mapped_column(
        ForeignKey("testbed.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class ChallengeCriterion(Base):
    """What is scored, from 0 to 5: its weight, and what each level means.

    ``levels`` holds six texts per language, ``{language: [level 0, …, level 5]}``.  ``minimum`` is
    a mean below which a concept is out.  Weight 0 asks for a fact and counts for nothing.
    """

    __tablename__ = "challenge_criterion"
    __table_args__ = (
        UniqueConstraint("challenge_id", "position"),
        CheckConstraint("weight >= 0", name="weight_not_negative"),
        CheckConstraint("minimum >= 0 AND minimum <= 5", name="minimum_on_the_scale"),
    )

    id: Mapped[PrimaryKey]
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[Translated] = translated("name")
    words: Mapped[Translated] = translated("words")
    weight: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    minimum: Mapped[Decimal | None] = mapped_column(Numeric(3, 2))
    levels: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)


class ChallengePrize(Base):
    """What somebody gets who is ranked ``place``: money in whole euros, another reward, or both."""

    __tablename__ = "challenge_prize"
    __table_args__ = (
        UniqueConstraint("challenge_id", "place"),
        CheckConstraint("place >= 1", name="place_from_one"),
        CheckConstraint("amount_eur >= 0", name="amount_not_negative"),
    )

    id: Mapped[PrimaryKey]
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id", ondelete="CASCADE"))
    place: Mapped[int]
    amount_eur: Mapped[int | None]
    reward: Mapped[Translated] = translated("reward")
