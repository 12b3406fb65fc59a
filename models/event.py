"""Events: workshops, site visits, pitch days, seminars, and programmes of many sessions.

An event has one session or more; people register for sessions.  Times are instants; pages show
them as the wall time of the event's city.  When it begins and ends follows from its sessions.
``taken`` of a session is kept by triggers of the database alone.  States: ``EVENT_WORKFLOW``.
"""

import datetime as dt
import enum

from geoalchemy2 import Geometry, WKBElement, WKTElement
from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, ShortText, Translated, choice, translated
from models.challenge import Challenge
from models.city import City
from models.pilot import Pilot
from models.testbed import Testbed
from models.workflow import Workflow


class EventKind(enum.StrEnum):
    """What kind of gathering."""

    WORKSHOP = "workshop"
    SITE_VISIT = "site_visit"
    PITCH_DAY = "pitch_day"
    SEMINAR = "seminar"
    PROGRAMME = "programme"


class EventStatus(enum.StrEnum):
    """Where an event stands; that it is over follows from the clock."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    CLOSED = "closed"  # over, with its outcome published


class EventAction(enum.StrEnum):
    """Moves of an event."""

    PUBLISH = "publish"
    CANCEL = "cancel"
    CLOSE = "close"


_S, _A = EventStatus, EventAction
EVENT_WORKFLOW: Workflow[EventStatus, EventAction] = Workflow(
    "event",
    {
        (_S.DRAFT, _A.PUBLISH): _S.PUBLISHED,
        (_S.PUBLISHED, _A.CANCEL): _S.CANCELLED,
        (_S.PUBLISHED, _A.CLOSE): _S.CLOSED,
    },
)


class AttendeeList(enum.StrEnum):
    """Who sees the names of those attending who let theirs be shown."""

    NOBODY = "nobody"
    ATTENDING = "attending"
    PUBLIC = "public"


class Event(Base):
    """One event of one city.  Geometry in EPSG:4326, ``anchor_x/y`` in EPSG:3857 metres.

    ``online_url`` is shown only to those who have registered.  ``offer_hours`` is how long an
    offered place waits; ``remind_hours`` how long before the start people are reminded, 0: never.
    ``note`` says why it was cancelled.
    """

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("offer_hours >= 1", name="offers_wait"),
        CheckConstraint("remind_hours >= 0", name="reminded_before"),
        Index("ix_event_city_status", "city_id", "status"),
        Index("ix_event_anchor", "anchor_x", "anchor_y"),
    )

    id: Mapped[PrimaryKey]
    slug: Mapped[ShortText] = mapped_column(unique=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"))
    kind: Mapped[EventKind] = mapped_column(choice(EventKind, "gathering_kind"))
    status: Mapped[EventStatus] = mapped_column(
        choice(EventStatus, "event_status"), default=EventStatus.DRAFT
    )
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[Translated] = translated("title")
    summary: Mapped[Translated] = translated("summary")
    description: Mapped[Translated] = translated("description")
    access: Mapped[Translated] = translated("access")  # how to come in, and what helps there is
    themes: Mapped[list[str]] = mapped_column(JSON, default=list)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)  # spoken there
    testbed_id: Mapped[int | None] = mapped_column(ForeignKey("testbed.id"), index=True)
    address: Mapped[ShortText] = mapped_column(default="")
    online_url: Mapped[str] = mapped_column(String(500), default="")
    geom: Mapped[WKBElement | WKTElement | None] = mapped_column(Geometry("GEOMETRY", srid=4326))
    shape_json: Mapped[str | None]
    anchor_x: Mapped[float | None] = mapped_column(Float)
    anchor_y: Mapped[float | None] = mapped_column(Float)
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    registers: Mapped[bool] = mapped_column(default=True)
    registration_closes_at: Mapped[dt.datetime | None]  # None: until each session begins
    offer_hours: Mapped[int] = mapped_column(default=24)
    remind_hours: Mapped[int] = mapped_column(default=24)
    attendee_list: Mapped[AttendeeList] = mapped_column(
        choice(AttendeeList, "event_attendee_list"), default=AttendeeList.NOBODY
    )
    picture_digest: Mapped[str] = mapped_column(String(64), default="")
    picture_alt: Mapped[Translated] = translated("picture_alt")
    note: Mapped[str] = mapped_column(default="")
    outcome: Mapped[Translated] = translated("outcome")
    came: Mapped[int | None]  # how many people came
    published_at: Mapped[dt.datetime | None]
    outcome_at: Mapped[dt.datetime | None]
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="SET NULL"))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]

    city: Mapped[City] = relationship()
    testbed: Mapped[Testbed | None] = relationship()
    tracks: Mapped[list["EventTrack"]] = relationship(
        order_by="EventTrack.position", cascade="all, delete-orphan", passive_deletes=True
    )
    sessions: Mapped[list["EventSession"]] = relationship(
        order_by="EventSession.starts_at, EventSession.id", cascade="all, delete-orphan",
        passive_deletes=True, back_populates="event",
    )  # fmt: skip
    challenges: Mapped[list[Challenge]] = relationship(
        secondary="event_challenge", order_by=Challenge.id
    )
    pilots: Mapped[list[Pilot]] = relationship(secondary="event_pilot", order_by=Pilot.id)


class EventChallenge(Base):
    """A challenge that an event is about."""

    __tablename__ = "event_challenge"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    challenge_id: Mapped[int] = mapped_column(
        ForeignKey("challenge.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class EventPilot(Base):
    """A pilot that an event is about."""

    __tablename__ = "event_pilot"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    pilot_id: Mapped[int] = mapped_column(
        ForeignKey("pilot.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class EventTrack(Base):
    """A row of sessions that belong together in a programme."""

    __tablename__ = "event_track"

    id: Mapped[PrimaryKey]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[Translated] = translated("name")


class EventSession(Base):
    """One session, ``[starts_at, ends_at)``.  ``taken`` counts the places that are taken.

    ``capacity`` None: no limit.  ``speakers`` are names, one a line, of people who agreed to it.
    """

    __tablename__ = "event_session"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="times_ordered"),
        CheckConstraint(
            "taken >= 0 AND (capacity IS NULL OR taken <= capacity)", name="within_places"
        ),
        Index("ix_event_session_event", "event_id", "starts_at"),
        Index("ix_event_session_times", "ends_at", "starts_at"),
    )

    id: Mapped[PrimaryKey]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    track_id: Mapped[int | None] = mapped_column(ForeignKey("event_track.id", ondelete="SET NULL"))
    title: Mapped[Translated] = translated("title")
    description: Mapped[Translated] = translated("description")
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    room: Mapped[ShortText] = mapped_column(default="")
    speakers: Mapped[str] = mapped_column(default="")
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    cancelled_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]

    event: Mapped[Event] = relationship(back_populates="sessions")
    track: Mapped[EventTrack | None] = relationship()
