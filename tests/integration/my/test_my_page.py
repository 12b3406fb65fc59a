"""One's own page: what waits comes first, drafts say what they lack, others' things are absent."""

import pytest

from app.services import decision, report, survey
from models.base import Translated
from models.report import Side
from tests.factories import application as make
from tests.factories import pilot_step as steps
from tests.factories.account import acting, member, person, staff
from tests.factories.testbed import testbed


@pytest.fixture
def owner(session):
    return member()


@pytest.fixture
def company(owner, sign_in):
    return sign_in(owner)


def test_an_empty_page_leads_to_the_testbeds(company):
    page = company.page("/en/my")
    assert "Nothing here yet" in page.text
    assert "/en/testbeds" in {link.get("href") for link in page.all("a")}


def test_what_waits_for_an_answer_comes_first(company, owner):
    offered = make.offered(author=owner, title="An offer")
    asked = make.part(author=owner, title="A question")
    decision.ask(make.coordinator(asked), asked.id, "Why?")
    page = company.page("/en/my")
    assert page.words("h2")[0] == "Waiting for you"
    links = [link.get("href") for link in page.all("a")]
    first = f"/en/my/applications/{offered.application_id}#part-{offered.id}"
    second = f"/en/my/applications/{asked.application_id}#part-{asked.id}"
    assert links.index(first) < links.index(second)


def test_a_draft_says_how_much_is_missing(company, owner):
    made = make.draft(author=owner, title="Half a draft", goals="", novelty="")
    assert "2 things are still missing" in company.page("/en/my").text
    make_whole = make.draft(author=owner, title="Whole")
    page = company.page("/en/my")
    assert f"/en/my/applications/{make_whole.id}/edit/check" in {
        link.get("href") for link in page.all("a")
    }
    assert f"/en/my/applications/{made.id}/edit/places" in {
        link.get("href") for link in page.all("a")
    }


def test_sent_ended_and_booked_things_have_their_place(company, owner):
    make.part(author=owner, title="On its way")
    ended = make.offered(author=owner, title="Given back")
    decision.cancel_by_city(make.coordinator(ended), ended.id, "The street is dug up.")
    make.booked(author=owner, title="Booked lamps")
    page = company.page("/en/my")
    assert page.words("h2")[:3] == ["Applications on their way", "Ended applications", "Pilots"]
    assert "Booked lamps" in page.text


def test_others_things_are_not_there(session, sign_in):
    make.booked(author=member(), title="Not yours")
    make.draft(author=person(), title="Nor this")
    text = sign_in(member()).page("/en/my").text
    assert "Not yours" not in text
    assert "Nor this" not in text


def test_visitors_are_asked_to_sign_in(client):
    response = client.get("/en/my")
    assert (response.status_code, "/en/login?next=" in response.location) == (302, True)


def test_a_name_in_another_language_says_so(company, owner):
    make.draft(testbed(name=Translated("Vain suomeksi")), author=owner)
    page = company.page("/en/my")
    assert page.words("span", lang="fi") == ["Vain suomeksi"]


def test_a_report_that_came_back_waits_until_it_is_sent_again(company, owner):
    pilot = steps.sent(author=owner)
    assert "Mend the report" not in company.page("/en/my").text
    report.send_back(steps.runner(pilot), pilot.id, Side.CITY, 1, "Say how many took part")
    page = company.page("/en/my")
    assert "Mend the report" in page.words("a", href=f"/en/my/pilots/{pilot.id}/report")
    assert "Write the report" not in page.text


def test_a_pilot_that_has_ended_asks_for_its_report_and_a_survey(company, owner):
    pilot = steps.reporting(author=owner)
    page = company.page("/en/my")
    assert "Write the report" in page.words("a", href=f"/en/my/pilots/{pilot.id}/report")
    assert "Open the survey" in page.words("a", href=f"/en/my/pilots/{pilot.id}/survey")
    survey.open_survey(acting(owner), pilot.id)
    assert "Open the survey" not in company.page("/en/my").text


def test_who_also_works_for_a_city_is_led_to_the_desk(session, sign_in):
    make.part()
    chief = staff()
    page = sign_in(chief).page("/en/my")
    assert "1 thing waits there." in page.text
    assert "Go to the desk" in page.words("a", href="/en/desk")


def test_nothing_of_anothers_pilot_waits(company):
    steps.reporting(author=member())
    assert "Waiting for you" not in company.page("/en/my").text
