"""The chain of seals over the audit trail: what was written can no longer be changed unseen.

A seal covers lines in the order of their ids and takes in the digest of the seal before it.  Lines
are sealed in batches afterwards (app/services/audit_seal.py), so that whoever writes one waits for
nobody.  Docs: docs/adr/0055-privacy-kept-by-tables.md.
"""

import datetime as dt
import hashlib
import json

from sqlalchemy import JSON, CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.audit import AuditLine
from models.base import Base, PrimaryKey

LATEST = dt.timedelta(hours=6)  # after a seal a line of before may still come; no work takes longer
MARK = 8  # characters of each line's digest that its seal keeps, to say which line was changed
NO_DIGEST = "0" * 64
"""What stands before the first seal."""

Reach = tuple[int, int]
"""The first and the last of numbers without a gap."""


class AuditSeal(Base):
    """One seal: the lines with ids after those of the seal before, up to ``last_id``.

    ``holes`` are the stretches of ids in between of which no line was there: most never come, those
    of a transaction that was still under way come ``late`` and stand in a later seal.  ``marks``
    are the beginnings of the digests of the lines, first those in order, then the late ones.
    Triggers refuse UPDATE and DELETE.
    """

    __tablename__ = "audit_seal"
    __table_args__ = (
        CheckConstraint("count > 0", name="seals_something"),
        Index("ix_audit_seal_at", "at"),
    )

    id: Mapped[PrimaryKey]
    follows_id: Mapped[int] = mapped_column(unique=True)  # 0 for the first: one chain, no branches
    at: Mapped[dt.datetime]
    last_id: Mapped[int]
    count: Mapped[int]
    holes: Mapped[list[Reach]] = mapped_column(JSON)
    hole_count: Mapped[int]
    late: Mapped[list[int]] = mapped_column(JSON)
    late_count: Mapped[int]
    marks: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))

    def ids_after(self, last_id: int) -> list[int]:
        """Return the ids of the lines that it covers: in order, then the late ones.

        ``last_id`` is the last one of the seal before.
        """
        ids: list[int] = []
        begins = last_id + 1
        for first, last in self.holes:
            ids += range(begins, first)
            begins = last + 1
        return [*ids, *range(begins, self.last_id + 1), *self.late]


class AuditCheck(Base):
    """What one verification of the whole chain found; ``broken`` is in plain words, or NULL.

    ``seal_id`` and ``digest`` are of the newest seal then: a chain cut short later lacks it.
    """

    __tablename__ = "audit_check"
    __table_args__ = (Index("ix_audit_check_at", "at"),)

    id: Mapped[PrimaryKey]
    at: Mapped[dt.datetime]
    seals: Mapped[int]
    lines: Mapped[int]
    seal_id: Mapped[int | None]
    digest: Mapped[str | None] = mapped_column(String(64))
    broken: Mapped[str | None] = mapped_column(Text)
    broken_line: Mapped[int | None]

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return self.broken is None


def digest_of(line: AuditLine) -> str:
    """Return the SHA-256 of a line; the same on both engines."""
    said = [
        line.id,
        line.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        line.actor_id,
        line.action,
        line.thing,
        line.thing_id,
        line.city_id,
        line.from_status,
        line.to_status,
        line.facts,
    ]
    return _sha256(said)


def seal_digest(before: str, seal: AuditSeal, lines: list[str]) -> str:
    """Return what seals lines, given by their digests, and everything that stands in the seal."""
    said = [
        before,
        seal.follows_id,
        seal.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        seal.last_id,
        [list(reach) for reach in seal.holes],
        list(seal.late),
        lines,
    ]
    return _sha256(said)


def marks_of(lines: list[str]) -> str:
    """Return the beginnings of digests in a row."""
    return "".join(one[:MARK] for one in lines)


def _sha256(said: list[object]) -> str:
    text = json.dumps(said, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
