"""The day of a decision beside the closing, as calendars of the city show them."""

import datetime as dt

import pytest

from app.services.challenge_edit import check_times
from models.errors import FieldError

ZONE = "Europe/Helsinki"
HALF_PAST_MIDNIGHT = dt.datetime(2027, 1, 10, 22, 30, tzinfo=dt.UTC)
MIDNIGHT = dt.datetime(2027, 1, 10, 22, tzinfo=dt.UTC)


def decided(closes, day):
    check_times(None, None, closes, dt.date(2027, 1, day), ZONE)


def test_a_decision_before_the_day_of_closing_is_refused():
    with pytest.raises(FieldError, match="challenge_decision_early"):
        decided(HALF_PAST_MIDNIGHT, 10)


def test_a_decision_on_the_last_day_of_entering_is_taken():
    decided(HALF_PAST_MIDNIGHT, 11)
    decided(MIDNIGHT, 10)
