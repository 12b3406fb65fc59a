"""Volunteers of a panel: their place, their answers, and what they have consented to.

Whoever volunteers is reached at the address of a reader (models/reader.py), with or without an
account; ``token`` opens their own page, where everything can be taken back, and
``guardian_token`` that of a guardian.  A child who is too young to consent is signed up by a
guardian, whose address is the reader's then.  What age asks for: models/guardian.py.
Docs: docs/adr/0031-volunteers.md.
"""

import datetime as dt
import enum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, choice
from models.guardian import GuardianPart
from models.panel import Panel, PurposeText
from models.reader import TOKEN_LENGTH, Reader
from models.workflow import Workflow

NAME_LENGTH = 100
MOST_CHILDREN = 4  # that one guardian signs up for one panel


class VolunteerStatus(enum.StrEnum):
    """Where a volunteer stands."""

    ASKED = "asked"  # the address is not confirmed
    GUARDIAN = "guardian"  # waits for a guardian
    WAITING = "waiting"
    OFFERED = "offered"
    PLACED = "placed"
    TOOK_PART = "took_part"
    LAPSED = "lapsed"
    REFUSED = "refused"  # by the guardian
    WITHDRAWN = "withdrawn"


class VolunteerAction(enum.StrEnum):
    """Moves of a volunteer."""

    ASK_GUARDIAN = "ask_guardian"
    TAKE = "take"
    QUEUE = "queue"
    OFFER = "offer"
    LAPSE = "lapse"
    REFUSE = "refuse"
    MARK = "mark"
    UNMARK = "unmark"
    WITHDRAW = "withdraw"


_S, _A = VolunteerStatus, VolunteerAction
VOLUNTEER_WORKFLOW: Workflow[VolunteerStatus, VolunteerAction] = Workflow(
    "volunteer",
    {
        (_S.ASKED, _A.ASK_GUARDIAN): _S.GUARDIAN,
        (_S.ASKED, _A.TAKE): _S.PLACED,
        (_S.ASKED, _A.QUEUE): _S.WAITING,
        (_S.ASKED, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.GUARDIAN, _A.TAKE): _S.PLACED,
        (_S.GUARDIAN, _A.QUEUE): _S.WAITING,
        (_S.GUARDIAN, _A.REFUSE): _S.REFUSED,
        (_S.GUARDIAN, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.WAITING, _A.OFFER): _S.OFFERED,
        (_S.WAITING, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.OFFERED, _A.TAKE): _S.PLACED,
        (_S.OFFERED, _A.LAPSE): _S.LAPSED,
        (_S.OFFERED, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.PLACED, _A.MARK): _S.TOOK_PART,
        (_S.PLACED, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.TOOK_PART, _A.UNMARK): _S.PLACED,
        (_S.TOOK_PART, _A.WITHDRAW): _S.WITHDRAWN,
    },
)
COUNTED = (_S.OFFERED, _S.PLACED, _S.TOOK_PART)
"""States that take a place; the triggers of models/guard_panel.py count exactly these."""
OVER = (_S.LAPSED, _S.REFUSED, _S.WITHDRAWN)
TESTERS = (_S.PLACED, _S.TOOK_PART)
UNCONFIRMED = (_S.ASKED, _S.GUARDIAN)


LIVE = "status NOT IN ('lapsed', 'refused', 'withdrawn')"


def mail_key(volunteer_id: int) -> str:
    """Return how the key of every mail about a volunteer begins, whoever it goes to."""
    return f"v{volunteer_id}:"


class Volunteer(Base):
    """Somebody who wants to take part.  ``seat`` is 0, or a number for each child of a guardian.

    Whoever comes again after having left gets a row of their own; of those that are not over, a
    reader has one for each seat.

    ``answers`` are the questions as they were asked, each with what was chosen.  ``offered_until``
    is when an offer lapses.  ``withdrawn_at`` marks the data: nothing may be done with it any more.
    """

    __tablename__ = "volunteer"
    __table_args__ = (
        Index(
            "uq_volunteer_live",
            "panel_id",
            "reader_id",
            "seat",
            unique=True,
            sqlite_where=text(LIVE),
            postgresql_where=text(LIVE),
        ),
        CheckConstraint("(status = 'offered') = (offered_until IS NOT NULL)", name="offer_ends"),
        Index("ix_volunteer_queue", "panel_id", "status", "queued_at"),
        Index("ix_volunteer_offered_until", "offered_until"),
    )

    id: Mapped[PrimaryKey]
    panel_id: Mapped[int] = mapped_column(ForeignKey("panel.id", ondelete="CASCADE"))
    reader_id: Mapped[int] = mapped_column(ForeignKey("reader.id", ondelete="CASCADE"), index=True)
    seat: Mapped[int] = mapped_column(default=0)
    status: Mapped[VolunteerStatus] = mapped_column(choice(VolunteerStatus, "volunteer_status"))
    version: Mapped[int] = mapped_column(default=1)
    token: Mapped[str] = mapped_column(String(TOKEN_LENGTH), unique=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    birth_year: Mapped[int | None]
    guardian_part: Mapped[GuardianPart] = mapped_column(
        choice(GuardianPart, "guardian_part"), default=GuardianPart.NONE
    )
    guardian_email: Mapped[str] = mapped_column(String(254), default="")
    guardian_name: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    guardian_token: Mapped[str | None] = mapped_column(String(TOKEN_LENGTH), unique=True)
    guardian_at: Mapped[dt.datetime | None]
    answers: Mapped[list[dict[str, dict[str, str]]]] = mapped_column(JSON, default=list)
    asked_at: Mapped[dt.datetime]
    queued_at: Mapped[dt.datetime | None]
    offered_until: Mapped[dt.datetime | None]
    withdrawn_at: Mapped[dt.datetime | None]

    panel: Mapped[Panel] = relationship()
    reader: Mapped[Reader] = relationship()
    consents: Mapped[list["Consent"]] = relationship(
        order_by="Consent.id", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def city_id(self) -> int:
        """The pilot's city, for the audit trail."""
        return self.panel.pilot.city_id


class Consent(Base):
    """A yes to one version of one purpose; ``withdrawn_at`` is when it was taken back."""

    __tablename__ = "volunteer_consent"
    __table_args__ = (UniqueConstraint("volunteer_id", "text_id", "given_at"),)

    id: Mapped[PrimaryKey]
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id", ondelete="CASCADE"))
    text_id: Mapped[int] = mapped_column(ForeignKey("panel_purpose_text.id"), index=True)
    given_at: Mapped[dt.datetime]
    by_guardian: Mapped[bool] = mapped_column(default=False)
    withdrawn_at: Mapped[dt.datetime | None]

    purpose_text: Mapped[PurposeText] = relationship()
