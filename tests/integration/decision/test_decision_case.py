"""What the desk sees of a part before it answers, and what it is told when it cannot."""

import pytest

from app.services import decision
from models.application import JointPolicy, PartStatus
from models.testbed_kind import Approval
from tests.factories.account import acting, host, staff
from tests.factories.application import (
    booked,
    booking_of,
    day,
    in_state,
    offered,
    part,
    sent,
    waiting,
)
from tests.factories.form import filled
from tests.factories.hostile import CODE, TURNED
from tests.factories.testbed import testbed
from tests.page import read_page, words_of

OFFER = {"start": day(10).isoformat(), "end": day(19).isoformat(), "hold_days": "7"}


@pytest.fixture
def desk(session, client, sign_in):
    sign_in(staff(slug="helsinki"))
    return client


def home(made):
    return f"/en/desk/applications/{made.id}"


def post(client, made, name, status, **data):
    answer = client.post(f"{home(made)}/{name}", data=data)
    assert answer.status_code == status, (answer.status_code, answer.location)
    return answer


def errors(page):
    return {one.get("id") for one in page.all("p", class_="error")}


def deeds_on(page):
    return {box.get("id").removeprefix("do-") for box in page.all("details", class_="deed")} - {
        "message",
        "note",
    }


def test_the_page_tells_what_who_when_and_what_needs_care(desk):
    place = testbed(capacity=3)
    made = part(place, personal_data=True, data_note="Kept a week", minors=True, needs="A pole")
    page = desk.page(home(made))
    for words in ("Lamps dim when nobody passes.", "Personal data", "Children or young people",
                  "A pole", "Aino Esimerkki", "10 days"):  # fmt: skip
        assert words in page.text
    assert "leaves 2 of 3 places free" in page.text
    assert "3 of 3 free" in page.text


def test_rivals_stand_beside_each_other_and_full_days_lead_to_free_ones(desk):
    place = testbed(capacity=1)
    taken = offered(place, start=10, days=10, title="Was here first")
    made = part(place, title="Came later")
    page = desk.page(home(made))
    rivals = [words for words in page.words("tr") if "Was here first" in words]
    assert rivals
    assert "Has the days" in rivals[0]
    assert "There is no room on all of these days" in page.text
    link = next(one.get("href") for one in page.all("a") if words_of(one) == "Use these days")
    assert f"start={day(20).isoformat()}" in link
    assert f"end={day(29).isoformat()}" in link
    looked = desk.page(link.partition("#")[0])
    assert looked.value("offer-start") == day(20).isoformat()
    assert "The place is free on all of these days" in looked.text
    assert taken.status is PartStatus.OFFERED


@pytest.mark.parametrize(
    "days", ["start=2027-99-99&end=x", "start=0001-01-01&end=9999-12-31", "start=&end=",
             "start=%00&end=</script>", "month=9999-99", "month=0000-00", "do=castle"],
)  # fmt: skip
def test_odd_days_to_look_at_are_no_error(desk, days):
    made = part(testbed())
    page = desk.page(f"{home(made)}?{days}")
    assert page.value("offer-start") == day(10).isoformat()


def test_an_offer_is_filled_in_from_the_wish_and_held(desk, session):
    made = part(testbed(hold_days=5))
    sent_form = filled(desk.page(home(made)), f"/{made.id}/offer")
    assert (sent_form["start"], sent_form["end"]) == ([day(10).isoformat()], [day(19).isoformat()])
    assert sent_form["hold_days"] == ["5"]
    post(desk, made, "offer", 303, **{**sent_form, "note": "Welcome"})
    session.refresh(made)
    assert made.status is PartStatus.OFFERED
    assert booking_of(made).start_day == day(10)
    page = desk.page(home(made))
    assert "Offered, no answer yet" in page.text
    assert "Welcome" in page.text
    assert "offered days" in page.text


