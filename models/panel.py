"""The panel of a pilot: how residents take part in it, how many, on what terms.

The applicant (or whoever prepares the pilot) writes it, the place or the city approves it, and
from then on residents volunteer (models/volunteer.py).  A panel that is changed goes off the
public page until it has been approved again; those who have a place keep it.

``taken`` counts the volunteers who have a place or an offer of one.  It is kept by triggers of the
database alone (models/guard_panel.py), and its CHECK is the last word on how many there are.
Docs: docs/adr/0031-volunteers.md.
"""

import datetime as dt
import enum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, Translated, choice, translated
from models.pilot import Pilot, PilotStatus
from models.workflow import Workflow

MOST_QUESTIONS, MOST_PURPOSES, MOST_CHOICES = 8, 8, 8
MOST_PLACES = 5000
ADULT = 18
OPEN_IN = (PilotStatus.READY, PilotStatus.RUNNING, PilotStatus.PAUSED)
"""States of a pilot in which residents can volunteer for it."""
WRITTEN_IN = (PilotStatus.PREPARING, *OPEN_IN)


class PanelStatus(enum.StrEnum):
    """Where a panel stands."""

    DRAFT = "draft"
    ASKED = "asked"  # waits for the place or the city
    OPEN = "open"
    CLOSED = "closed"


class PanelAction(enum.StrEnum):
    """Moves of a panel."""

    ASK = "ask"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    CHANGE = "change"
    CLOSE = "close"


_S, _A = PanelStatus, PanelAction
PANEL_WORKFLOW: Workflow[PanelStatus, PanelAction] = Workflow(
    "panel",
    {
        (_S.DRAFT, _A.ASK): _S.ASKED,
        (_S.ASKED, _A.APPROVE): _S.OPEN,
        (_S.ASKED, _A.SEND_BACK): _S.DRAFT,
        (_S.ASKED, _A.CHANGE): _S.DRAFT,
        (_S.OPEN, _A.CHANGE): _S.DRAFT,
        (_S.OPEN, _A.CLOSE): _S.CLOSED,
        (_S.CLOSED, _A.CHANGE): _S.DRAFT,
    },
)


class PanelDoor(enum.StrEnum):
    """Whether residents can volunteer: derived from states and days, never stored."""

    SOON = "soon"
    OPEN = "open"
    OVER = "over"


class QuestionKind(enum.StrEnum):
    """How a question is answered, and what fits."""

    YES = "yes"  # yes or no; yes fits
    NO = "no"  # yes or no; no fits
    EITHER = "either"  # yes or no; asked only to know
    CHOICE = "choice"  # one of a few of its own


class Panel(Base):
    """How to take part in one pilot.

    ``tasks`` is what a tester does, ``reward`` what they get for it (never in schools).
    Volunteers are taken from ``opens_day`` to ``closes_day``, both included.  ``least_age`` counts
    as in models/guardian.py.  ``sent_back`` holds why it was sent back last.
    """

    __tablename__ = "panel"
    __table_args__ = (
        CheckConstraint("taken >= 0 AND taken <= cap", name="within_places"),
        CheckConstraint("closes_day >= opens_day", name="days_ordered"),
    )

    id: Mapped[PrimaryKey]
    pilot_id: Mapped[int] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"), unique=True)
    status: Mapped[PanelStatus] = mapped_column(
        choice(PanelStatus, "panel_status"), default=PanelStatus.DRAFT
    )
    version: Mapped[int] = mapped_column(default=1)
    tasks: Mapped[Translated] = translated("tasks")
    reward: Mapped[Translated] = translated("reward")
    cap: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    opens_day: Mapped[dt.date]
    closes_day: Mapped[dt.date]
    takes_minors: Mapped[bool] = mapped_column(default=False)
    least_age: Mapped[int] = mapped_column(default=ADULT)
    sent_back: Mapped[str] = mapped_column(default="")
    created_at: Mapped[dt.datetime]
    approved_at: Mapped[dt.datetime | None]

    pilot: Mapped[Pilot] = relationship()
    questions: Mapped[list["PanelQuestion"]] = relationship(
        order_by="PanelQuestion.id", cascade="all, delete-orphan", passive_deletes=True
    )
    purposes: Mapped[list["PanelPurpose"]] = relationship(
        order_by="PanelPurpose.id", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def city_id(self) -> int:
        """The pilot's city, for the audit trail."""
        return self.pilot.city_id

    @property
    def free(self) -> int:
        """How many places nobody has and nobody has been offered."""
        return self.cap - self.taken


def door_of(panel: Panel, today: dt.date) -> PanelDoor | None:
    """Return whether a panel takes volunteers on ``today``; None while it is not public."""
    if panel.status not in (PanelStatus.OPEN, PanelStatus.CLOSED):
        return None
    pilot = panel.pilot
    if pilot.status is PilotStatus.PREPARING:
        return PanelDoor.SOON
    is_over = today > min(panel.closes_day, pilot.end_day) or pilot.status not in OPEN_IN
    if panel.status is PanelStatus.CLOSED or is_over:
        return PanelDoor.OVER
    return PanelDoor.SOON if today < panel.opens_day else PanelDoor.OPEN


class PanelQuestion(Base):
    """Who can take part: one question.

    ``fits`` and ``others`` are the answers of a choice, each as ``{language: words}``; only the
    first let somebody in.
    """

    __tablename__ = "panel_question"

    id: Mapped[PrimaryKey]
    panel_id: Mapped[int] = mapped_column(ForeignKey("panel.id", ondelete="CASCADE"), index=True)
    kind: Mapped[QuestionKind] = mapped_column(choice(QuestionKind, "question_kind"))
    words: Mapped[Translated] = translated("words")
    fits: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    others: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)


class PanelPurpose(Base):
    """What data are used for, as it is being written; ``texts`` are what volunteers were shown.

    ``dropped_at`` is set where it is asked no more; consents given to it stay readable.
    """

    __tablename__ = "panel_purpose"

    id: Mapped[PrimaryKey]
    panel_id: Mapped[int] = mapped_column(ForeignKey("panel.id", ondelete="CASCADE"), index=True)
    name: Mapped[Translated] = translated("name")
    words: Mapped[Translated] = translated("words")
    is_required: Mapped[bool] = mapped_column(default=False)
    dropped_at: Mapped[dt.datetime | None]

    texts: Mapped[list["PurposeText"]] = relationship(
        order_by="PurposeText.version", cascade="all, delete-orphan", passive_deletes=True,
        back_populates="purpose",
    )  # fmt: skip

    @property
    def live(self) -> "PurposeText | None":
        """The text that volunteers are shown now; None before the panel was approved with it."""
        return self.texts[-1] if self.texts and self.dropped_at is None else None


class PurposeText(Base):
    """One version of a purpose, as it was approved; it never changes."""

    __tablename__ = "panel_purpose_text"
    __table_args__ = (UniqueConstraint("purpose_id", "version"),)

    id: Mapped[PrimaryKey]
    purpose_id: Mapped[int] = mapped_column(ForeignKey("panel_purpose.id", ondelete="CASCADE"))
    version: Mapped[int]
    name: Mapped[Translated] = translated("name")
    words: Mapped[Translated] = translated("words")
    is_required: Mapped[bool]
    at: Mapped[dt.datetime]

    purpose: Mapped[PanelPurpose] = relationship(back_populates="texts")
