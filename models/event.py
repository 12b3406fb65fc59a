"""Events: workshops, site visits, pitch days, seminars, and programmes of many sessions.

An event has one session or more; people register for sessions.  A single event has exactly one,
without texts of its own; a programme has as many as it needs, in tracks.  Times are instants; pages
show them as the wall time of the event's city.  When it begins and ends follows from its sessions.
``taken`` of a session is kept by triggers of the database alone.  States: ``EVENT_WORKFLOW``; that
it goes on or is over follows from the clock (``phase``).  Which sessions clash:
models/event_clash.py.  Docs: docs/adr/0040-events.md.
"""

import datetime as dt
import enum

from geoalchemy2 import Geometry, WKBElement, WKTElement
from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, ShortText, Translated, choice, translated
from models.challenge import Challenge
from models.city import City
from models.event_clash import Slot
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
        (_S.CLOSED, _A.CLOSE): _S.CLOSED,  # what came of it is written again
    },
)
PUBLIC_EVENTS = (_S.PUBLISHED, _S.CANCELLED, _S.CLOSED)


class EventPhase(enum.StrEnum):
    """What a reader is told: derived from the state and the clock, never stored."""

    DRAFT = "draft"
    COMING = "coming"
    ON = "on"
    HELD = "held"
    CANCELLED = "cancelled"


class SpokenLanguage(enum.StrEnum):
    """A language that is spoken, or signed, at an event."""

    FI = "fi"
    SV = "sv"
    EN = "en"
    SIGN = "sign"


class AttendeeList(enum.StrEnum):
    """Who sees the names of those attending who let theirs be shown."""

    NOBODY = "nobody"
    ATTENDING = "attending"
    PUBLIC = "public"


class Event(Base):
    """One event of one city.  Geometry in EPSG:4326, ``anchor_x/y`` in EPSG:3857 metres.

    It is at a testbed, or at an address and a drawn point; ``online_url`` may stand beside them or
    alone and is shown only to those who have registered.  ``offer_hours`` is how long an
    offered place waits; ``remind_hours`` how long before the start people are reminded, 0: never.
    ``moved_at`` is when times or place last changed after it was published.  ``note`` says why it
    was cancelled.  ``outcome``, ``ideas`` (one a line) and ``came`` tell what came of it.
    """

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("offer_hours >= 1", name="offers_wait"),
        CheckConstraint("remind_hours >= 0", name="reminded_before"),
        Index("ix_event_city_status", "city_id", "status"),
        Index("ix_event_anchor", "anchor_x", "anchor_y"),
        Index("ix_event_picture_digest", "picture_digest"),
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
    picture_width: Mapped[int | None]
    picture_height: Mapped[int | None]
    picture_alt: Mapped[Translated] = translated("picture_alt")
    note: Mapped[Translated] = translated("note")
    outcome: Mapped[Translated] = translated("outcome")
    ideas: Mapped[Translated] = translated("ideas")
    came: Mapped[int | None]  # how many people came
    published_at: Mapped[dt.datetime | None]
    moved_at: Mapped[dt.datetime | None]
    cancelled_at: Mapped[dt.datetime | None]
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
    testbeds: Mapped[list[Testbed]] = relationship(secondary="event_testbed", order_by=Testbed.id)

    @property
    def is_programme(self) -> bool:
        """Whether it has sessions of its own rather than being one itself."""
        return self.kind is EventKind.PROGRAMME

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.status in PUBLIC_EVENTS

    @property
    def is_online(self) -> bool:
        """Whether it can be followed from anywhere."""
        return bool(self.online_url)

    @property
    def is_somewhere(self) -> bool:
        """Whether people can come to it."""
        return self.testbed_id is not None or bool(self.address or self.shape_json)

    @property
    def street(self) -> str:
        """The address that everybody may know; not that of a place whose spot is not shown."""
        if self.testbed is None:
            return self.address
        return "" if self.testbed.blur else self.testbed.address

    @property
    def live_sessions(self) -> list["EventSession"]:
        """The sessions that have not been cancelled."""
        return [one for one in self.sessions if one.cancelled_at is None]

    @property
    def starts_at(self) -> dt.datetime | None:
        """When its first session begins; None while it has none."""
        return min((one.starts_at for one in self.live_sessions), default=None)

    @property
    def ends_at(self) -> dt.datetime | None:
        """When its last session ends; None while it has none."""
        return max((one.ends_at for one in self.live_sessions), default=None)

    def is_over(self, now: dt.datetime) -> bool:
        """Whether its last session has ended."""
        return self.ends_at is not None and self.ends_at <= now

    def phase(self, now: dt.datetime) -> EventPhase:
        """Return where the event stands at an instant."""
        if self.status is EventStatus.DRAFT:
            return EventPhase.DRAFT
        if self.status is EventStatus.CANCELLED:
            return EventPhase.CANCELLED
        if self.is_over(now):
            return EventPhase.HELD
        begun = self.starts_at is not None and self.starts_at <= now
        return EventPhase.ON if begun else EventPhase.COMING


class EventTrack(Base):
    """A row of sessions that belong together in a programme."""

    __tablename__ = "event_track"

    id: Mapped[PrimaryKey]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[Translated] = translated("name")


class EventSession(Base):
    """One session, ``[starts_at, ends_at)``.  ``taken`` counts the places that are taken.

    ``capacity`` None: no limit.  ``speakers`` are names, one a line, of people who agreed to be
    named in public; ``unnamed`` those of people who have not, whom only the city's staff see.
    """

    __tablename__ = "event_session"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="times_ordered"),
        CheckConstraint("capacity > 0", name="capacity_positive"),
        CheckConstraint(
            "taken >= 0 AND (capacity IS NULL OR taken <= capacity)", name="within_places"
        ),
        Index("ix_event_session_event", "event_id", "starts_at"),
        Index("ix_event_session_times", "ends_at", "starts_at"),
    )

    id: Mapped[PrimaryKey]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    track_id: Mapped[int | None] = mapped_column(ForeignKey("event_track.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[Translated] = translated("title")
    description: Mapped[Translated] = translated("description")
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    room: Mapped[ShortText] = mapped_column(default="")
    speakers: Mapped[str] = mapped_column(default="")
    unnamed: Mapped[str] = mapped_column(default="")
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    cancelled_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]

    event: Mapped[Event] = relationship(back_populates="sessions")
    track: Mapped[EventTrack | None] = relationship()

    @property
    def name(self) -> Translated:
        """What it is called: the session of a single event by the title of its event."""
        return self.title if self.event.is_programme else self.event.title

    @property
    def slot(self) -> Slot:
        """The session as the check for clashes sees it."""
        return Slot(self.id, self.starts_at, self.ends_at, self.room, tuple(self.everybody))

    @property
    def everybody(self) -> list[str]:
        """The names of all who speak, also of those whom only staff see."""
        return [*self.speakers.splitlines(), *self.unnamed.splitlines()]

    @property
    def city_id(self) -> int:
        """The city whose trail tells of it."""
        return self.event.city_id
