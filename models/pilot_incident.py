"""Incidents of a pilot: what went wrong, told by either side; never public."""

import datetime as dt
import enum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, ShortText, choice
from models.pilot import Pilot
from models.pilot_task import Side
from models.workflow import Workflow


class IncidentStatus(enum.StrEnum):
    """Where an incident stands."""

    OPEN = "open"
    CLOSED = "closed"


class IncidentAction(enum.StrEnum):
    """Moves of an incident."""

    CLOSE = "close"
    REOPEN = "reopen"


_S, _A = IncidentStatus, IncidentAction
INCIDENT_WORKFLOW: Workflow[IncidentStatus, IncidentAction] = Workflow(
    "pilot_incident",
    {(_S.OPEN, _A.CLOSE): _S.CLOSED, (_S.CLOSED, _A.REOPEN): _S.OPEN},
)


class PilotIncident(Base):
    """One incident.  ``happened_at`` is local wall time as somebody wrote it, or empty."""

    __tablename__ = "pilot_incident"
    __table_args__ = (Index("ix_pilot_incident_pilot", "pilot_id", "status"),)

    id: Mapped[PrimaryKey]
    pilot_id: Mapped[int] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"))
    status: Mapped[IncidentStatus] = mapped_column(
        choice(IncidentStatus, "incident_status"), default=IncidentStatus.OPEN
    )
    version: Mapped[int] = mapped_column(default=1)
    happened_on: Mapped[dt.date]
    happened_at: Mapped[str] = mapped_column(String(5), default="")
    what: Mapped[str]
    is_harm: Mapped[bool]
    measures: Mapped[str] = mapped_column(default="")
    side: Mapped[Side] = mapped_column(choice(Side, "incident_side"))
    reported_by: Mapped[ShortText]
    reported_at: Mapped[dt.datetime]
    closing_note: Mapped[str] = mapped_column(default="")
    closed_by: Mapped[ShortText] = mapped_column(default="")
    closed_at: Mapped[dt.datetime | None]

    pilot: Mapped[Pilot] = relationship()

    @property
    def city_id(self) -> int:
        """The city whose trail tells of it."""
        return self.pilot.city_id
