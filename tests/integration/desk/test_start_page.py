"""The desk's first page: what waits for this person, the late first, each line with its deed."""

import datetime as dt

import pytest

from app import clock
from app.database import db
from app.queries.desk import Waits, tallies
from app.services import application, decision
from models.account import CityRole
from models.base import Translated
from tests.factories import place_request as requests
from tests.factories.account import acting, admin, host, person, staff
from tests.factories.application import (
    applicant,
    booking_of,
    coordinator,
    days_later,
    draft,
    offered,
    part,
    waiting,
)
from tests.factories.city import city
from tests.factories.login import login_of
from tests.factories.pilot import preparing, ready, running
from tests.factories.pilot_step import reporting
from tests.factories.staff import invitation
from tests.factories.testbed import draft as unfinished
from tests.factories.testbed import testbed


@pytest.fixture
def chief(session, sign_in):
    made = staff(CityRole.COORDINATOR)
    sign_in(made)
    return made


def groups(page):
    """Return the headings of what waits, with their counts."""
    return page.words("h2")


def ways(page):
    return {a.get("href"): "".join(a.itertext()) for a in page.all("a")}


def test_a_calm_desk_says_that_nothing_waits(client, chief):
    page = client.page("/en/desk")
    assert "Nothing waits for you" in page.text
    assert groups(page) == []
    assert "What waits for me" in page.words("a", href="/en/desk"), "the menu has no count"


def test_applications_come_the_late_first_with_age_and_days_left(client, chief):
    slow, quick = testbed(decision_rhythm_days=30), testbed(decision_rhythm_days=5)
    one, two = part(slow, title="Hidas"), part(quick, title="Kiireinen")
    with days_later(8):
        page = client.page("/en/desk") if signed(client, chief) else None
    order = [a.get("href") for a in page.all("a") if "/desk/applications/" in (a.get("href") or "")]
    assert order == [f"/en/desk/applications/{two.id}", f"/en/desk/applications/{one.id}"]
    assert "3 days late" in page.text
    assert "22 days left" in page.text
    assert "sent 8 days ago" in page.text
    assert "1 application is late" in page.text
    assert groups(page) == ["Applications to answer 2"]


def signed(client, user):
    """Sign in at the time that it is now: a session of days ago has ended."""
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie["_user_id"] = login_of(user)
        cookie["_fresh"], cookie["fs_cc"] = True, "set"
    return True


def test_a_place_that_the_city_is_asked_to_propose_is_counted_in_the_menu(client, chief):
    asked = requests.requested()
    page = client.page("/en/desk")
    assert groups(page) == ["Places to propose 1"]
    assert f"/en/desk/requests/{asked.id}" in ways(page)
    assert ways(page)["/en/desk"].split()[-1] == "1"
    assert ways(page)["/en/desk/applications"].split()[-1] == "1"


def test_a_host_is_not_told_of_requests_that_they_do_not_read(session, client, sign_in):
    place = testbed()
    requests.requested()
    sign_in(host(place))
    assert groups(client.page("/en/desk")) == []


def test_what_stands_still_does_not_wait_for_the_city(client, chief):
    asked, place = part(testbed()), testbed()
    decision.ask(coordinator(asked), asked.id, "Which day?")
    offered(place)
    waiting(place)
    draft(testbed())
    assert groups(client.page("/en/desk")) == []


def test_an_answered_question_is_told_apart(client, chief):
    made, other = part(testbed(), title="Kysytty"), part(testbed(), title="Toinen")
    decision.ask(coordinator(made), made.id, "Which day?")
    application.answer(applicant(made.application), made.id, "Monday")
    page = client.page("/en/desk")
    assert groups(page)[:2] == ["Applications to answer 1", "Your question is answered 1"]
    assert f"/en/desk/applications/{made.id}#conversation" in ways(page)
    assert f"/en/desk/applications/{other.id}" in ways(page)
    assert page.words("b")[:2] == ["3", "2"], "in the menu: two applications and a message"
    decision.take_up(coordinator(made), made.id)
    assert "Your question is answered 1" not in groups(client.page("/en/desk"))


def test_an_offer_about_to_lapse_is_told(client, chief):
    soon, later = offered(testbed(), title="Pian"), offered(testbed(), title="Myöhemmin")
    booking_of(soon).hold_expires_at = clock.now() + dt.timedelta(days=2, hours=1)
    booking_of(later).hold_expires_at = clock.now() + dt.timedelta(days=9)
    db.session.commit()
    page = client.page("/en/desk")
    assert groups(page) == ["Offers about to lapse 1"]
    assert "Lapses in 2 days" in page.text
    assert f"/en/desk/applications/{soon.id}" in ways(page)


