"""The queue's clock stands while the applicant is asked; what is late, unread or mine is found."""

import datetime as dt

import pytest
import time_machine

from app.queries.decision import QueueFilter, queue
from app.queries.decision_mark import Mark, answer_day
from app.services import application, decision
from models.account import CityRole
from models.application import PartStatus
from tests.factories.account import acting, staff
from tests.factories.application import applicant, coordinator, days_later, in_state, part
from tests.factories.review import give_review
from tests.factories.testbed import testbed
from tests.page import words_of


def left(viewer, made):
    rows = queue(viewer, QueueFilter(statuses=tuple(PartStatus))).rows
    return next(row.days_left for row in rows if row.part_id == made.id)


def test_the_time_a_question_waits_for_its_answer_does_not_count(session):
    made = part(testbed(decision_rhythm_days=14))
    chief = coordinator(made)
    with days_later(4):
        decision.ask(chief, made.id, "How many?")
        assert left(chief, made) is None
    with days_later(13):
        application.answer(applicant(made.application), made.id, "Two")
        assert left(chief, made) == 10
    with days_later(15):
        decision.ask(chief, made.id, "And how tall?")
    with days_later(16):
        application.answer(applicant(made.application), made.id, "Two metres")
        assert left(chief, made) == 8


@pytest.mark.parametrize(
    ("now", "wanted"),
    [("2027-02-15T06:00", 0), ("2027-02-15T21:59", 0), ("2027-02-15T22:00", -1)],
)
def test_the_city_counts_to_the_day_that_the_applicant_is_told(session, now, wanted):
    with time_machine.travel("2027-02-01T16:00+00:00", tick=False):
        made = part(testbed(decision_rhythm_days=14))
    with time_machine.travel(f"{now}+00:00", tick=False):
        assert left(coordinator(made), made) == wanted
    assert answer_day(made) == dt.date(2027, 2, 15)


@time_machine.travel("2027-02-02T06:00+00:00", tick=False)
def test_what_was_sent_last_evening_was_sent_yesterday(client, sign_in):
    with time_machine.travel("2027-02-01T18:00+00:00", tick=False):
        part(testbed())
    sign_in(staff(slug="helsinki"))
    assert "sent yesterday" in client.page("/en/desk/applications").text


def test_a_part_that_is_reopened_gets_the_whole_time_again(session):
    made = part(testbed(decision_rhythm_days=14))
    decision.reject(coordinator(made), made.id, "No power")
    with days_later(100):
        decision.reopen(coordinator(made), made.id)
        assert left(coordinator(made), made) == 14


def marked(viewer, *marks):
    found = queue(viewer, QueueFilter(statuses=tuple(PartStatus), only=frozenset(marks)))
    return {row.part_id for row in found.rows}


def test_parts_are_found_by_what_they_are_to_the_viewer(session):
    place = testbed(decision_rhythm_days=5, capacity=9)
    reviewer, chief = acting(staff(CityRole.REVIEWER)), acting(staff(CityRole.COORDINATOR))
    late = part(place)
    late.clock_from = None
    with days_later(3):
        fresh, written, scored = part(place), part(place), part(place)
        application.post_message(applicant(written.application), written.application_id, "Hello")
        give_review(reviewer, scored)
    with days_later(7):
        assert marked(reviewer, Mark.LATE) == {late.id}
        assert marked(reviewer, Mark.UNREAD) == {written.id}
        assert marked(reviewer, Mark.TO_REVIEW) == {late.id, fresh.id, written.id}
        assert marked(reviewer, Mark.MINE) == {scored.id}
        assert marked(chief, Mark.MINE) == set()
        assert marked(reviewer, Mark.LATE, Mark.UNREAD) == set()
        assert marked(acting(staff(CityRole.EDITOR)), Mark.TO_REVIEW) == set()
        found = queue(reviewer, QueueFilter(statuses=tuple(PartStatus), marked=True))
        assert found.marks == {Mark.LATE: 1, Mark.UNREAD: 1, Mark.TO_REVIEW: 3, Mark.MINE: 1}


@pytest.fixture
def desk(session, client, sign_in):
    sign_in(staff(slug="helsinki"))
    return client


def test_the_page_filters_by_marks_and_says_late_in_words(desk):
    place = testbed(decision_rhythm_days=5, capacity=9)
    with days_later(-9):
        late = part(place, title="Slow lamps")
    part(place, title="Fresh lamps")
    page = desk.page("/en/desk/applications")
    assert "Late 1" in page.text
    page = desk.page("/en/desk/applications?only=late")
    rows = [words_of(row) for body in page.all("tbody") for row in body]
    assert len(rows) == 1
    assert "Slow lamps" in rows[0]
    assert "4 days late" in rows[0]
    in_state(late, PartStatus.NEEDS_INFO)
    assert not desk.page("/en/desk/applications?only=late").all("tbody")


def test_the_oldest_can_come_first(desk):
    place = testbed(capacity=9)
    with days_later(-9):
        part(place, title="Old lamps")
    part(testbed(decision_rhythm_days=1), title="Urgent lamps")
    page = desk.page("/en/desk/applications?order=oldest")
    rows = [words_of(row) for body in page.all("tbody") for row in body]
    assert "Old lamps" in rows[0]
