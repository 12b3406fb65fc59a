"""Filters of the desk's list of testbeds that people keep under a name.

A filter is the address's own arguments.  It belongs to who kept it; with a city it is shared with
that city's staff.
"""

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, PrimaryKey
from models.city import City

NAME_LENGTH = 60
QUERY_LENGTH = 1_000


class SavedFilter(Base):
    """One kept filter.  ``query`` is the query string without page and language."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[PrimaryKey]
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    city_id: Mapped[int | None] = mapped_column(ForeignKey("city.id"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    query: Mapped[str] = mapped_column(String(QUERY_LENGTH))
    created_at: Mapped[dt.datetime]

    user: Mapped[User] = relationship()
    city: Mapped[City | None] = relationship()
