"""Weekly hours in plain words: "Mon–Fri 8.00–16.00"."""

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _

from app.queries.testbed_hours import Day, Week, week_on, weeks_of
from views.call_words import clock_words
from views.closure_words import days_in_words
from views.page import date, daterange


@dataclass(frozen=True, slots=True)
class HoursView:
    """A week as pages show it: weekdays and hours in rows, and when it is valid."""

    rows: list[tuple[str, str]]
    validity: str
    is_now: bool
    week: Week


def week_rows(week: Week) -> list[tuple[str, str]]:
    """Return (weekdays, hours); days side by side that have the same hours are one row."""
    runs: list[tuple[list[int], Day]] = []
    for weekday, day in enumerate(week.days):
        if runs and runs[-1][1] == day:
            runs[-1][0].append(weekday)
        else:
            runs.append(([weekday], day))
    if len(runs) == 1:
        return [(_("Every day"), _spans(runs[0][1]))]
    return [(days_in_words(days), _spans(spans)) for days, spans in runs]


def _spans(day: Day) -> str:
    if not day:
        return _("Closed")
    if day == ((0, 24 * 60),):
        return _("Round the clock")
    return ", ".join(
        f"{clock_words(*divmod(opens, 60))}–{clock_words(*divmod(closes, 60))}"
        for opens, closes in day
    )


def validity_words(week: Week) -> str:
    """Return when a week is valid; an empty string for the usual hours."""
    first, last = week.valid_from, week.valid_to
    if first and last:
        return daterange(first, last)
    if first:
        return _("from %(day)s on", day=date(first))
    return _("until %(day)s", day=date(last)) if last else ""


def hours_views(testbed_id: int, today: dt.date) -> list[HoursView]:
    """Return the weeks of a testbed that are not over, the one of today first."""
    weeks = weeks_of(testbed_id)
    now = week_on(weeks, today)
    ahead = [one for one in weeks if one.valid_to is None or one.valid_to >= today]
    views = [HoursView(week_rows(one), validity_words(one), one is now, one) for one in ahead]
    return sorted(views, key=lambda one: not one.is_now)
