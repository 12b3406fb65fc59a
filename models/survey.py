"""The short surveys of a pilot: whoever has a link answers, without an account.

The same questions are asked in up to three rounds, at the start, in the middle and at the end.
No name, address or network address is kept with an answer, and only the day it came.  Figures are
shown from ``LEAST_SHOWN`` answers in a round up, in public when the rounds take no more answers;
free words are read by the pilot's people alone.
"""

import datetime as dt
import enum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, choice
from models.pilot import Pilot, PilotStatus

LEAST_SHOWN = 5
GRADES = (1, 2, 3, 4, 5)


class Round(enum.StrEnum):
    """When it is asked."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


_S = PilotStatus
ASKED_IN: dict[Round, tuple[PilotStatus, ...]] = {
    Round.START: (_S.READY, _S.RUNNING, _S.PAUSED),
    Round.MIDDLE: (_S.RUNNING, _S.PAUSED),
    Round.END: (_S.RUNNING, _S.PAUSED, _S.REPORTING),
}
"""States of a pilot in which each round takes answers."""


class Part(enum.StrEnum):
    """How somebody met the experiment."""

    TESTER = "tester"
    STAFF = "staff"
    NEIGHBOUR = "neighbour"


class GoOn(enum.StrEnum):
    """Whether one would go on with it."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


class Survey(Base):
    """One round of one pilot; it is open while ``closed_at`` is empty."""

    __tablename__ = "survey_round"
    __table_args__ = (UniqueConstraint("pilot_id", "round"),)

    id: Mapped[PrimaryKey]
    pilot_id: Mapped[int] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"))
    round: Mapped[Round] = mapped_column(choice(Round, "survey_round"), default=Round.END)
    token: Mapped[str] = mapped_column(String(43), unique=True)
    opened_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]

    pilot: Mapped[Pilot] = relationship()

    @property
    def city_id(self) -> int:
        """The pilot's city, for the audit trail."""
        return self.pilot.city_id


class SurveyAnswer(Base):
    """What one person thought of it."""

    __tablename__ = "survey_answer"
    __table_args__ = (
        CheckConstraint("useful BETWEEN 1 AND 5", name="useful_grade"),
        CheckConstraint("easy BETWEEN 1 AND 5", name="easy_grade"),
    )

    id: Mapped[PrimaryKey]
    survey_id: Mapped[int] = mapped_column(
        ForeignKey("survey_round.id", ondelete="CASCADE"), index=True
    )
    day: Mapped[dt.date]
    part: Mapped[Part] = mapped_column(choice(Part, "survey_part"))
    useful: Mapped[int]
    easy: Mapped[int]
    go_on: Mapped[GoOn] = mapped_column(choice(GoOn, "survey_go_on"))
    words: Mapped[str] = mapped_column(default="")
