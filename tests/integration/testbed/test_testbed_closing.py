"""Pausing and closing for good: told before what stands on the place, and true afterwards."""

import pytest

from app.services import decision
from app.services.decision import OfferTerms
from app.services.testbed import act
from models.account import CityRole
from models.application import PartStatus
from models.errors import ConflictError, FieldError
from models.testbed import Testbed, TestbedAction, TestbedStatus, TestbedVersion
from tests.factories.account import acting, staff
from tests.factories.application import booked, coordinator, day, offered, part, waiting
from tests.factories.form import filled
from tests.factories.mail import mails
from tests.factories.pilot import ended, pilot, running
from tests.factories.testbed import testbed
from tests.page import read_page


@pytest.fixture
def boss(session, sign_in):
    made = staff(CityRole.COORDINATOR, "helsinki")
    sign_in(made)
    return acting(made)


def links(page):
    return {a.get("href") for a in page.all("a")}


def test_before_a_pause_everything_on_the_place_is_told_with_its_fate(session, client, boss):
    one = testbed("helsinki", capacity=3)
    runs = running(testbed=one)
    accepted = booked(one)
    offer = offered(one)
    sent = part(one, title="A quiet question")
    elsewhere = part(testbed("helsinki"), title="Not of this place")
    page = client.page(f"/en/desk/testbeds/{one.id}/pause")
    for path in (f"pilots/{runs.id}", f"pilots/{accepted.id}", f"applications/{offer.id}",
                 f"applications/{sent.id}"):  # fmt: skip
        assert any(link and path in link for link in links(page)), path
    assert "They go on as agreed." in page.text
    assert "can accept them until they run out" in page.text
    assert "A quiet question" in page.text
    assert elsewhere.application.title not in page.text
    assert "It goes by mail to 1 applicant" in page.text


def test_a_pause_tells_each_open_application_once_and_nobody_else(session, client, boss):
    one = testbed("helsinki", capacity=1)
    has_offer = offered(one)
    queued, sent = waiting(one), part(one)
    other = part(testbed("helsinki"))
    url = f"/en/desk/testbeds/{one.id}/pause"
    form = filled(client.page(url), "/pause")
    refused = client.post(url, data={**form, "reason": "  "})
    assert (refused.status_code, session.get(Testbed, one.id).status) == (422, "published")
    assert "Write the reason" in read_page(refused).text
    client.post(url, data={**form, "reason": "Katutyö alkaa"})
    told = [mail for mail in mails() if mail.template == "testbed/paused"]
    assert [mail.context["part_id"] for mail in told] == [queued.id, sent.id]
    assert {mail.context["reason"] for mail in told} == {"Katutyö alkaa"}
    assert has_offer.id not in [mail.context["part_id"] for mail in told]
    assert other.id not in [mail.context["part_id"] for mail in told]
    kept = session.query(TestbedVersion).filter_by(testbed_id=one.id, deed="pause").one()
    assert kept.reason == "Katutyö alkaa"
    assert "Katutyö alkaa" in client.page(f"/en/desk/testbeds/{one.id}/history").text
    assert "Reason: Katutyö alkaa" in client.page("/en/desk/people/helsinki/trail").text


def test_a_paused_place_goes_on_with_what_runs_and_says_so_to_everybody(session, client, boss):
    one = testbed("helsinki")
    runs = running(testbed=one)
    act(boss, one.id, TestbedAction.PAUSE, 1, "Remontti")
    page = client.page(f"/en/testbeds/helsinki/{one.slug}")
    assert "takes no new applications for now" in page.text
    assert "Experiments that run here or are agreed go on" in page.text
    assert "Remontti" not in page.text
    assert session.get(type(runs), runs.id).status == "running"
    assert not [a for a in links(page) if a and "/apply" in a]


def test_bookings_ahead_stand_in_the_way_of_closing_and_pausing_is_offered(session, client, boss):
    one = testbed("helsinki")
    offered(one)
    url = f"/en/desk/testbeds/{one.id}/retire"
    page = client.page(url)
    assert "It cannot be closed for good yet" in page.text
    assert "1 booking is still ahead" in page.text
    assert f"/en/desk/testbeds/{one.id}/pause" in links(page)
    assert [
        form for form in page.all("form") if (form.get("action") or "").endswith("/retire")
    ] == []
    answer = client.post(url, data={"version": "1", "reason": "Syy"})
    assert (answer.status_code, session.get(Testbed, one.id).status) == (409, "published")


def test_an_archived_place_leaves_the_list_keeps_its_past_and_comes_back_paused(
    session, client, boss
):
    one = testbed("helsinki")
    ended(testbed=one, title=one.name)
    url = f"/en/desk/testbeds/{one.id}/retire"
    sent = part(one)
    client.post(url, data={**filled(client.page(url), "/retire"), "reason": "Talo puretaan"})
    assert session.get(Testbed, one.id).status is TestbedStatus.RETIRED
    assert [mail.context["part_id"] for mail in mails() if mail.template == "testbed/retired"] == [
        sent.id
    ]
    here = f"/en/desk/testbeds/{one.id}"
    assert here not in links(client.page("/en/desk/testbeds"))
    assert here in links(client.page("/en/desk/testbeds?status=retired"))
    public = client.page(f"/en/testbeds/helsinki/{one.slug}")
    assert "Tried out here before" in public.text
    back = filled(client.page(here), "/bring_back")
    assert client.post(f"{here}/bring_back", data=back).status_code == 303
    assert session.get(Testbed, one.id).status is TestbedStatus.PAUSED


def test_what_is_missing_is_filled_in_before_it_comes_back(session, boss):
    one = testbed("helsinki", TestbedStatus.RETIRED, themes=[])
    with pytest.raises(FieldError) as refused:
        act(boss, one.id, TestbedAction.BRING_BACK, 1)
    assert refused.value.code == "not_ready"


def test_nothing_is_offered_at_a_place_that_is_closed_for_good(session, boss):
    one = testbed("helsinki")
    sent = part(one)
    act(boss, one.id, TestbedAction.RETIRE, 1, "Talo puretaan")
    with pytest.raises(ConflictError) as refused:
        decision.offer(coordinator(sent), sent.id, OfferTerms(day(10), day(12)))
    assert refused.value.code == "place_retired"
    decision.reject(coordinator(sent), sent.id, "Paikka on suljettu")
    assert sent.status is PartStatus.REJECTED


def test_the_page_of_another_citys_pilots_and_applications_stays_closed(session, client, sign_in):
    one = testbed("helsinki")
    pilot("running", -5, 5, testbed=one)
    sign_in(staff(CityRole.COORDINATOR, "oulu"))
    for action in ("pause", "retire"):
        client.page(f"/en/desk/testbeds/{one.id}/{action}", 404)
        data = {"version": "1", "reason": "x"}
        assert client.post(f"/en/desk/testbeds/{one.id}/{action}", data=data).status_code == 404


def test_drafts_have_nothing_to_pause(session, client, boss):
    one = testbed("helsinki", TestbedStatus.DRAFT)
    answer = client.get(f"/en/desk/testbeds/{one.id}/pause")
    assert (answer.status_code, answer.location) == (302, f"/en/desk/testbeds/{one.id}")
