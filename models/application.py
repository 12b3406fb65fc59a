"""Applications: one request to try something out, at one or several testbeds in any cities.

An application is written once; each testbed asked for is an ``ApplicationPart`` with its own
window, city and state (``PART_WORKFLOW``).  The application's overall state is derived from its
parts (``overall``).  Taking places happens only when a part is offered, through the ledger in
models/booking.py; reopening takes none.  Docs: docs/states.md.
"""

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.application_state import (
    BOOKED as BOOKED,
)
from models.application_state import (
    OPEN_FOR_DECISION as OPEN_FOR_DECISION,
)
from models.application_state import (
    PART_WORKFLOW as PART_WORKFLOW,
)
from models.application_state import (
    READY_TO_OFFER as READY_TO_OFFER,
)
from models.application_state import (
    ApplicantForm as ApplicantForm,
)
from models.application_state import (
    JointPolicy as JointPolicy,
)
from models.application_state import (
    PartAction as PartAction,
)
from models.application_state import (
    PartStatus as PartStatus,
)
from models.application_state import (
    Stage as Stage,
)
from models.application_state import (
    overall as overall,
)
from models.base import Base, PrimaryKey, ShortText, choice
from models.call import Call
from models.organisation import Organisation
from models.testbed import Testbed
from models.testbed_kind import SlotUnit
from models.window import WHOLE_DAY, Hours

if TYPE_CHECKING:
    from models.place_request import PlaceRequest


class Application(Base):
    """What is to be tried, written once for every testbed asked.

    ``lead_city_id`` is the city that sends a joint offer; None: that of the first preference.
    """

    __tablename__ = "application"
    __table_args__ = (
        CheckConstraint(
            "(applicant_form = 'organisation') OR organisation_id IS NULL",
            name="persons_have_no_organisation",
        ),
        Index("ix_application_author", "author_id"),
        Index("ix_application_organisation", "organisation_id"),
    )

    id: Mapped[PrimaryKey]
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    applicant_form: Mapped[ApplicantForm] = mapped_column(choice(ApplicantForm, "applicant_form"))
    group_name: Mapped[ShortText] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(2))
    version: Mapped[int] = mapped_column(default=1)
    joint_policy: Mapped[JointPolicy] = mapped_column(
        choice(JointPolicy, "joint_policy"), default=JointPolicy.ANY
    )
    title: Mapped[ShortText] = mapped_column(default="")
    summary: Mapped[str] = mapped_column(default="")
    novelty: Mapped[str] = mapped_column(default="")
    stage: Mapped[Stage | None] = mapped_column(choice(Stage, "stage"))
    themes: Mapped[list[str]] = mapped_column(JSON, default=list)
    users: Mapped[str] = mapped_column(default="")
    user_count: Mapped[int | None]
    goals: Mapped[str] = mapped_column(default="")
    needs: Mapped[str] = mapped_column(default="")
    measured: Mapped[str] = mapped_column(default="")
    personal_data: Mapped[bool | None]
    minors: Mapped[bool] = mapped_column(default=False)
    patients: Mapped[bool] = mapped_column(default=False)
    cameras: Mapped[bool] = mapped_column(default=False)
    uses_ai: Mapped[bool] = mapped_column(default=False)
    data_note: Mapped[str] = mapped_column(default="")
    permits_held: Mapped[str] = mapped_column(default="")
    price_eur: Mapped[int | None]
    price_covers: Mapped[str] = mapped_column(default="")
    risks: Mapped[str] = mapped_column(default="")
    restoration: Mapped[str] = mapped_column(default="")
    publicity: Mapped[str] = mapped_column(default="")
    after: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[ShortText] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    terms_version: Mapped[str | None] = mapped_column(String(20))
    lead_city_id: Mapped[int | None] = mapped_column(ForeignKey("city.id"))
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    submitted_at: Mapped[dt.datetime | None]

    author: Mapped[User] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    parts: Mapped[list["ApplicationPart"]] = relationship(
        back_populates="application",
        cascade="all, delete-orphan",
        order_by="ApplicationPart.preference, ApplicationPart.id",
    )
    requests: Mapped[list["PlaceRequest"]] = relationship(
        back_populates="application", cascade="all, delete-orphan", order_by="PlaceRequest.id"
    )

    @property
    def applicant_name(self) -> str:
        """The name the application goes by: the organisation, the group, or the person."""
        if self.organisation is not None:
            return self.organisation.name
        return self.group_name or self.contact_name or self.author.name

    @property
    def state(self) -> PartStatus:
        """The one state that tells most about its parts and its requests for a place."""
        asked = [one.as_part for one in self.requests]
        return overall([*(part.status for part in self.parts), *filter(None, asked)])


