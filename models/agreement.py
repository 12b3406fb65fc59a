"""Agreements: what applicant and city promise each other about one part of an application.

The text is made from a template's version (templates/agreement/) and facts, written out once and
signed by both sides over its hash.  A row's text never changes and a signature is never taken
back: a trigger (models/guard_agreement.py) refuses it.  When days are moved, the agreement ends
and a new one takes its place.  At most one agreement of a part is live.
"""

import datetime as dt
import enum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.application import ApplicationPart
from models.base import Base, PrimaryKey, ShortText, choice


class SignedHow(enum.StrEnum):
    """What counts as the signature."""

    BY_NAME = "by_name"  # a person wrote their name under the text
    STANDING = "standing"  # the city decided once for all low-risk applications to this place
    MOVE = "move"  # asking for other days, or approving them


class Agreement(Base):
    """One text with its two signatures.

    ``body`` is the canonical text, ``body_sha256`` the hash of its UTF-8 bytes in hex.  Names are
    kept as they were written; ``*_by_id`` is None where no person signed.
    """

    __tablename__ = "agreement"
    __table_args__ = (
        CheckConstraint(
            "(applicant_signed_at IS NULL) = (applicant_signed_how IS NULL)",
            name="applicant_signature_whole",
        ),
        CheckConstraint(
            "(city_signed_at IS NULL) = (city_signed_how IS NULL)", name="city_signature_whole"
        ),
        CheckConstraint(
            "superseded_by_id IS NULL OR ended_at IS NOT NULL", name="superseded_has_ended"
        ),
        Index("ix_agreement_part", "part_id"),
        Index(
            "uq_agreement_part_live",
            "part_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
            sqlite_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[PrimaryKey]
    part_id: Mapped[int] = mapped_column(ForeignKey("application_part.id"))
    template_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    body: Mapped[str]
    body_sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[dt.datetime]
    applicant_signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    applicant_signed_name: Mapped[ShortText] = mapped_column(default="")
    applicant_signed_at: Mapped[dt.datetime | None]
    applicant_signed_how: Mapped[SignedHow | None] = mapped_column(
        choice(SignedHow, "applicant_signed_how")
    )
    city_signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    city_signed_name: Mapped[ShortText] = mapped_column(default="")
    city_signed_at: Mapped[dt.datetime | None]
    city_signed_how: Mapped[SignedHow | None] = mapped_column(choice(SignedHow, "city_signed_how"))
    ended_at: Mapped[dt.datetime | None]
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"))

    part: Mapped[ApplicationPart] = relationship()

    @property
    def is_live(self) -> bool:
        """Say whether it is the agreement that counts now."""
        return self.ended_at is None

    @property
    def is_signed(self) -> bool:
        """Say whether both sides have signed."""
        return self.applicant_signed_at is not None and self.city_signed_at is not None
