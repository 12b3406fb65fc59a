"""Pilots: what is being tried out, as the residents see it.

A pilot is born when an offer is accepted and belongs to one booking of one testbed; the parts of
a joint application become sibling pilots of the same application.  States: ``PILOT_WORKFLOW``.
Whether it is *active* is derived from its state and its dates (``is_active``): nothing that has
ended stays on the map, with or without a scheduler.
"""

import datetime as dt
import enum
from typing import Any

from geoalchemy2 import Geometry, WKBElement, WKTElement
from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.application import Application
from models.base import Base, PrimaryKey, ShortText, Translated, choice, translated
from models.booking import Booking
from models.city import City
from models.organisation import Organisation
from models.sign import CODE_LENGTH, new_code
from models.testbed import Testbed
from models.workflow import Workflow


class PilotStatus(enum.StrEnum):
    """Where a pilot stands."""

    PREPARING = "preparing"
    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    REPORTING = "reporting"
    COMPLETED = "completed"
    STOPPED = "stopped"
    CANCELLED = "cancelled"  # before residents were told of it


class PilotAction(enum.StrEnum):
    """Moves of a pilot."""

    MAKE_READY = "make_ready"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"
    COMPLETE = "complete"
    STOP = "stop"


_S, _A = PilotStatus, PilotAction
PILOT_WORKFLOW: Workflow[PilotStatus, PilotAction] = Workflow(
    "pilot",
    {
        (_S.PREPARING, _A.MAKE_READY): _S.READY,
        (_S.PREPARING, _A.STOP): _S.CANCELLED,
        (_S.READY, _A.START): _S.RUNNING,
        (_S.READY, _A.STOP): _S.STOPPED,
        (_S.RUNNING, _A.PAUSE): _S.PAUSED,
        (_S.RUNNING, _A.END): _S.REPORTING,
        (_S.RUNNING, _A.STOP): _S.STOPPED,
        (_S.PAUSED, _A.RESUME): _S.RUNNING,
        (_S.PAUSED, _A.END): _S.REPORTING,
        (_S.PAUSED, _A.STOP): _S.STOPPED,
        (_S.REPORTING, _A.COMPLETE): _S.COMPLETED,
    },
)
TOLD_STATES = (_S.COMPLETED, _S.STOPPED)  # what came of it is public
PUBLIC_STATES = (_S.READY, _S.RUNNING, _S.PAUSED, _S.REPORTING, _S.COMPLETED, _S.STOPPED)


class PublicPhase(enum.StrEnum):
    """What a resident is told: derived from state and dates, never stored."""

    RUNNING = "running"
    SOON = "soon"
    PAUSED = "paused"
    ENDED = "ended"


def public_phase(status: PilotStatus, start: dt.date, end: dt.date, today: dt.date) -> PublicPhase:
    """Return the phase of a public pilot on ``today``; ``end`` is the last day, inclusive.

    A ready pilot runs from its first day on, whether or not the daily job has said so.
    """
    if today > end or status in (_S.REPORTING, _S.COMPLETED, _S.STOPPED):
        return PublicPhase.ENDED
    if today < start:
        return PublicPhase.SOON
    if status is _S.PAUSED:
        return PublicPhase.PAUSED
    return PublicPhase.RUNNING


class LegalBasis(enum.StrEnum):
    """What makes it lawful to use personal data: article 6(1) of the GDPR, in its order."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTERESTS = "vital_interests"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTERESTS = "legitimate_interests"


class Pilot(Base):
    """One experiment.  ``end_day`` is its last day, inclusive, and is always set.

    ``code`` is the end of the short address on its sign and never changes (models/sign.py).
    ``money_eur`` is what the city pays, without VAT: 0 is nothing, None is not told.  ``partners``
    are names, one a line.  ``collected`` and ``kept_for`` are about personal data.
    ``status_note`` tells residents why it is paused or was stopped.  Its checklist has rows of its
    own (models/pilot_task.py).
    """

    __tablename__ = "pilot"
    __table_args__ = (
        CheckConstraint("end_day >= start_day", name="dates_ordered"),
        Index("ix_pilot_dates", "end_day", "start_day"),
        Index("ix_pilot_city_status", "city_id", "status"),
        Index("ix_pilot_anchor", "anchor_x", "anchor_y"),
        Index("ix_pilot_code", "code", unique=True),
    )

    id: Mapped[PrimaryKey]
    slug: Mapped[ShortText] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(String(CODE_LENGTH), default=new_code)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"))
    testbed_id: Mapped[int | None] = mapped_column(ForeignKey("testbed.id"), index=True)
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), unique=True)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    runner_name: Mapped[ShortText]
    status: Mapped[PilotStatus] = mapped_column(
        choice(PilotStatus, "pilot_status"), default=PilotStatus.PREPARING
    )
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[Translated] = translated("title")
    plain: Mapped[Translated] = translated("plain")
    why: Mapped[Translated] = translated("why")
    measured: Mapped[Translated] = translated("measured")
    participation: Mapped[Translated] = translated("participation")
    sensors: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    themes: Mapped[list[str]] = mapped_column(JSON, default=list)
    personal_data: Mapped[bool | None]
    controller: Mapped[str] = mapped_column(default="")
    collected: Mapped[Translated] = translated("collected")
    legal_basis: Mapped[LegalBasis | None] = mapped_column(choice(LegalBasis, "pilot_legal_basis"))
    kept_for: Mapped[Translated] = translated("kept_for")
    notice_url: Mapped[str] = mapped_column(String(500), default="")
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    partners: Mapped[str] = mapped_column(default="")
    money_eur: Mapped[int | None]
    funding: Mapped[Translated] = translated("funding")
    start_day: Mapped[dt.date]
    end_day: Mapped[dt.date]
    dates_note: Mapped[Translated] = translated("dates_note")
    status_note: Mapped[Translated] = translated("status_note")
    geom: Mapped[WKBElement | WKTElement | None] = mapped_column(Geometry("GEOMETRY", srid=4326))
    shape_json: Mapped[str | None]
    anchor_x: Mapped[float | None] = mapped_column(Float)
    anchor_y: Mapped[float | None] = mapped_column(Float)
    outcome: Mapped[Translated] = translated("outcome")
    learned: Mapped[Translated] = translated("learned")
    failed: Mapped[Translated] = translated("failed")
    testers: Mapped[int | None]
    continues: Mapped[bool | None]
    bought: Mapped[bool | None]
    continues_why: Mapped[Translated] = translated("continues_why")
    bought_why: Mapped[Translated] = translated("bought_why")
    money_used_eur: Mapped[int | None]
    source_url: Mapped[str] = mapped_column(String(500), default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    replicates_id: Mapped[int | None] = mapped_column(ForeignKey("pilot.id"), index=True)
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]

    city: Mapped[City] = relationship()
    testbed: Mapped[Testbed | None] = relationship()
    booking: Mapped[Booking | None] = relationship()
    application: Mapped[Application | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
