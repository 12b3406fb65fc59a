"""Requests to a city to propose a place, from applicants who do not know one.

A request belongs to an application, beside or instead of testbeds, and is sent with it.  The city
answers with one of its testbeds, which becomes a part of the application, or says why it has none.
States: ``REQUEST_WORKFLOW``; docs/states.md is made from it.
"""

import datetime as dt
import enum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.application import Application, ApplicationPart
from models.application_state import PartStatus
from models.base import Base, PrimaryKey, choice
from models.city import City
from models.workflow import Workflow


class RequestStatus(enum.StrEnum):
    """Where a request stands; one of an application that was not sent is open, and a draft."""

    OPEN = "open"
    PROPOSED = "proposed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class RequestAction(enum.StrEnum):
    """Moves of a request."""

    PROPOSE = "propose"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


_S, _A = RequestStatus, RequestAction
REQUEST_WORKFLOW: Workflow[RequestStatus, RequestAction] = Workflow(
    "place_request",
    {
        (_S.OPEN, _A.PROPOSE): _S.PROPOSED,
        (_S.OPEN, _A.DECLINE): _S.DECLINED,
        (_S.OPEN, _A.WITHDRAW): _S.WITHDRAWN,
    },
)
_AS_PART = {
    _S.OPEN: PartStatus.SUBMITTED,
    _S.DECLINED: PartStatus.REJECTED,
    _S.WITHDRAWN: PartStatus.WITHDRAWN,
}


class PlaceRequest(Base):
    """One city asked to propose a place.  ``kinds`` are values of ``TestbedKind``.

    ``reason`` is why the city has none; ``part_id`` the part that its proposal became.
    """

    __tablename__ = "place_request"
    __table_args__ = (
        UniqueConstraint("application_id", "city_id", name="uq_place_request_city"),
        CheckConstraint("days >= 1", name="days_positive"),
        Index("ix_place_request_queue", "city_id", "status"),
    )

    id: Mapped[PrimaryKey]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"))
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"))
    status: Mapped[RequestStatus] = mapped_column(
        choice(RequestStatus, "place_request_status"), default=RequestStatus.OPEN
    )
    version: Mapped[int] = mapped_column(default=1)
    kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    earliest: Mapped[dt.date | None]
    days: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    part_id: Mapped[int | None] = mapped_column(
        ForeignKey("application_part.id", ondelete="SET NULL"), index=True
    )
    answered_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]

    application: Mapped[Application] = relationship(back_populates="requests")
    city: Mapped[City] = relationship()
    part: Mapped[ApplicationPart | None] = relationship()

    @property
    def as_part(self) -> PartStatus | None:
        """The state by which it counts in the state of the application; None: its part counts."""
        if self.application.submitted_at is None and self.status is RequestStatus.OPEN:
            return PartStatus.DRAFT
        return _AS_PART.get(self.status)
