"""How far somebody has read the conversation about an application."""

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class MessageSeen(Base):
    """One person's marker in one conversation: every message up to ``message_id`` has been read."""

    __tablename__ = "message_seen"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    application_id: Mapped[int] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    message_id: Mapped[int]
    at: Mapped[dt.datetime]
