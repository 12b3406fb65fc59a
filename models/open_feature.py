"""Public things as open data: each rendered once, when it changes, and read back as text.

One table holds the features of every collection (models/open_collection.py).  Triggers note in
``open_due`` what has changed (models/guard_open.py), and before each commit the service
app/services/open_feature.py writes the features anew in the same transaction: nobody reads a
feature that is older than the thing it tells of.  ``OpenState`` counts the changes of a collection
without gaps, in the order of their commits, so that its number is a strong validator.
"""

import datetime as dt
import enum
from typing import Any

from geoalchemy2 import Geometry, WKBElement, WKTElement
from sqlalchemy import (
    JSON,
    BigInteger,
    Float,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, PrimaryKey, ShortText, choice

NAME_LENGTH = 20


class OpenState(Base):
    """How often a collection has changed, one row each; written in the transaction that changes."""

    __tablename__ = "open_state"

    collection: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger, default=0)
    changed_at: Mapped[dt.datetime]


class OpenFeature(Base):
    """One public thing.  ``key`` is the id of the row it is made from, and the feature's own.

    ``geom`` is the shape that the public may see, EPSG:4326; ``geom_m`` the same and
    ``anchor_x/y`` its point, EPSG:3857 metres; all None for what has no place.  It lasts from
    ``starts_on`` to ``ends_on``, local days, both inclusive; None is open.  ``properties`` are
    flat, by the fields of its collection; ``feature`` is the whole GeoJSON feature as text, with
    addresses of pages that begin with "/".
    """

    __tablename__ = "open_feature"
    __table_args__ = (
        UniqueConstraint("collection", "key", name="uq_open_feature_thing"),
        Index("ix_open_feature_attributes", "collection", "city", "kind", "key"),
        Index("ix_open_feature_anchor", "anchor_x", "anchor_y"),
        Index("ix_open_feature_changed", "collection", "revision", "key"),
    )

    id: Mapped[PrimaryKey]
    collection: Mapped[str] = mapped_column(ForeignKey("open_state.collection"))
    key: Mapped[int]
    slug: Mapped[ShortText]
    city: Mapped[ShortText]
    kind: Mapped[ShortText]
    title_fi: Mapped[str]
    title_sv: Mapped[str]
    title_en: Mapped[str]
    starts_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]
    changed_at: Mapped[dt.datetime]
    revision: Mapped[int] = mapped_column(BigInteger)
    geom: Mapped[WKBElement | WKTElement | None] = mapped_column(Geometry("GEOMETRY", srid=4326))
    geom_m: Mapped[WKBElement | WKTElement | None] = mapped_column(Geometry("GEOMETRY", srid=3857))
    anchor_x: Mapped[float | None] = mapped_column(Float)
    anchor_y: Mapped[float | None] = mapped_column(Float)
    properties: Mapped[dict[str, Any]] = mapped_column(JSON)
    feature: Mapped[str]


class OpenDeed(enum.StrEnum):
    """What happened to a feature."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class OpenChange(Base):
    """One change of one feature, in the order of ``revision``; never changed itself."""

    __tablename__ = "open_change"
    __table_args__ = (UniqueConstraint("collection", "revision", "key"),)

    id: Mapped[PrimaryKey]
    collection: Mapped[str] = mapped_column(ForeignKey("open_state.collection"))
    revision: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[int]
    deed: Mapped[OpenDeed] = mapped_column(choice(OpenDeed, "open_deed"))
    at: Mapped[dt.datetime] = mapped_column(index=True)


class OpenDue(Base):
    """A thing whose feature is to be written anew before the commit; empty between transactions.

    Its key makes two writers of one thing wait for each other, so that the later one sees all.
    """

    __tablename__ = "open_due"
    __table_args__ = (PrimaryKeyConstraint("collection", "key"),)

    collection: Mapped[str] = mapped_column(String(NAME_LENGTH))
    key: Mapped[int] = mapped_column(Integer)
