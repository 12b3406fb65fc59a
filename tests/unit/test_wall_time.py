"""Wall-clock times on the days on which clocks change, and times as people write them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forms.clock_field import minutes_of
from models.wall_time import instant_of, last_date, local_date, local_time

ZONE = "Europe/Helsinki"
SPRING, AUTUMN = dt.date(2027, 3, 28), dt.date(2027, 10, 31)


def test_an_hour_that_clocks_skip_does_not_exist():
    assert instant_of(SPRING, dt.time(3, 30), ZONE) is None
    assert instant_of(SPRING, dt.time(2, 59), ZONE) == dt.datetime(
        2027, 3, 28, 0, 59, tzinfo=dt.UTC
    )
    assert instant_of(SPRING, dt.time(4), ZONE) == dt.datetime(2027, 3, 28, 1, tzinfo=dt.UTC)


def test_an_hour_that_comes_twice_is_the_first_or_the_second():
    first = instant_of(AUTUMN, dt.time(3, 30), ZONE)
    second = instant_of(AUTUMN, dt.time(3, 30), ZONE, later=True)
    assert second - first == dt.timedelta(hours=1)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.times(), st.booleans())
def test_what_exists_comes_back_as_it_was_written(day, time, later):
    instant = instant_of(day, time, ZONE, later=later)
    assert instant is None or local_time(instant, ZONE) == (day, time)


def test_after_midnight_in_finland_the_day_is_not_that_of_utc():
    late = dt.datetime(2027, 1, 10, 22, 30, tzinfo=dt.UTC)
    assert local_date(late, ZONE) == last_date(late, ZONE) == dt.date(2027, 1, 11)


def test_a_midnight_ends_the_day_before_it():
    midnight = dt.datetime(2027, 1, 10, 22, tzinfo=dt.UTC)
    assert local_date(midnight, ZONE) == dt.date(2027, 1, 11)
    assert last_date(midnight, ZONE) == dt.date(2027, 1, 10)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("16", 960), ("16.00", 960), ("16:05", 965), ("0", 0), ("24.00", 1440), (" 9 . 30 ", 570)],
)
def test_times_as_people_write_them(typed, minutes):
    assert minutes_of(typed) == minutes


@pytest.mark.parametrize("typed", ["", "25", "24.01", "12.60", "noon", "12.5", "1.2.3", "١٢"])
def test_times_that_are_none(typed):
    assert minutes_of(typed) is None