BAD_OFFERS = [
    ({"start": ""}, 422, "offer-start-error"),
    ({"end": ""}, 422, "offer-end-error"),
    ({"start": "huomenna"}, 422, "offer-start-error"),
    ({"start": day(-3).isoformat()}, 422, "offer-start-error"),
    ({"end": day(9).isoformat()}, 422, "offer-end-error"),
    ({"end": day(3_000).isoformat()}, 422, "offer-end-error"),
    ({"hold_days": "0"}, 422, "offer-hold_days-error"),
    ({"hold_days": "91"}, 422, "offer-hold_days-error"),
    ({"hold_days": "a week"}, 422, "offer-hold_days-error"),
    ({"note": "n" * 5_001}, 422, "offer-note-error"),
]


@pytest.mark.parametrize(("typed", "status", "error"), BAD_OFFERS)
def test_an_offer_that_cannot_be_made_is_told_at_the_field(desk, session, typed, status, error):
    made = part(testbed())
    page = read_page(post(desk, made, "offer", status, **{**OFFER, "note": "Kept", **typed}))
    assert errors(page) == {error}
    assert page.all("a", href=f"#{error.removesuffix('-error')}"), "the summary leads there"
    if "note" not in typed:
        assert page.value("offer-note") == "Kept"
    opened = [box.get("id") for box in page.all("details") if "open" in box.attrib]
    assert "do-offer" in opened
    session.refresh(made)
    assert made.status is PartStatus.SUBMITTED


def test_full_days_are_named_with_the_first_free_start(desk, session):
    place = testbed(capacity=1)
    offered(place, start=12, days=3)
    made = part(place)
    page = read_page(post(desk, made, "offer", 409, **{**OFFER, "note": "Kept"}))
    assert "There is no room on" in page.text
    assert "The same length is free from" in page.text
    assert page.value("offer-note") == "Kept"
    session.refresh(made)
    assert made.status is PartStatus.SUBMITTED


WORDED = {
    "ask": "question", "reject": "reason", "cancel": "reason", "message": "body", "note": "body",
}  # fmt: skip


@pytest.mark.parametrize(("name", "field"), WORDED.items())
@pytest.mark.parametrize("typed", ["", " \n\t ", "w" * 5_001], ids=["empty", "blank", "long"])
def test_words_are_needed_and_must_fit(desk, session, name, field, typed):
    made = offered(testbed()) if name == "cancel" else part(testbed())
    before = made.status
    page = read_page(post(desk, made, name, 422, **{field: typed}))
    assert errors(page) == {f"{name}-{field}-error"}
    assert page.value(f"{name}-{field}") == typed.strip()
    session.refresh(made)
    assert made.status is before


def test_hostile_words_of_the_applicant_are_shown_as_words(desk):
    wrong = {"title": f"{CODE[:60]} {TURNED}", "summary": CODE, "goals": TURNED, "data_note": CODE}
    made = part(testbed(), **wrong)
    for address in (home(made), "/en/desk/applications"):
        answer = desk.get(address)
        read_page(answer)
        assert "</script>${7*7}<b>" not in answer.get_data(as_text=True)


def test_the_way_of_a_part_through_the_pages(desk, session):
    made = part(testbed())
    post(desk, made, "take-up", 303)
    post(desk, made, "ask", 303, question="How tall?")
    assert "The clock stands" in desk.page(home(made)).text
    in_state(made, PartStatus.IN_REVIEW)
    session.commit()
    post(desk, made, "shortlist", 303, start=day(12).isoformat(), end=day(20).isoformat())
    session.refresh(made)
    assert (made.status, made.agreed_start) == (PartStatus.SHORTLISTED, day(12))
    assert desk.page(home(made)).value("offer-start") == day(12).isoformat()
    post(desk, made, "reject", 303, reason="No power there")
    page = desk.page(home(made))
    assert "No power there" in page.text
    assert "You can ask the city to explain this further" in page.text
    assert deeds_on(page) == set()
    post(desk, made, "reopen", 303)
    session.refresh(made)
    assert made.status is PartStatus.IN_REVIEW


def test_the_applicants_rights_are_shown_in_the_language_of_the_application(desk, session):
    made = part(testbed())
    made.application.language = "sv"
    session.commit()
    page = desk.page(f"/fi/desk/applications/{made.id}")
    rights = [one for one in page.all("p", lang="sv") if "Du kan be staden" in words_of(one)]
    assert rights


