"""Words of public things, folded and stemmed when they are written, found by both engines.

The text is kept as stems separated by blanks; PostgreSQL indexes it as ``tsvector('simple')``,
SQLite in an FTS5 table kept by triggers.  See app/queries/search.py.
"""

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, PrimaryKey


class SearchEntry(Base):
    """The searchable words of one testbed or pilot, in all its languages."""

    __tablename__ = "search_entry"
    __table_args__ = (UniqueConstraint("thing", "thing_id"),)

    id: Mapped[PrimaryKey]
    thing: Mapped[str] = mapped_column(String(20))
    thing_id: Mapped[int]
    stems: Mapped[str]
