"""Testbeds: the places that cities open for trying things out.

States: draft → published ↔ paused → retired, from where it comes back paused
(``TESTBED_WORKFLOW``).  Staff of the testbed's city
write it, its coordinator publishes it, hosts answer for it; everybody reads published ones.
Every change leaves a ``TestbedVersion``.  Bookings of it are counted in the ledger, see
models/booking.py.  Docs: docs/states.md, docs/permissions.md.
"""

import datetime as dt
import enum
from typing import Any

from geoalchemy2 import Geometry, WKBElement, WKTElement
from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, PrimaryKey, ShortText, Translated, choice, translated
from models.city import City
from models.testbed_kind import Approval, EntryMode, Environment, Money, SlotUnit, TestbedKind
from models.testbed_media import TestbedFile, TestbedLink, TestbedPicture
from models.workflow import Workflow


class TestbedStatus(enum.StrEnum):
    """Where a testbed stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    PAUSED = "paused"
    RETIRED = "retired"


class TestbedAction(enum.StrEnum):
    """Moves of a testbed."""

    PUBLISH = "publish"
    PAUSE = "pause"
    RESUME = "resume"
    RETIRE = "retire"
    BRING_BACK = "bring_back"


_S, _A = TestbedStatus, TestbedAction
TESTBED_WORKFLOW: Workflow[TestbedStatus, TestbedAction] = Workflow(
    "testbed",
    {
        (_S.DRAFT, _A.PUBLISH): _S.PUBLISHED,
        (_S.PUBLISHED, _A.PAUSE): _S.PAUSED,
        (_S.PAUSED, _A.RESUME): _S.PUBLISHED,
        (_S.PAUSED, _A.RETIRE): _S.RETIRED,
        (_S.PUBLISHED, _A.RETIRE): _S.RETIRED,
        (_S.RETIRED, _A.BRING_BACK): _S.PAUSED,
    },
)


class Testbed(Base):
    """One place.  Geometry in EPSG:4326; ``anchor_x/y`` is its marker point in EPSG:3857 metres.

    ``shape_json`` is the GeoJSON text of the geometry as the public may see it (snapped to a grid
    when ``blur`` is set), rendered when it is written and read back as text.
    """

    __tablename__ = "testbed"
    __table_args__ = (
        UniqueConstraint("city_id", "slug", name="uq_testbed_city_slug"),
        CheckConstraint("capacity >= 1", name="capacity_positive"),
        CheckConstraint("min_days >= 1 AND max_days >= min_days", name="length_range"),
        Index("ix_testbed_anchor", "anchor_x", "anchor_y"),
        Index("ix_testbed_city_status", "city_id", "status"),
        Index("uq_testbed_city_external", "city_id", "external_id", unique=True),
    )

    id: Mapped[PrimaryKey]
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"))
    slug: Mapped[ShortText]
    external_id: Mapped[str | None] = mapped_column(String(120))  # the city's own, by imports
    status: Mapped[TestbedStatus] = mapped_column(
        choice(TestbedStatus, "testbed_status"), default=TestbedStatus.DRAFT
    )
    version: Mapped[int] = mapped_column(default=1)
    name: Mapped[Translated] = translated("name")
    summary: Mapped[Translated] = translated("summary")
    description: Mapped[Translated] = translated("description")
    kind: Mapped[TestbedKind | None] = mapped_column(choice(TestbedKind, "testbed_kind"))
    environment: Mapped[Environment] = mapped_column(
        choice(Environment, "environment"), default=Environment.AUTHENTIC
    )
    themes: Mapped[list[str]] = mapped_column(JSON, default=list)

    geom: Mapped[WKBElement | WKTElement | None] = mapped_column(Geometry("GEOMETRY", srid=4326))
    shape_json: Mapped[str | None]
    anchor_x: Mapped[float | None] = mapped_column(Float)
    anchor_y: Mapped[float | None] = mapped_column(Float)
    accuracy_m: Mapped[int | None]
    blur: Mapped[bool] = mapped_column(default=False)
    address: Mapped[ShortText] = mapped_column(default="")
    district: Mapped[Translated] = translated("district")
    operator: Mapped[ShortText] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")

    capacity: Mapped[int] = mapped_column(default=1)
    slot_unit: Mapped[SlotUnit] = mapped_column(choice(SlotUnit, "slot_unit"), default=SlotUnit.DAY)
    min_days: Mapped[int] = mapped_column(default=1)
    max_days: Mapped[int] = mapped_column(default=180)
    lead_days: Mapped[int] = mapped_column(default=14)
    decision_rhythm_days: Mapped[int] = mapped_column(default=14)
    hold_days: Mapped[int] = mapped_column(default=14)
    applicants: Mapped[list[str]] = mapped_column(JSON, default=list)
    entry_mode: Mapped[EntryMode] = mapped_column(
        choice(EntryMode, "entry_mode"), default=EntryMode.ALWAYS
    )
    approval: Mapped[Approval] = mapped_column(
        choice(Approval, "approval"), default=Approval.HOST_CITY
    )
    money: Mapped[Money] = mapped_column(choice(Money, "money"), default=Money.FREE)
    cap_eur: Mapped[int | None]
    infrastructure: Mapped[list[str]] = mapped_column(JSON, default=list)
    permits_needed: Mapped[list[str]] = mapped_column(JSON, default=list)
    user_groups: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    minors: Mapped[bool] = mapped_column(default=False)
    patients: Mapped[bool] = mapped_column(default=False)
    data_protection_note: Mapped[Translated] = translated("data_protection_note")
    support: Mapped[Translated] = translated("support")
    season_note: Mapped[Translated] = translated("season_note")
    accessibility_note: Mapped[Translated] = translated("accessibility_note")
    reference_note: Mapped[Translated] = translated("reference_note")
    source_url: Mapped[str] = mapped_column(String(500), default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    checked_on: Mapped[dt.date | None]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    published_at: Mapped[dt.datetime | None]

    city: Mapped[City] = relationship()
    hosts: Mapped[list["TestbedHost"]] = relationship(cascade="all, delete-orphan")
    pictures: Mapped[list[TestbedPicture]] = relationship(
        cascade="all, delete-orphan", order_by=(TestbedPicture.position, TestbedPicture.id)
    )
    files: Mapped[list[TestbedFile]] = relationship(
        cascade="all, delete-orphan", order_by=(TestbedFile.position, TestbedFile.id)
    )
    links: Mapped[list[TestbedLink]] = relationship(
        cascade="all, delete-orphan", order_by=(TestbedLink.position, TestbedLink.id)
    )


class TestbedHost(Base):
    """A person who answers for one testbed."""

    __tablename__ = "testbed_host"

    testbed_id: Mapped[int] = mapped_column(
        ForeignKey("testbed.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    user: Mapped[User] = relationship()


class TestbedVersion(Base):
    """What a testbed's record said after one change.

    ``deed`` is what made it: ``edit``, ``restore`` (of the version ``restored``), ``check``,
    ``bulk`` or an action of the workflow; ``reason`` is what its author said to it.
    """

    __tablename__ = "testbed_version"
    __table_args__ = (UniqueConstraint("testbed_id", "number"),)

    id: Mapped[PrimaryKey]
    testbed_id: Mapped[int] = mapped_column(ForeignKey("testbed.id", ondelete="CASCADE"))
    number: Mapped[int]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[dt.datetime]
    record: Mapped[dict[str, Any]] = mapped_column(JSON)
    deed: Mapped[str] = mapped_column(String(20), default="edit", server_default="edit")
    reason: Mapped[str] = mapped_column(default="", server_default="")
    restored: Mapped[int | None]
