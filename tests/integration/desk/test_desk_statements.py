"""The desk's first page costs a fixed number of statements, however much waits."""

import datetime as dt

import pytest

from app import clock
from app.queries.desk import tallies
from app.services import application
from models.account import CityRole
from tests.factories.account import acting, admin, host, staff
from tests.factories.application import applicant, offered, part
from tests.factories.pilot import running
from tests.factories.pilot_step import reporting
from tests.factories.staff import invitation
from tests.factories.testbed import draft, testbed
from tests.integration.booking.test_statement_counts import statements


def much(count):
    """Let of every kind this much wait in one city; return its coordinator and one place."""
    chief, place = staff(CityRole.COORDINATOR), testbed(capacity=99)
    for number in range(count):
        made = part(place, title=f"Hakemus {number}")
        application.post_message(applicant(made.application), made.application_id, "Hei")
        offered(place)
        running(-5, 5, testbed=place)
        reporting(place)
        draft()
        testbed(checked_on=clock.today() - dt.timedelta(days=400))
        invitation(f"uusi{number}@koepaikka.example", token=f"t{number}", by=chief)
    return chief, place


@pytest.mark.parametrize("count", [1, 4])
def test_the_page_does_not_ask_again_for_each_line(client, session, sign_in, count):
    chief, place = much(count)
    for who, most in ((chief, 29), (host(place), 24), (admin(), 20)):
        sign_in(who)
        with statements() as seen:
            assert client.get("/en/desk").status_code == 200
        assert len(seen) <= most, (len(seen), seen)


def test_a_calm_desk_asks_little(client, session, sign_in):
    sign_in(staff(CityRole.COORDINATOR))
    with statements() as seen:
        client.get("/en/desk")
    assert len(seen) <= 9, (len(seen), seen)


def test_all_counts_are_one_statement(session):
    chief, _place = much(2)
    actor = acting(chief)
    with statements() as seen:
        assert len(tallies(actor)) >= 6
    assert len(seen) == 2, "the counts, and the cities with their own months"
