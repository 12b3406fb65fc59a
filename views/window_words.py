"""When something is, in words: days, the weekdays of them, and hours of each day."""

from collections.abc import Sequence
from typing import Any

from flask import Flask

from models.booking import Booking
from models.window import Hours
from views.closure_words import hours_words, weekdays_in_words
from views.page import daterange


def init_app(app: Flask) -> None:
    """Give the templates the filters ``when``, ``pattern`` and ``hours``."""
    app.jinja_env.filters.update(when=when_words, pattern=pattern_words, hours=hours_words)


def pattern_words(row: Any) -> str:
    """Return "Tue, Thu 9.00–12.00" of something with weekdays and hours; empty for every day.

    In mails it is ``[weekdays, first hour, hour after]`` (app/services/hold.py).
    """
    if isinstance(row, Sequence):
        weekdays, first, after = row
        hours = Hours(first, after)
    else:
        weekdays, hours = row.weekdays, row.hours
    return " ".join(filter(None, (weekdays_in_words(weekdays), hours_words(hours))))


def when_words(booking: Booking) -> str:
    """Return the days of a booking, with what of them it uses."""
    days = daterange(booking.start_day, booking.last_day)
    return " · ".join(filter(None, (days, pattern_words(booking))))
