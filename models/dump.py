"""Dumps: every download as it was one night, kept for a month, and one a month for good.

A dump is there as a whole or not at all: its rows are written in one transaction, when all its
files lie in the file store (app/adapters/file_store.py).  A table that has not changed since the
dump before names the same stored files again.
"""

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, choice
from models.licence import USUAL, OpenLicence

KEPT_DAYS = 30
"""How long every dump is kept; of those that are older, the first of each month stays."""


class Dump(Base):
    """One dump.  ``day`` is the local day on which it was made; ``base_url`` begins its links.

    ``licence`` was that of the whole on that day, and stays so for what was taken away then.
    """

    __tablename__ = "dump"

    id: Mapped[PrimaryKey]
    day: Mapped[dt.date] = mapped_column(unique=True)
    made_at: Mapped[dt.datetime]
    base_url: Mapped[str]
    licence: Mapped[OpenLicence] = mapped_column(
        choice(OpenLicence, "dump_licence"), default=USUAL, server_default=USUAL.value
    )
    files: Mapped[list["DumpFile"]] = relationship(
        order_by="DumpFile.id", cascade="all, delete-orphan", passive_deletes=True
    )


class DumpFile(Base):
    """One file: a table in a format, text packed with gzip.

    ``name`` is what it is called in its dump; ``stored`` in the file store; ``digest`` the SHA-256
    of its bytes, ``size`` their number, ``features`` how many rows it holds.  ``revision`` and
    ``changed_at`` are those of the collection that it was made of, ``version`` that of its writer.
    """

    __tablename__ = "dump_file"
    __table_args__ = (UniqueConstraint("dump_id", "name", name="uq_dump_file_dump_id"),)

    id: Mapped[PrimaryKey]
    dump_id: Mapped[int] = mapped_column(ForeignKey("dump.id", ondelete="CASCADE"))
    table: Mapped[str] = mapped_column("table_name", String(20))
    format: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(40))
    stored: Mapped[str] = mapped_column(String(100))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    features: Mapped[int]
    revision: Mapped[int] = mapped_column(BigInteger)
    changed_at: Mapped[dt.datetime]
    version: Mapped[int]
