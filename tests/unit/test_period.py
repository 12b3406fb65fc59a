"""A month or a day as people write it, and as it stands in an address."""

import datetime as dt

import pytest

from models.period import Period, month_of

FEBRUARY = Period(dt.date(2027, 2, 1), dt.date(2027, 2, 28))
FIFTH = Period(dt.date(2027, 2, 5), dt.date(2027, 2, 5))


@pytest.mark.parametrize("text", ["2027-02", "2027-2", "2/2027", "2.2027", "02/2027", " 2/2027 "])
def test_a_month_is_read_in_every_way_that_people_write_it(text):
    assert Period.of(text) == FEBRUARY
    assert Period.of(FEBRUARY.text) == FEBRUARY
    assert not FEBRUARY.is_day


@pytest.mark.parametrize("text", ["2027-02-05", "5.2.2027", "05.02.2027", "5/2/2027"])
def test_a_day_is_read_in_every_way_that_people_write_it(text):
    assert Period.of(text) == FIFTH
    assert Period.of(FIFTH.text) == FIFTH


@pytest.mark.parametrize(
    "text",
    ["", "now", "2027", "13/2027", "0/2027", "2027-13", "30.2.2027", "1/1989", "1/2100", "1/20277",
     "٢/٢٠٢٧", "2027-02-05-01", "-2027-02", "2/2027; DROP"],
)  # fmt: skip
def test_what_is_no_month_and_no_day_is_none(text):
    assert Period.of(text) is None


@pytest.mark.parametrize("day", [dt.date(1990, 1, 1), dt.date(2027, 12, 31), dt.date(2028, 2, 29)])
def test_a_month_goes_from_its_first_day_to_its_last(day):
    month = Period.month(month_of(day))
    assert month.first.day == 1
    assert month.first <= day <= month.last
    assert (month.last + dt.timedelta(1)).day == 1
    assert (month.last - month.first).days in {27, 28, 29, 30}
