"""The only reader of the time, so that tests and demonstrations can move it."""

import datetime as dt
from zoneinfo import ZoneInfo

FINLAND = "Europe/Helsinki"


def now() -> dt.datetime:
    """Return this instant, aware, in UTC."""
    return dt.datetime.now(dt.UTC)  # noqa: TID251 - this is the one place that may


def today(zone: str = FINLAND) -> dt.date:
    """Return the calendar day it is now in ``zone``."""
    return now().astimezone(ZoneInfo(zone)).date()
