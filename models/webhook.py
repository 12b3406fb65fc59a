"""Webhooks: addresses that somebody's own system is told at, what waits for them, how it went.

A webhook belongs to one person and tells what that person may read at the moment of each delivery.
States: ``WEBHOOK_WORKFLOW``; docs/states.md is made from it.  Secrets are not kept: each follows
from the installation's key and ``salt`` (app/adapters/webhook_signature.py).
Docs: docs/adr/0048-webhooks.md.
"""

import datetime as dt
import enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, PrimaryKey, choice
from models.webhook_topic import Topic
from models.workflow import Workflow

NAME_LENGTH, URL_LENGTH, HOST_LENGTH, ANSWER_LENGTH = 60, 500, 255, 500
OVERLAP = dt.timedelta(hours=24)
"""How long the secret before the present one signs as well."""


class WebhookSide(enum.StrEnum):
    """Whose own things a webhook tells of, beside public ones."""

    PERSON = "person"
    ORGANISATION = "organisation"
    CITY = "city"


class WebhookStatus(enum.StrEnum):
    """Where a webhook stands."""

    ACTIVE = "active"
    PAUSED = "paused"  # by its owner
    STOPPED = "stopped"  # by itself: nothing got through


class WebhookAction(enum.StrEnum):
    """Moves of a webhook."""

    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"


_S, _A = WebhookStatus, WebhookAction
WEBHOOK_WORKFLOW: Workflow[WebhookStatus, WebhookAction] = Workflow(
    "webhook",
    {
        (_S.ACTIVE, _A.PAUSE): _S.PAUSED,
        (_S.PAUSED, _A.RESUME): _S.ACTIVE,
        (_S.ACTIVE, _A.STOP): _S.STOPPED,
        (_S.STOPPED, _A.RESUME): _S.ACTIVE,
    },
)


class DeliveryStatus(enum.StrEnum):
    """Where one message to one address stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"  # given up
    WITHHELD = "withheld"  # its owner may not read the thing any more


class Trouble(enum.StrEnum):
    """Why a try did not get through."""

    STATUS = "status"  # answered, but not by 2xx
    REDIRECT = "redirect"
    REFUSED = "refused"  # nobody takes the connection
    TIMEOUT = "timeout"
    CLOSED = "closed"  # ended before a whole answer
    CERTIFICATE = "certificate"
    UNKNOWN_HOST = "unknown_host"
    FORBIDDEN_ADDRESS = "forbidden_address"
    UNREADABLE = "unreadable"  # what came is no HTTP
    LOST = "lost"  # the sender itself ended in the middle


class Webhook(Base):
    """One address.  ``resting_until``: after a failure nothing is sent there before."""

    __tablename__ = "webhook"
    __table_args__ = (
        CheckConstraint(
            "(side = 'organisation') = (organisation_id IS NOT NULL)", name="organisation_named"
        ),
        CheckConstraint("(side = 'city') = (city_id IS NOT NULL)", name="city_named"),
        Index("ix_webhook_user_id", "user_id"),
        Index("ix_webhook_status", "status"),
    )

    id: Mapped[PrimaryKey]
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    side: Mapped[WebhookSide] = mapped_column(choice(WebhookSide, "webhook_side"))
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE")
    )
    city_id: Mapped[int | None] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    url: Mapped[str] = mapped_column(String(URL_LENGTH))
    host: Mapped[str] = mapped_column(String(HOST_LENGTH))
    status: Mapped[WebhookStatus] = mapped_column(
        choice(WebhookStatus, "webhook_status"), default=WebhookStatus.ACTIVE
    )
    version: Mapped[int] = mapped_column(default=1)
    salt: Mapped[str] = mapped_column(String(64))
    salt_before: Mapped[str] = mapped_column(String(64), default="")
    before_until: Mapped[dt.datetime | None]
    renewed_at: Mapped[dt.datetime]
    failures: Mapped[int] = mapped_column(default=0)
    resting_until: Mapped[dt.datetime | None]
    reached_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]

    user: Mapped[User] = relationship()
    topics: Mapped[list["WebhookTopic"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def chosen(self) -> frozenset[Topic]:
        """What it tells of."""
        return frozenset(one.topic for one in self.topics)


class WebhookTopic(Base):
    """One topic that a webhook tells of."""

    __tablename__ = "webhook_topic"

    webhook_id: Mapped[int] = mapped_column(
        ForeignKey("webhook.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    topic: Mapped[Topic] = mapped_column(choice(Topic, "webhook_topic"), primary_key=True)


class WebhookEvent(Base):
    """Something of somebody's own that happened, until it is known whom it is to be told.

    Written in the transaction of the change; taken away with the messages that come of it, which
    is why its number may come again and ``uid`` may not.
    """

    __tablename__ = "webhook_event"

    id: Mapped[PrimaryKey]
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    topic: Mapped[Topic] = mapped_column(choice(Topic, "webhook_event_topic"))
    type: Mapped[str] = mapped_column(String(40))
    thing: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[int]
    at: Mapped[dt.datetime]


class WebhookCursor(Base):
    """How far the changes of a collection of published features have been told."""

    __tablename__ = "webhook_cursor"

    collection: Mapped[str] = mapped_column(String(40), primary_key=True)
    revision: Mapped[int] = mapped_column(default=0)
    key: Mapped[int] = mapped_column(default=0)


class WebhookDelivery(Base):
    """One message to one address.  ``uid`` is its webhook-id, the same at every try.

    ``event_key`` names what happened, so that it is told once to each address.  ``thing`` is a
    collection of published features or a table; messages about one thing go in their order.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("webhook_id", "event_key"),
        Index("ix_webhook_delivery_due", "status", "due_at"),
        Index("ix_webhook_delivery_order", "webhook_id", "thing", "thing_id", "id"),
        Index("ix_webhook_delivery_created_at", "created_at"),
    )

    id: Mapped[PrimaryKey]
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"))
    event_key: Mapped[str] = mapped_column(String(80))
    uid: Mapped[str] = mapped_column(String(40), unique=True)
    type: Mapped[str] = mapped_column(String(40))
    thing: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[int]
    revision: Mapped[int | None]
    happened_at: Mapped[dt.datetime]
    status: Mapped[DeliveryStatus] = mapped_column(
        choice(DeliveryStatus, "webhook_delivery_status"), default=DeliveryStatus.WAITING
    )
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[dt.datetime]
    leased_until: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]

    webhook: Mapped[Webhook] = relationship()


class WebhookTry(Base):
    """One try to deliver a message.

    ``code`` is the status of the answer, None without one; ``answer`` its first characters, made
    safe to look at; ``took_ms`` the whole time in milliseconds.
    """

    __tablename__ = "webhook_try"
    __table_args__ = (Index("ix_webhook_try_delivery_id", "delivery_id", "id"),)

    id: Mapped[PrimaryKey]
    delivery_id: Mapped[int] = mapped_column(ForeignKey("webhook_delivery.id", ondelete="CASCADE"))
    at: Mapped[dt.datetime]
    code: Mapped[int | None]
    trouble: Mapped[Trouble | None] = mapped_column(choice(Trouble, "webhook_trouble"))
    took_ms: Mapped[int]
    answer: Mapped[str] = mapped_column(String(ANSWER_LENGTH), default="")
