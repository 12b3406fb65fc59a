"""Write down a dump once all its files lie in the store, and forget old ones."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select

from app import clock
from app.database import db, use_case
from models.city import City
from models.dump import KEPT_DAYS, Dump, DumpFile
from models.licence import covering


@use_case
def keep_dump(day: str, base_url: str, files: Sequence[dict[str, Any]]) -> int:
    """Write down the dump of a day in place of an earlier one; returns its id.

    ``files`` hold the columns of `DumpFile`.  Until this has happened nobody sees any of them, and
    after it everybody all.
    """
    of = dt.date.fromisoformat(day)
    db.session.execute(delete(Dump).where(Dump.day == of))
    licence = covering(db.session.scalars(select(City.licence)))
    made = Dump(day=of, made_at=clock.now(), base_url=base_url, licence=licence)
    db.session.add(made)
    made.files = [
        DumpFile(**{**one, "changed_at": dt.datetime.fromisoformat(one["changed_at"])})
        for one in files
    ]
    db.session.flush()
    return made.id


@use_case
def forget_old(today: str) -> int:
    """Forget dumps that are past their time; returns how many.

    The first of each month stays: whichever that is, if nothing was made on the month's first day.
    """
    now = dt.date.fromisoformat(today)
    days = sorted(db.session.scalars(select(Dump.day)))
    firsts = {min(day for day in days if _month(day) == month) for month in map(_month, days)}
    old = [day for day in days if (now - day).days > KEPT_DAYS and day not in firsts]
    db.session.execute(delete(Dump).where(Dump.day.in_(old)))
    return len(old)


def _month(day: dt.date) -> tuple[int, int]:
    return day.year, day.month
