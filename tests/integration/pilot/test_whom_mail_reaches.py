"""Mail about a pilot goes to the contact persons of a side, where it has named any."""

import pytest

from app.services import booking, pilot_contact, report
from app.services import pilot as pilots
from models.account import CityRole
from models.report import Side
from tests.factories.account import host, staff
from tests.factories.application import applicant, day
from tests.factories.pilot_run import applicant_of, colleague, readers
from tests.factories.pilot_step import complete, reported, runner, sent
from tests.factories.testbed import testbed


@pytest.fixture
def made(session):
    return complete(testbed())


def name(made, side_of, person):
    pilot_contact.add(side_of(made), made.id, person.id)


def test_without_contact_persons_the_author_is_told(made):
    pilots.make_ready(runner(made), made.id)
    assert readers("pilot/ready") == {made.application.author.email}


def test_named_people_of_the_applicant_are_told_instead(made):
    helper = colleague(made)
    name(made, applicant_of, helper)
    pilots.make_ready(runner(made), made.id)
    booking.move_booking(runner(made), made.booking_id, day(3), day(9), "Snow")
    for template in ("pilot/ready", "booking/moved", "agreement/renewed"):
        assert readers(template) == {helper.email}, template


def test_a_report_that_comes_back_reaches_them(session):
    made = sent()
    helper = colleague(made)
    name(made, applicant_of, helper)
    report.send_back(runner(made), made.id, Side.CITY, 1, "How many?")
    assert readers("report/returned") == {helper.email}


def test_those_named_by_the_city_are_told_beside_its_hosts_and_mailbox(session):
    place = testbed()
    keeper, reviewer = host(place), staff(CityRole.REVIEWER)
    made = reported(place)
    name(made, runner, reviewer)
    report.send(applicant(made.application), made.id)
    assert readers("report/sent") == {keeper.email, reviewer.email, place.city.role_mailbox}
