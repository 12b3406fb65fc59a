"""A time of day as people write it: 16, 16.00, 16:00 or 24.00."""

import datetime as dt
import re
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l

from app.forms.checks import line
from app.forms.fields import _Field
from models.wall_time import MIDNIGHT

TYPED = re.compile(r"(\d{1,2})(?:\s*[.:]\s*(\d{2}))?", re.ASCII)
LAST_MINUTE = 24 * 60


def minutes_of(typed: str) -> int | None:
    """Return the minutes since midnight that somebody has written, 1440 for 24.00; else None."""
    found = TYPED.fullmatch(typed.strip())
    if not found:
        return None
    hour, minute = int(found.group(1)), int(found.group(2) or 0)
    total = hour * 60 + minute
    return total if minute < 60 and total <= LAST_MINUTE else None  # noqa: PLR2004 - minutes


class ClockField(_Field, wtforms.StringField):  # type: ignore[misc]  # WTForms has no types
    """Minutes since midnight; ``time`` and ``days_on`` are how the calendar says them."""

    empty = _l("Write a time, such as 16.00.")
    kind = "StringField"

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.data, self.raw_data = None, [line(valuelist[0])[:10]]
        if self.raw_data[0]:
            self.data = minutes_of(self.raw_data[0])
            if self.data is None:
                raise ValueError(str(_l("Write the time as hours and minutes, such as 16.00.")))

    def _value(self) -> str:
        if self.data is None:
            return self.raw_data[0] if self.raw_data else ""
        return f"{self.data // 60}.{self.data % 60:02}"

    def on(self, day: dt.date) -> tuple[dt.date, dt.time]:
        """Return the day and time that are meant on a day; 24.00 begins the next one."""
        if self.data == LAST_MINUTE:
            return day + dt.timedelta(days=1), MIDNIGHT
        minutes: Any = self.data
        return day, dt.time(minutes // 60, minutes % 60)
