"""The pages on which a report is written, followed and approved."""

import pytest

from app.services import report
from models.pilot import PilotStatus
from models.report import Side
from tests.factories.account import host, staff
from tests.factories.application import applicant
from tests.factories.form import filled
from tests.factories.indicator import indicator, survey
from tests.factories.pilot_step import reported, reporting, runner, sent
from tests.factories.testbed import testbed
from tests.page import read_page


@pytest.fixture
def desk(session, client, sign_in):
    sign_in(staff(slug="helsinki"))
    return client


def post(client, url, status, **data):
    answer = client.post(url, data=data)
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    return answer


BAD_REPORT = [
    ("outcome_fi", "o" * 5_001),
    ("learned_sv", "o" * 5_001),
    ("failed_en", "o" * 5_001),
    ("testers", "-3"),
    ("testers", "moni"),
    ("testers", "9" * 12),
]


@pytest.mark.parametrize(("field", "typed"), BAD_REPORT)
def test_a_report_that_cannot_be_kept_is_told_at_the_field(desk, field, typed):
    made = reporting(testbed())
    url = f"/en/my/pilots/{made.id}/report"
    sent = {**filled(desk.page(url)), "learned_en": "Much", field: typed}
    page = read_page(post(desk, url, 422, **sent))
    assert page.blamed() == {field}
    assert page.value(field) == typed
    assert page.value("learned_en") == "Much"


def test_a_report_may_be_saved_half_done_and_is_not_published_so(desk, session):
    made = reporting(testbed())
    url = f"/en/my/pilots/{made.id}/report"
    post(desk, url, 303, **{**filled(desk.page(url)), "learned_fi": "Opittiin"})
    page = read_page(post(desk, url, 422, **{**filled(desk.page(url)), "send": "1"}))
    assert "cannot be sent yet" in page.text
    assert page.value("learned_fi") == "Opittiin"
    session.refresh(made)
    assert made.status is PilotStatus.REPORTING


def test_whoever_may_write_but_not_send_does_neither_when_they_press_send(client, sign_in, session):
    place = testbed()
    made = reporting(place)
    url = f"/en/my/pilots/{made.id}/report"
    sign_in(host(place))
    written = {**filled(client.page(url)), "learned_fi": "Opittiin"}
    post(client, url, 403, **written, send="1")
    session.refresh(made)
    assert not made.learned
    post(client, url, 303, **written)
    session.refresh(made)
    assert made.learned.fi == "Opittiin"


def test_a_report_sent_after_it_was_published_is_refused_and_kept(desk):
    made = reported(testbed())
    url = f"/en/my/pilots/{made.id}/report"
    sent = {**filled(desk.page(url)), "learned_fi": "Vielä tämä"}
    report.send(applicant(made.application), made.id)
    page = read_page(post(desk, url, 409, **sent))
    assert page.value("learned_fi") == "Vielä tämä"
    report.approve(runner(made), made.id, Side.CITY, 1)
    page = read_page(post(desk, url, 409, **sent))
    assert page.value("learned_fi") == "Vielä tämä"
    assert desk.get(url).status_code == 302


def test_the_report_saves_itself_and_keeps_what_is_good(desk, session):
    made = reporting(testbed())
    url = f"/en/my/pilots/{made.id}/report"
    typed = {**filled(desk.page(url)), "learned_fi": "Opittiin", "testers": "moni"}
    answer = desk.post(url, data=typed, headers={"X-Autosave": "1"})
    assert answer.status_code == 422
    assert "whole number" in answer.get_json()["message"]
    session.refresh(made)
    assert (made.learned.fi, made.testers) == ("Opittiin", None)
    assert answer.get_json()["version"] == made.version


def test_two_windows_and_nothing_typed_is_lost(desk):
    made = reporting(testbed())
    url = f"/en/my/pilots/{made.id}/report"
    first = filled(desk.page(url))
    post(desk, url, 303, **{**first, "learned_fi": "Yksi"})
    page = read_page(post(desk, url, 409, **{**first, "learned_fi": "Kaksi"}))
    assert page.value("learned_fi") == "Kaksi"
    assert "Yksi" in page.text


def test_a_hosts_way_from_the_mail_to_the_approval(client, session, sign_in):
    made = reported(testbed())
    keeper, boss = host(made.testbed), staff(slug="helsinki")
    indicator(made, "12", "9", result=None)
    report.send(applicant(made.application), made.id)
    url = f"/en/my/pilots/{made.id}/report"
    sign_in(keeper)
    page = client.page(url)
    assert "Opittiin" in page.text
    assert "Electricity used" in page.text
    assert "Approve for the city" not in page.text
    post(client, f"{url}/approve", 303, **filled(page, "/approve"))
    assert "The other side is to answer" in client.page(url).text
    sign_in(boss)
    page = client.page(url)
    assert "Host" in page.text
    back = filled(page, "/return")
    again = read_page(post(client, f"{url}/return", 422, **{**back, "words": " "}))
    assert again.blamed() == {"words"}
    post(client, f"{url}/return", 303, **{**back, "words": "Kerro hinta"})
    sign_in(made.application.author)
    assert "Kerro hinta" in client.page(url).text
    post(client, url, 303, **{**filled(client.page(url)), "money_used_eur": "900", "send": "1"})
    sign_in(boss)
    post(client, f"{url}/approve", 303, **filled(client.page(url), "/approve"))
    sign_in(keeper)
    post(client, f"{url}/approve", 303, **filled(client.page(url), "/approve"))
    session.refresh(made)
    assert made.status is PilotStatus.COMPLETED
    assert client.get(url).location.endswith(f"/en/results/{made.slug}")


def test_the_desk_says_how_late_a_report_is_and_when_it_waits(desk, session):
    made = reporting(testbed())
    made.end_day = made.end_day.fromordinal(made.end_day.toordinal() - 33)
    made.start_day = made.end_day
    session.commit()
    assert "Report 3 days late" in desk.page("/en/desk/pilots").text
    waits = sent(testbed())
    assert "Report to approve" in desk.page("/en/desk/pilots").text
    assert "Report to approve" in desk.page(f"/en/desk/pilots/{waits.id}").text


def test_what_is_not_approved_is_nowhere_public(client, session):
    made = reported(testbed())
    made.learned = made.failed = made.outcome = made.title.__class__("xsalainenx", "", "")
    made.continues_why = made.bought_why = made.outcome
    session.commit()
    indicator(made, "1", "2", name=made.outcome, result=None)
    survey(made, 5, 5, 5, 5, 5, words="xsalainenx")
    for step in (lambda: None, lambda: report.send(applicant(made.application), made.id)):
        step()
        for path in (f"pilots/{made.slug}", "results", "", f"results/compare?result={made.slug}",
                     f"results?theme=mobility&q={made.slug}"):  # fmt: skip
            answer = client.get(f"/fi/{path}", follow_redirects=True)
            assert "xsalainenx" not in answer.get_data(as_text=True), path
        assert client.get(f"/fi/results/{made.slug}").status_code == 404
    report.approve(runner(made), made.id, Side.CITY, 1)
    said = client.page(f"/fi/results/{made.slug}").text
    assert said.count("xsalainenx") >= 5
