"""A month as a table: every day once, in weeks from Monday, with words for every state."""

import datetime as dt

import pytest
from flask import Flask
from flask_babel import Babel

from app.queries.calendar import DayLoad
from views.month_view import MONTHS_AHEAD, Choice, asked_month, month_view

TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def reader():
    app = Flask(__name__)
    Babel(app, default_locale="fi")
    with app.test_request_context():
        yield


def loads(year, month, **states):
    day = dt.date(year, month, 1)
    found = []
    while day.month == month:
        used, closed = states.get(f"d{day.day}", (0, False))
        found.append(DayLoad(day, used, 3, closed))
        day += dt.timedelta(days=1)
    return found


def months(count=30):
    for number in range(count):
        yield 2026 + (10 + number) // 12, (10 + number) % 12 + 1


@pytest.mark.usefixtures("reader")
def test_every_day_stands_once_under_its_weekday():
    for year, month in months():
        view = month_view(loads(year, month), TODAY, str)
        inside = [cell.day for week in view.weeks for cell in week if cell.state != "outside"]
        assert inside == [load.day for load in loads(year, month)]
        assert all(len(week) == 7 for week in view.weeks)
        assert all(cell.day.weekday() == at for week in view.weeks for at, cell in enumerate(week))


@pytest.mark.usefixtures("reader")
def test_states_are_told_in_words():
    given = loads(2026, 12, d1=(1, False), d2=(3, False), d3=(0, True), d4=(3, True))
    view = month_view(given, dt.date(2026, 12, 1), str, lambda day: f"?start={day}")
    cells = {cell.number: cell for week in view.weeks for cell in week if cell.state != "outside"}
    told = {number: (cells[number].state, cells[number].label) for number in range(1, 6)}
    assert told == {
        1: ("partly", "2 of 3 free"),
        2: ("full", "Full"),
        3: ("closed", "Closed"),
        4: ("closed", "Closed"),
        5: ("free", "3 of 3 free"),
    }
    assert [number for number in range(1, 6) if cells[number].url] == [1, 5]


@pytest.mark.usefixtures("reader")
def test_the_past_and_the_chosen_days_are_marked():
    chosen = Choice(dt.date(2026, 11, 24), dt.date(2026, 11, 26))
    view = month_view(loads(2026, 11), TODAY, str, None, chosen)
    cells = {cell.number: cell for week in view.weeks for cell in week if cell.state != "outside"}
    assert [n for n, cell in cells.items() if cell.state == "past"] == list(range(1, 23))
    assert [n for n, cell in cells.items() if cell.is_selected] == [24, 25, 26]
    assert [n for n, cell in cells.items() if cell.is_today] == [23]


@pytest.mark.usefixtures("reader")
def test_the_way_ends_at_this_month_and_two_years_on():
    assert month_view(loads(2026, 11), TODAY, str).prev_url is None
    assert month_view(loads(2026, 12), TODAY, str).prev_url == "2026-11-01"
    assert month_view(loads(2028, 11), TODAY, str).next_url is None
    assert month_view(loads(2028, 10), TODAY, str).next_url == "2028-11-01"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "2026-13",
        "2026-00",
        "0000-01",
        "9999-12",
        "2026-10",
        "2028-12",
        "x" * 99,
        "٢٠٢٦-١٢",
    ],
)
def test_a_month_out_of_reach_is_this_month(text):
    assert asked_month(text, TODAY) == dt.date(2026, 11, 1)


def test_a_month_within_reach_is_shown():
    assert asked_month("2027-02", TODAY) == dt.date(2027, 2, 1)
    last = TODAY.replace(year=TODAY.year + MONTHS_AHEAD // 12, day=1)
    assert asked_month(f"{last:%Y-%m}", TODAY) == last
