"""Registrations: who has a place at which session of an event, and who waits for one.

A ``Registrant`` is one address at one event, with or without an account (models/reader.py), and a
``Registration`` is their place at one session, or in its queue.  ``token`` opens their own page,
``code`` is what stands on the ticket and on the paper at the door.

``event_session.taken`` counts the registrations that hold a place.  It is kept by triggers of the
database alone (models/guard_registration.py), and its CHECK is the last word on how many there
are.  What is asked, and for how long the answers are kept: models/registration_question.py.
Docs: docs/adr/0041-registration.md.
"""

import datetime as dt
import enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, choice
from models.event import AttendeeList, Event, EventSession
from models.reader import TOKEN_LENGTH, Reader
from models.registration_question import RegistrationAnswer
from models.workflow import Workflow

NAME_LENGTH = 100
CODE_LENGTH = 5
CODE_LETTERS = "23456789ACDEFGHJKLMNPQRTUVWXY"  # without what is easily taken for another
MOST_SESSIONS = 40  # of one programme for one person
OFFER_STOPS = dt.timedelta(hours=2)
"""How long before the start an offer ends at the latest, so that there is somebody to ask next."""
SHORTEST_OFFER = dt.timedelta(hours=1)
HELD = dt.timedelta(minutes=30)
"""How long a place is held for an address that has not been confirmed."""


class RegistrationStatus(enum.StrEnum):
    """Where a registration stands."""

    APPLIED = "applied"  # the address is not confirmed
    WAITING = "waiting"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"


class RegistrationAction(enum.StrEnum):
    """Moves of a registration."""

    CONFIRM = "confirm"
    QUEUE = "queue"
    OFFER = "offer"
    ACCEPT = "accept"
    LAPSE = "lapse"
    CANCEL = "cancel"
    CHECK_IN = "check_in"
    UNDO = "undo"
    MISS = "miss"


_S, _A = RegistrationStatus, RegistrationAction
REGISTRATION_WORKFLOW: Workflow[RegistrationStatus, RegistrationAction] = Workflow(
    "registration",
    {
        (_S.APPLIED, _A.CONFIRM): _S.CONFIRMED,
        (_S.APPLIED, _A.QUEUE): _S.WAITING,
        (_S.APPLIED, _A.CANCEL): _S.CANCELLED,
        (_S.WAITING, _A.OFFER): _S.OFFERED,
        (_S.WAITING, _A.CANCEL): _S.CANCELLED,
        (_S.OFFERED, _A.ACCEPT): _S.CONFIRMED,
        (_S.OFFERED, _A.LAPSE): _S.LAPSED,
        (_S.OFFERED, _A.CANCEL): _S.CANCELLED,
        (_S.CONFIRMED, _A.CANCEL): _S.CANCELLED,
        (_S.CONFIRMED, _A.CHECK_IN): _S.ATTENDED,
        (_S.CONFIRMED, _A.MISS): _S.NO_SHOW,
        (_S.ATTENDED, _A.UNDO): _S.CONFIRMED,
        (_S.NO_SHOW, _A.CHECK_IN): _S.ATTENDED,
        (_S.NO_SHOW, _A.UNDO): _S.CONFIRMED,
    },
)
COUNTED = (_S.CONFIRMED, _S.ATTENDED, _S.NO_SHOW)
"""States that hold a place for good; whoever has ``held_until`` holds one until then."""
OVER = (_S.LAPSED, _S.CANCELLED)
LIVE = "status NOT IN ('lapsed', 'cancelled')"


def offer_end(session: EventSession, now: dt.datetime) -> dt.datetime | None:
    """Return until when a place that is offered now can be taken; None when it has begun.

    It is what the event's people chose, but ends ``OFFER_STOPS`` before the start; later on it
    stands for ``SHORTEST_OFFER``, or as long as there is time.
    """
    if now >= session.starts_at:
        return None
    end = min(now + dt.timedelta(hours=session.event.offer_hours), session.starts_at - OFFER_STOPS)
    return min(max(end, now + SHORTEST_OFFER), session.starts_at)


def mail_key(registrant_id: int) -> str:
    """Return how the key of every mail to a registrant begins."""
    return f"r{registrant_id}:"


class Registrant(Base):
    """One address that registered for an event.

    ``shown_to`` is who may see the name, as the person said; the event's own setting may be
    narrower.  ``confirmed_at`` is when the address was confirmed for this event.
    """

    __tablename__ = "registrant"
    __table_args__ = (
        UniqueConstraint("event_id", "reader_id"),
        UniqueConstraint("event_id", "code"),
    )

    id: Mapped[PrimaryKey]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    reader_id: Mapped[int] = mapped_column(ForeignKey("reader.id", ondelete="CASCADE"), index=True)
    token: Mapped[str] = mapped_column(String(TOKEN_LENGTH), unique=True)
    code: Mapped[str] = mapped_column(String(CODE_LENGTH))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    shown_to: Mapped[AttendeeList] = mapped_column(
        choice(AttendeeList, "shown_to"), default=AttendeeList.NOBODY
    )
    asked_at: Mapped[dt.datetime]
    confirmed_at: Mapped[dt.datetime | None]

    event: Mapped[Event] = relationship()
    reader: Mapped[Reader] = relationship()
    registrations: Mapped[list["Registration"]] = relationship(
        order_by="Registration.id", back_populates="registrant", passive_deletes=True
    )
    answers: Mapped[list[RegistrationAnswer]] = relationship(
        order_by="RegistrationAnswer.question_id", cascade="all, delete-orphan",
        passive_deletes=True,
    )  # fmt: skip

    @property
    def city_id(self) -> int:
        """The event's city, for the audit trail."""
        return self.event.city_id


class Registration(Base):
    """A place at one session, or in its queue.

    Whoever comes again after having left gets a row of their own; of those that are not over a
    person has one a session.  ``held_until`` is until when a place is held that has not been
    taken: while the address is not confirmed, and while an offer stands.  When the person is
    forgotten the row stays without them, so that counts stay right.
    """

    __tablename__ = "registration"
    __table_args__ = (
        Index(
            "uq_registration_live",
            "session_id",
            "registrant_id",
            unique=True,
            sqlite_where=text(LIVE),
            postgresql_where=text(LIVE),
        ),
        CheckConstraint(
            "held_until IS NULL OR status IN ('applied', 'offered')", name="held_while_open"
        ),
        CheckConstraint("status <> 'offered' OR held_until IS NOT NULL", name="offer_ends"),
        Index("ix_registration_queue", "session_id", "status", "queued_at"),
        Index("ix_registration_held_until", "held_until"),
    )

    id: Mapped[PrimaryKey]
    session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id", ondelete="CASCADE"))
    registrant_id: Mapped[int | None] = mapped_column(
        ForeignKey("registrant.id", ondelete="SET NULL"), index=True
    )
    status: Mapped[RegistrationStatus] = mapped_column(
        choice(RegistrationStatus, "registration_status")
    )
    version: Mapped[int] = mapped_column(default=1)
    asked_at: Mapped[dt.datetime]
    queued_at: Mapped[dt.datetime | None]
    held_until: Mapped[dt.datetime | None]
    reminded_at: Mapped[dt.datetime | None]

    session: Mapped[EventSession] = relationship()
    registrant: Mapped[Registrant | None] = relationship(back_populates="registrations")

    @property
    def city_id(self) -> int:
        """The event's city, for the audit trail."""
        return self.session.event.city_id
