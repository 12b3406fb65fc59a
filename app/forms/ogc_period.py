"""The time that an address asks for: ``datetime`` as an instant, a day, or an interval.

A collection whose features last whole days is asked by local days, one with instants by seconds
in UTC: what is asked in the other measure is turned into it.

Source: OGC 17-069r4, 7.15.4.
"""

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from app import clock
from models.ogc import OgcError
from models.open_collection import OpenCollection
from models.open_field import FieldType

OPEN: Final = {"", ".."}
LOCAL: Final = ZoneInfo(clock.FINLAND)
SECONDS: Final = "%Y-%m-%dT%H:%M:%S"
A_DAY: Final = dt.timedelta(days=1)
A_SECOND: Final = dt.timedelta(seconds=1)


def read_period(text: str, collection: OpenCollection) -> tuple[str | None, str | None]:
    """Return the first and the last moment, both inclusive, None where it is open.

    Raises:
        OgcError: it is no time, or its end lies before its start.

    """
    first, slash, last = text.partition("/")
    if not slash:
        last = first
        if first in OPEN:
            raise _refused(text)
    if first in OPEN and last in OPEN:
        raise _refused(text)
    start, end = (None if one in OPEN else _read(one) for one in (first, last))
    field = collection.field(collection.starts) if collection.starts else None
    exact = field is not None and field.type is FieldType.INSTANT
    try:
        period = (
            None if start is None else _written(start, exact=exact, is_end=False),
            None if end is None else _written(end, exact=exact, is_end=True),
        )
    except OverflowError:
        raise _refused(text) from None
    if period[0] is not None and period[1] is not None and period[0] > period[1]:
        raise OgcError("ogc_datetime_order", field="datetime")
    return period


def _read(text: str) -> dt.date | dt.datetime:
    day = text.removesuffix("T")  # GDAL (3.12 and before) writes a day so
    try:
        if len(day) <= len("2026-03-01"):
            return dt.date.fromisoformat(day)
        moment = dt.datetime.fromisoformat(text.upper().replace(" ", "+"))
    except ValueError:
        raise _refused(text) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _written(moment: dt.date | dt.datetime, *, exact: bool, is_end: bool) -> str:
    if isinstance(moment, dt.datetime):
        if exact:
            return moment.astimezone(dt.UTC).strftime(SECONDS)
        return moment.astimezone(LOCAL).date().isoformat()
    if not exact:
        return moment.isoformat()
    begins = dt.datetime.combine(moment, dt.time(), LOCAL)
    if is_end:
        begins = dt.datetime.combine(moment + A_DAY, dt.time(), LOCAL) - A_SECOND
    return begins.astimezone(dt.UTC).strftime(SECONDS)


def _refused(text: str) -> OgcError:
    return OgcError("ogc_datetime", field="datetime", text=text[:40])
