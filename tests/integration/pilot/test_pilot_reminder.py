"""Reminders: each once, to the right side, again when the days move."""

import pytest

from app.services import booking, pilot_contact
from app.services import pilot_midterm as midterms
from app.services.pilot_reminder import remind_all
from models.report import DUE_DAYS
from tests.factories.application import booked, day, days_later
from tests.factories.pilot_run import applicant_of, colleague, mails, readers
from tests.factories.pilot_step import complete, reporting, runner, running
from tests.factories.testbed import testbed


def reminded(after):
    """Go through the reminders that many days later, twice."""
    with days_later(after):
        remind_all()
        remind_all()


def test_lines_are_reminded_of_by_side_and_day_and_once(session):
    made = booked(testbed(), start=30, days=5)
    mine, mailbox = made.application.author.email, made.city.role_mailbox
    reminded(0)
    assert readers("pilot/task_due") == set(), "the first line is due in nine days"
    reminded(3)
    assert [one.context["tasks"] for one in mails("pilot/task_due")] == [
        [{"key": "street_permit", "title": ""}]
    ]
    assert readers("pilot/task_due") == {mine}
    reminded(10)
    assert {(one.recipient, len(one.context["tasks"])) for one in mails("pilot/task_due")} == {
        (mine, 1), (mailbox, 1),
    }  # fmt: skip
    keys = [one.context["tasks"][0]["key"] for one in mails("pilot/task_due")]
    assert sorted(keys) == ["insurance", "practicalities", "street_permit"]
    assert readers("pilot/task_overdue") == {mine}
    reminded(17)
    assert readers("pilot/task_overdue") == {mine, mailbox}
    assert len(mails("pilot/task_overdue")) == 3


def test_settled_lines_are_not_reminded_of(session):
    complete(testbed(), start=30)
    for after in (5, 12, 20, 29):
        reminded(after)
    assert mails("pilot/task_due") == mails("pilot/task_overdue") == []


def test_a_start_is_told_a_week_before_and_again_when_it_moves(session):
    made = complete(testbed(), start=30, days=5)
    reminded(22)
    assert mails("pilot/starts_soon") == []
    reminded(23)
    assert readers("pilot/starts_soon") == {made.application.author.email}
    assert readers("pilot/starts_soon_city") == {made.city.role_mailbox}
    booking.move_booking(runner(made), made.booking_id, day(50), day(54), "Frost")
    reminded(44)
    assert [one.context["start"] for one in mails("pilot/starts_soon")] == [
        day(30).isoformat(), day(50).isoformat(),
    ]  # fmt: skip


def test_the_middle_and_the_end_are_told_in_time(session):
    made = running(testbed(), days=60)
    mine = {made.application.author.email}
    reminded(22)
    assert mails("pilot/midterm_due") == []
    reminded(23)
    assert readers("pilot/midterm_due") == mine
    reminded(31)
    assert readers("pilot/midterm_overdue") == mine
    reminded(44)
    assert mails("pilot/ends_soon") == []
    reminded(45)
    reminded(46)
    assert readers("pilot/ends_soon") == mine
    assert readers("pilot/ends_soon_city") == {made.city.role_mailbox}
    for kind in ("midterm_due", "midterm_overdue", "ends_soon", "ends_soon_city"):
        assert len(mails(f"pilot/{kind}")) == 1, kind


def test_who_has_told_the_middle_is_not_asked_again(session):
    made = running(testbed(), days=60)
    midterms.send(applicant_of(made), made.id, 0, midterms.Answers("Well"))
    for after in (23, 31):
        reminded(after)
    assert mails("pilot/midterm_due") == mails("pilot/midterm_overdue") == []


@pytest.mark.parametrize(("late", "told"), [(0, 0), (1, 1), (31, 0)])
def test_a_missing_report_is_told_once_and_not_for_ever(session, late, told):
    made = reporting(testbed(), days=5)
    after = (made.end_day - day(0)).days + DUE_DAYS + late
    reminded(after)
    assert len(mails("pilot/report_overdue")) == told


def test_contact_persons_get_the_reminders_of_their_side(session):
    made = complete(testbed(), start=30)
    helper = colleague(made)
    pilot_contact.add(applicant_of(made), made.id, helper.id)
    chief = runner(made)
    pilot_contact.add(chief, made.id, chief.user_id)
    reminded(23)
    assert readers("pilot/starts_soon") == {helper.email}, "instead of the author"
    assert readers("pilot/starts_soon_city") == {made.city.role_mailbox, chief.email}
    assert {one.language for one in mails("pilot/starts_soon")} == {helper.language}