def test_pilots_of_the_next_two_weeks_and_missing_reports_are_told(client, chief):
    starts = ready(5, 40, title=Translated(fi="Alkaa"))
    late = preparing(-2, 40, title=Translated(fi="Myöhässä"))
    ends = running(-10, 13, title=Translated(fi="Päättyy"))
    running(-10, 40)
    ready(30, 60)
    done = reporting(testbed())
    page = client.page("/en/desk")
    assert groups(page) == ["Pilots starting or ending soon 3", "Reports to write or approve 1"]
    order = [a.get("href") for a in page.all("a") if "/desk/pilots/" in (a.get("href") or "")]
    assert order == [f"/en/desk/pilots/{one.id}" for one in (late, starts, ends, done)]
    for words in ("Should have started", "Starts in 5 days", "Ends in 13 days"):
        assert words in page.text


def test_drafts_say_what_is_missing_and_lead_there(client, chief):
    lacking = unfinished(summary=Translated(), themes=[])
    whole = unfinished()
    page = client.page("/en/desk")
    assert groups(page) == ["Unfinished testbeds 2"]
    assert "3 things are missing" in page.text
    assert f"/en/desk/testbeds/{lacking.id}/edit" in ways(page)
    assert f"/en/desk/testbeds/{whole.id}" in ways(page)


def test_records_that_nobody_checked_for_a_year_are_told(client, chief):
    today = clock.today()
    old = testbed(checked_on=today - dt.timedelta(days=366))
    testbed(checked_on=today - dt.timedelta(days=364))
    testbed()
    unfinished(checked_on=today - dt.timedelta(days=900))
    page = client.page("/en/desk")
    assert groups(page) == ["Unfinished testbeds 1", "Records to check 1"]
    assert f"/en/desk/testbeds/{old.id}" in ways(page)
    signed(client, chief)
    with days_later(366):
        assert tallies(acting(chief))[Waits.STALE] == {city().id: 3}


def test_invitations_not_answered_are_the_coordinators_business(client, chief, sign_in):
    invitation("uusi@koepaikka.example", by=chief)
    page = client.page("/en/desk")
    assert groups(page) == ["Invitations not answered 1"]
    assert "uusi@koepaikka.example" in page.text
    sign_in(staff(CityRole.EDITOR))
    assert "uusi@koepaikka.example" not in client.page("/en/desk").text


def test_a_host_sees_only_their_testbeds(client, session, sign_in):
    place, other = testbed(), testbed(checked_on=clock.today() - dt.timedelta(days=999))
    mine = part(place, title="Minun")
    part(other, title="Muiden")
    running(-3, 3, testbed=other)
    unfinished()
    sign_in(host(place))
    page = client.page("/en/desk")
    assert groups(page) == ["Applications to answer 1"]
    assert f"/en/desk/applications/{mine.id}" in ways(page)
    assert "Muiden" not in page.text


@pytest.mark.parametrize("role", [CityRole.EDITOR, CityRole.REVIEWER])
def test_what_waits_depends_on_the_role(client, session, sign_in, role):
    unfinished()
    testbed(checked_on=clock.today() - dt.timedelta(days=999))
    part(testbed())
    sign_in(staff(role))
    found = groups(client.page("/en/desk"))
    records = ["Unfinished testbeds 1", "Records to check 1"]
    assert found == ["Applications to answer 1", *(records if role is CityRole.EDITOR else [])]


def test_an_administrator_sees_all_cities_in_one_table(client, session, sign_in):
    for slug in ("helsinki", "tampere", "oulu"):
        city(slug)
    late = testbed("oulu", decision_rhythm_days=1)
    part(late)
    part(testbed("tampere"))
    unfinished("tampere")
    chief = admin()
    with days_later(5):
        signed(client, chief)
        page = client.page("/en/desk")
    assert page.words("th", scope="row") == ["Helsinki", "Tampere", "Oulu"]
    assert "1 late" in page.text
    tampere = city("tampere")
    assert f"/en/desk/applications?city={tampere.id}" in ways(page)
    assert "/en/desk/testbeds?status=draft&city=tampere" in ways(page)
    assert groups(page) == ["Applications to answer 2"]


def test_long_groups_lead_to_the_rest(client, chief):
    for _ in range(6):
        unfinished()
    page = client.page("/en/desk")
    assert groups(page) == ["Unfinished testbeds 6"]
    assert ways(page)["/en/desk/testbeds?status=draft"].startswith("Show all 6")


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_page_stands_with_names_that_want_to_harm(client, chief, lang):
    evil = "<img src=x onerror=alert(1)>${7*7}"
    part(testbed(), title=evil)
    unfinished(name=Translated(evil, evil, evil))
    running(-3, 3, title=Translated(evil, evil, evil))
    invitation("uusi@koepaikka.example", by=chief)
    page = client.page(f"/{lang}/desk")
    assert evil in page.text
    assert not page.all("img", src="x")


def test_companies_and_visitors_have_no_desk(client, session, sign_in):
    assert client.get("/fi/desk").status_code == 302
    sign_in(person())
    assert client.get("/fi/desk").status_code == 403