def test_the_waiting_list_is_refused_while_there_is_room_and_kept_when_full(desk, session):
    place = testbed(capacity=1)
    made = in_state(part(place), PartStatus.IN_REVIEW)
    session.commit()
    page = read_page(post(desk, made, "waitlist", 409, note="Sorry"))
    assert "There is room on" in page.text
    assert page.value("waitlist-note") == "Sorry"
    offered(place)
    post(desk, made, "waitlist", 303, note="Sorry")
    session.refresh(made)
    assert made.status is PartStatus.WAITLISTED


def test_a_lost_race_says_what_happened_and_keeps_what_was_typed(desk, session):
    made = part(testbed())
    decision.reject(acting(staff(slug="helsinki")), made.id, "Somebody was faster")
    page = read_page(post(desk, made, "ask", 409, question="How tall is the lamp?"))
    assert "can no longer be done" in page.text
    assert "What happened meanwhile" in page.text
    assert "declined the application" in page.text
    assert "What you wrote was not sent" in page.text
    assert "How tall is the lamp?" in page.text
    session.refresh(made)
    assert made.status is PartStatus.REJECTED


def test_a_joint_application_is_offered_together_once_every_city_agrees(client, session, sign_in):
    made = sent(testbed("helsinki"), testbed("tampere"), joint_policy=JointPolicy.ALL.value)
    here, there = sorted(made.parts, key=lambda one: one.testbed.city.slug)
    sign_in(staff(slug="helsinki"))
    page = client.page(home(here))
    assert "The applicant needs every place or none" in page.text
    assert there.testbed.name.en in page.text
    assert not page.all("a", href=home(there)), "the other city's page is not for us"
    assert not {"offer", "joint"} & deeds_on(page)
    for one in (here, there):
        in_state(one, PartStatus.SHORTLISTED)
    session.commit()
    assert "joint" in deeds_on(client.page(home(here)))
    post(client, here, "joint", 303, hold_days="7")
    for one in (here, there):
        session.refresh(one)
        assert one.status is PartStatus.OFFERED


def test_a_host_writes_what_they_think_where_the_city_decides(client, session, sign_in):
    place = testbed(approval=Approval.HOST_CITY)
    made = part(place)
    sign_in(host(place))
    page = client.page(home(made))
    assert "offer" not in deeds_on(page)
    assert "coordinator makes the offer" in page.text
    post(client, made, "note", 303, body="Fine by us")
    assert "Note, the city only" in client.page(home(made)).text


def test_a_booking_is_cancelled_with_a_reason(desk, session):
    made = booked(testbed()).application.parts[0]
    page = desk.page(home(made))
    assert deeds_on(page) == {"cancel"}
    assert [one for one in page.all("a") if "/bookings/" in (one.get("href") or "")]
    post(desk, made, "cancel", 303, reason="The street is dug up")
    session.refresh(made)
    assert made.status is PartStatus.CANCELLED_BY_CITY


def titles(page):
    return [words_of(one) for one in page.all("th", scope="row")]


def test_the_queue_filters_counts_and_sorts(desk):
    first, second = testbed(), testbed()
    part(first, title="Alfa lamps")
    part(second, title="Beta benches")
    waiting_place = testbed(capacity=1)
    offered(waiting_place, title="Gamma gates")
    waiting(waiting_place, title="Delta doors")
    page = desk.page("/en/desk/applications")
    assert len(titles(page)) == 2, "who waits for free days does not wait for an answer"
    tabs = page.words("nav", class_="tabs")[0]
    for words in ("To answer 2", "New 2", "On the waiting list 1", "Offered, no answer yet 1"):
        assert words in tabs
    for query, expected in (
        ("q=beta", "Beta benches"),
        (f"testbed={first.id}", "Alfa lamps"),
        ("state=offered", "Gamma gates"),
        ("state=waitlisted", "Delta doors"),
    ):
        found = titles(desk.page(f"/en/desk/applications?{query}"))
        assert len(found) == 1, query
        assert expected in found[0]
    newest = titles(desk.page("/en/desk/applications?order=newest"))
    assert len(newest) == 2
