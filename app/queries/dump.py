"""Dumps that there are, for everybody."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.database import db
from models.dump import Dump, DumpFile


def dumps() -> Sequence[Dump]:
    """Return every dump with its files, the newest first."""
    return db.session.scalars(
        select(Dump).options(selectinload(Dump.files)).order_by(Dump.day.desc())
    ).all()


def newest() -> Dump | None:
    """Return the newest dump with its files, or None."""
    return db.session.scalar(
        select(Dump).options(selectinload(Dump.files)).order_by(Dump.day.desc()).limit(1)
    )


def dump_of(day: dt.date) -> Dump | None:
    """Return the dump of a day with its files, or None."""
    return db.session.scalar(select(Dump).options(selectinload(Dump.files)).where(Dump.day == day))


def stored_names() -> set[str]:
    """Return the names in the file store that some dump names."""
    return set(db.session.scalars(select(DumpFile.stored).distinct()))
