"""Changes of what was wished of a testbed, made after the application was sent."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, PrimaryKey


class WishRevision(Base):
    """One change of the days wished of a part.

    ``before`` and ``after`` hold {"earliest", "days", "latest_end", "weekdays", "units"}, days as
    ISO text or None.  ``to_the_end`` says that it cost the part its place in the waiting list.
    """

    __tablename__ = "wish_revision"

    id: Mapped[PrimaryKey]
    part_id: Mapped[int] = mapped_column(
        ForeignKey("application_part.id", ondelete="CASCADE"), index=True
    )
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[dt.datetime]
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    to_the_end: Mapped[bool] = mapped_column(default=False)

    by: Mapped[User | None] = relationship()
