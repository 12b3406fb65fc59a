"""What pages say of closed stretches: days, weekdays, why."""

from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import get_day_names
from flask_babel import get_locale
from flask_babel import gettext as _

from app.forms.booking import hour_words
from app.services.closure_slot import Stretch
from models.booking import EVERY_DAY
from models.closure import ClosureRange
from models.window import Hours
from views.page import daterange

WEEK = 7


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """One closed stretch in a list."""

    id: int
    testbed_id: int
    version: int
    days: str
    weekdays: str
    hours: str
    reason: str
    reason_lang: str
    batch: str


def closure_rows(found: Sequence[ClosureRange], lang: str) -> list[ClosureRow]:
    """Return stretches as lists show them."""
    return [closure_row(one, lang) for one in found]


def closure_row(one: ClosureRange, lang: str) -> ClosureRow:
    """Return one stretch as a list shows it."""
    reason, reason_lang = one.reason.best(lang)
    return ClosureRow(
        id=one.id,
        testbed_id=one.testbed_id,
        version=one.version,
        days=daterange(one.start_day, one.end_day),
        weekdays=weekdays_in_words(one.weekdays),
        hours=hours_words(one.hours),
        reason=reason,
        reason_lang=reason_lang,
        batch=one.batch,
    )


def stretch_in_words(stretch: Stretch) -> str:
    """Return days and weekdays of a stretch that is not kept yet."""
    on = " ".join(filter(None, (weekdays_in_words(stretch.weekdays), hours_words(stretch.hours))))
    days = daterange(stretch.start, stretch.end)
    return f"{days} ({on})" if on else days


def hours_words(hours: Hours) -> str:
    """Return "9.00–12.00"; an empty string for the whole day."""
    if hours.is_whole_day:
        return ""
    return f"{hour_words(hours.start)}–{hour_words(hours.end)}"


def weekdays_in_words(mask: int) -> str:
    """Return "Mon–Fri, Sun" for a mask; an empty string for every day."""
    if mask == EVERY_DAY:
        return ""
    return days_in_words([day for day in range(WEEK) if mask >> day & 1])


def days_in_words(days: Sequence[int]) -> str:
    """Return weekdays (Monday 0, in order), those side by side as "Mon–Fri"."""
    names = get_day_names("abbreviated", "stand-alone", get_locale())
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    words = []
    for run in runs:
        first, last = str(names[run[0]]), str(names[run[-1]])
        if len(run) > 2:  # noqa: PLR2004 - two days are named both
            words.append(_("%(first)s–%(last)s", first=first, last=last))
        else:
            words.extend(str(names[day]) for day in run)
    return ", ".join(words)
