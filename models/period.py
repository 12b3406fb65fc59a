"""A stretch of whole days that somebody looks at: one day, or one month."""

import datetime as dt
import re
from dataclasses import dataclass

FIRST_YEAR, LAST_YEAR = 1990, 2099
_WRITTEN = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?", re.ASCII),
    re.compile(r"(?:(?P<day>\d{1,2})[./])?(?P<month>\d{1,2})[./](?P<year>\d{4})", re.ASCII),
)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both inclusive."""

    first: dt.date
    last: dt.date

    @property
    def is_day(self) -> bool:
        """Whether it is one day only."""
        return self.first == self.last

    @property
    def text(self) -> str:
        """What stands in an address: ``2027-02`` for a month, ``2027-02-05`` for a day."""
        return self.first.isoformat() if self.is_day else f"{self.first:%Y-%m}"

    @classmethod
    def month(cls, number: int) -> "Period":
        """Return a month by its number, counted from January of the year 0."""
        first = dt.date(number // 12, number % 12 + 1, 1)
        return cls(first, dt.date((number + 1) // 12, (number + 1) % 12 + 1, 1) - dt.timedelta(1))

    @classmethod
    def of(cls, text: str) -> "Period | None":
        """Return the month or the day that a text names, or None when it names none.

        Understood are 2027-02, 2027-02-05, 2/2027, 2.2027 and 5.2.2027.
        """
        found = next((one for shape in _WRITTEN if (one := shape.fullmatch(text.strip()))), None)
        if found is None or not FIRST_YEAR <= int(found["year"]) <= LAST_YEAR:
            return None
        try:
            first = dt.date(int(found["year"]), int(found["month"]), int(found["day"] or 1))
        except ValueError:
            return None
        return cls(first, first) if found["day"] else cls.month(month_of(first))


def month_of(day: dt.date) -> int:
    """Return the number of a day's month, counted from January of the year 0."""
    return day.year * 12 + day.month - 1