class ApplicationPart(Base):
    """The wish for one testbed: which days, and what the city has answered.

    ``latest_end`` is the last day by which it must be over, inclusive; None means exactly ``days``
    days from ``earliest`` on.  ``from_hour`` to ``to_hour`` (half-open) are the hours of each day,
    wall time, at testbeds booked by the hour.  ``agreed_start`` and ``agreed_end`` (inclusive) are
    the days that a city has agreed to when it shortlisted, with its hours.  ``call_id`` is the call
    in which it was sent.  ``clock_from`` is when the testbed's time to answer began, moved on by
    the time that questions waited for the applicant.
    Parts with one ``alternative`` number are wished for instead of each other, in the order of
    ``preference``.
    """

    __tablename__ = "application_part"
    __table_args__ = (
        UniqueConstraint("application_id", "testbed_id", name="uq_application_part_testbed"),
        CheckConstraint("days >= 1", name="days_positive"),
        CheckConstraint(
            "status = 'draft' OR latest_end IS NULL OR latest_end >= earliest", name="wish_ordered"
        ),
        CheckConstraint("agreed_end >= agreed_start", name="agreed_ordered"),
        CheckConstraint(
            "from_hour >= 0 AND from_hour < to_hour AND to_hour <= 24", name="hours_ordered"
        ),
        CheckConstraint(
            "agreed_from_hour >= 0 AND agreed_from_hour < agreed_to_hour AND agreed_to_hour <= 24",
            name="agreed_hours_ordered",
        ),
        Index("ix_application_part_queue", "city_id", "status"),
        Index("ix_application_part_testbed_status", "testbed_id", "status"),
    )

    id: Mapped[PrimaryKey]
    application_id: Mapped[int] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), index=True
    )
    testbed_id: Mapped[int] = mapped_column(ForeignKey("testbed.id"))
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"))
    status: Mapped[PartStatus] = mapped_column(
        choice(PartStatus, "part_status"), default=PartStatus.DRAFT
    )
    version: Mapped[int] = mapped_column(default=1)
    earliest: Mapped[dt.date | None]
    latest_end: Mapped[dt.date | None]
    days: Mapped[int | None]
    weekdays: Mapped[int] = mapped_column(default=127)
    units: Mapped[int] = mapped_column(default=1)
    from_hour: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    to_hour: Mapped[int] = mapped_column(default=24, server_default=text("24"))
    preference: Mapped[int] = mapped_column(default=1)
    alternative: Mapped[int | None]
    agreed_start: Mapped[dt.date | None]
    agreed_end: Mapped[dt.date | None]
    agreed_from_hour: Mapped[int | None]
    agreed_to_hour: Mapped[int | None]
    queued_at: Mapped[dt.datetime | None]
    clock_from: Mapped[dt.datetime | None]
    status_changed_at: Mapped[dt.datetime | None]
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id"), index=True)

    application: Mapped[Application] = relationship(back_populates="parts")
    testbed: Mapped[Testbed] = relationship()
    call: Mapped[Call | None] = relationship()

    @property
    def hours(self) -> Hours:
        """Hours wished of each day; testbeds booked by the day are taken for whole days."""
        if self.testbed.slot_unit is SlotUnit.DAY:
            return WHOLE_DAY
        return Hours(self.from_hour, self.to_hour)

    @property
    def agreed_hours(self) -> Hours:
        """Hours that the city has agreed to, else those wished."""
        if self.agreed_from_hour is None or self.agreed_to_hour is None:
            return self.hours
        return Hours(self.agreed_from_hour, self.agreed_to_hour)


class Message(Base):
    """A line in the conversation about an application; ``internal`` ones the city alone reads."""

    __tablename__ = "message"

    id: Mapped[PrimaryKey]
    application_id: Mapped[int] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), index=True
    )
    part_id: Mapped[int | None] = mapped_column(
        ForeignKey("application_part.id", ondelete="CASCADE")
    )
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    city_id: Mapped[int | None] = mapped_column(ForeignKey("city.id"))
    internal: Mapped[bool] = mapped_column(default=False)
    body: Mapped[str]
    at: Mapped[dt.datetime]

    author: Mapped[User | None] = relationship()


class TermsAcceptance(Base):
    """Who accepted which text, when; ``body_sha256`` proves the wording."""

    __tablename__ = "terms_acceptance"

    id: Mapped[PrimaryKey]
    application_id: Mapped[int] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), index=True
    )
    part_id: Mapped[int | None] = mapped_column(
        ForeignKey("application_part.id", ondelete="CASCADE")
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[ShortText]
    terms_version: Mapped[str] = mapped_column(String(20))
    body_sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime]
