"""The desk's page of one part, as a coordinator uses them without scripts."""

import datetime as dt

import pytest

from app.services import decision, offer
from app.services.decision import OfferTerms
from models.application import JointPolicy, PartStatus
from models.booking import BookingStatus
from tests.factories.account import acting, staff
from tests.factories.application import (
    accept,
    agreed,
    applicant,
    booked,
    booking_of,
    coordinator,
    day,
    in_state,
    offered,
    part,
    sent,
)
from tests.factories.form import filled
from tests.factories.testbed import testbed
from tests.page import read_page

HOSTILE = "</script>${7*7}<b>\u202etupmal"
LONG = 5_000
DAYS = {"start": day(20).isoformat(), "end": day(24).isoformat(), "hold_days": "7"}


@pytest.fixture
def desk(session, client, sign_in):
    sign_in(staff(slug="helsinki"))
    return client


def home(made):
    return f"/en/desk/applications/{made.id}"


def typed(page, action):
    """Return what a form of the page holds now."""
    return filled(page, f"/{action}")


def post(client, made, name, status, **data):
    answer = client.post(f"{home(made)}/{name}", data=data)
    assert answer.status_code == status, (answer.status_code, answer.location)
    return answer


def links(page):
    return {link.get("href") for link in page.all("a")}


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
@pytest.mark.parametrize("status", [one for one in PartStatus if one is not PartStatus.DRAFT])
def test_every_state_has_its_page(desk, status, lang):
    if status is PartStatus.OFFERED:
        made = offered(testbed())
    elif status is PartStatus.ACCEPTED:
        made = booked(testbed()).application.parts[0]
    elif status is PartStatus.AGREED:
        made = agreed(testbed()).application.parts[0]
    else:
        made = in_state(part(testbed()), status)
    page = desk.page(f"/{lang}/desk/applications/{made.id}")
    assert "Lamps that listen" in page.heading


@pytest.mark.parametrize(
    "query", ["month=2026-13", "month=0000-01", "month=9999-12", "month=x", "do=castle", "do=offer",
              "start=x&end=y", "start=2026-01-01&end=9999-12-31", "start=9999-12-31&end=9999-12-31",
              "start=2030-01-02&end=2030-01-01", "start=1950-01-01&end=2027-01-01"],
)  # fmt: skip
def test_odd_addresses_are_no_error(desk, query):
    made = part(testbed())
    desk.page(f"{home(made)}?{query}")


def test_what_the_applicant_wrote_is_shown_as_text(desk):
    made = part(testbed(), title=HOSTILE, summary=HOSTILE, contact_name=HOSTILE)
    for address in (home(made), "/en/desk/applications"):
        answer = desk.get(address)
        read_page(answer)
        assert "${7*7}<b>" not in answer.get_data(as_text=True)


def test_from_a_question_to_a_booked_place(desk, session):
    made = part(testbed())
    post(desk, made, "take-up", 303)
    for name, answers, status in (
        ("ask", {"question": "How tall?"}, PartStatus.NEEDS_INFO),
        ("offer", {}, PartStatus.OFFERED),
    ):
        if name == "offer":
            in_state(made, PartStatus.IN_REVIEW)
        page = desk.page(home(made))
        assert (
            desk.post(f"{home(made)}/{name}", data={**typed(page, name), **answers}).status_code
            == 303
        )
        session.refresh(made)
        assert made.status is status
    booking = booking_of(made)
    assert (booking.start_day, booking.last_day) == (day(10), day(19)), "the wish is filled in"
    assert len(desk.page(home(made)).words("div", class_="notice", data_kind="success")) == 1
    accept(made)
    page = desk.page(home(made))
    assert f"/en/desk/bookings/{booking.id}/move" in links(page)
    post(desk, made, "cancel", 303, reason="Roadworks")
    session.refresh(made)
    assert made.status is PartStatus.CANCELLED_BY_CITY
    assert "Roadworks" in desk.page(home(made)).text


BAD = [
    ("ask", "question", "", {}),
    ("ask", "question", " \n\t\0", {}),
    ("ask", "question", "q" * (LONG + 1), {}),
    ("reject", "reason", "", {}),
    ("reject", "reason", "r" * (LONG + 1), {}),
    ("waitlist", "note", "n" * (LONG + 1), {}),
    ("offer", "start", "", {}),
    ("offer", "start", "huomenna", {}),
    ("offer", "start", "0000-00-00", {}),
    ("offer", "start", day(-1).isoformat(), {}),
    ("offer", "end", "", {}),
    ("offer", "end", "9999-12-31", {}),
    ("offer", "end", day(19).isoformat(), {}),
    ("offer", "end", day(3_000).isoformat(), {}),
    ("offer", "hold_days", "", {}),
    ("offer", "hold_days", "0", {}),
    ("offer", "hold_days", "91", {}),
    ("offer", "hold_days", "viikko", {}),
    ("offer", "hold_days", "9" * 40, {}),
    ("offer", "note", "n" * (LONG + 1), {}),
    ("message", "body", "", {}),
    ("message", "body", "b" * (LONG + 1), {}),
    ("note", "body", " ", {}),
    ("note", "body", "b" * (LONG + 1), {}),
]


@pytest.mark.parametrize(("name", "field", "value", "more"), BAD)
def test_an_answer_that_cannot_be_taken_is_told_at_its_field(
    desk, session, name, field, value, more
):
    made = in_state(part(testbed()), PartStatus.IN_REVIEW)
    before = made.version
    good = {"offer": {**DAYS, "note": f"Welcome {HOSTILE}"}}.get(name, {})
    page = read_page(post(desk, made, name, 422, **{**good, **more, field: value}))
    assert page.blamed() == {field}
    back = typed(page, name)
    clean = value.replace("\0", "").strip()
    assert back[field][0].strip() == clean
    if name == "offer" and field != "note":
        assert back["note"] == [f"Welcome {HOSTILE}".replace("\u202e", "")]
    opened = {box.get("id") for box in page.all("details") if "open" in box.attrib}
    assert f"do-{name}" in opened
    first = next(one for one in page.root.iter() if one.get("aria-invalid") == "true")
    assert f"#{first.get('id')}" in links(page), "the summary leads to the field"
    session.refresh(made)
    assert (made.status, made.version) == (PartStatus.IN_REVIEW, before)


@pytest.mark.parametrize("value", ["", " ", "r" * (LONG + 1)])
def test_cancelling_needs_a_reason_that_fits(desk, session, value):
    made = offered(testbed())
    page = read_page(post(desk, made, "cancel", 422, reason=value))
    assert page.blamed() == {"reason"}
    session.refresh(made)
    assert made.status is PartStatus.OFFERED


@pytest.mark.parametrize(
    ("name", "field", "status"),
    [
        ("ask", "question", PartStatus.IN_REVIEW),
        ("reject", "reason", PartStatus.IN_REVIEW),
        ("message", "body", PartStatus.IN_REVIEW),
        ("note", "body", PartStatus.IN_REVIEW),
        ("cancel", "reason", PartStatus.OFFERED),
    ],
)
def test_hostile_words_are_kept_as_words(desk, name, field, status):
    made = offered(testbed()) if status is PartStatus.OFFERED else in_state(part(testbed()), status)
    post(desk, made, name, 303, **{field: HOSTILE + "\0"})
    answer = desk.get(home(made))
    read_page(answer)
    body = answer.get_data(as_text=True)
    assert "${7*7}" in body
    assert "${7*7}<b>" not in body


def test_an_offer_of_full_days_names_them_and_keeps_what_was_typed(desk, session):
    place = testbed(capacity=1)
    offered(place, start=20, days=2)
    made = in_state(part(place), PartStatus.IN_REVIEW)
    page = read_page(post(desk, made, "offer", 409, **DAYS, note="Welcome"))
    assert "There is no room on" in page.text
    for full in (day(20), day(21)):
        assert f"{full.day}" in page.words("div", id="error-summary")[0]
    assert typed(page, "offer")["note"] == ["Welcome"]
    assert typed(page, "offer")["start"] == [DAYS["start"]]
    session.refresh(made)
    assert made.status is PartStatus.IN_REVIEW
    assert booking_of(made) is None


def test_the_waiting_list_is_refused_while_there_is_room(desk, session):
    made = in_state(part(testbed()), PartStatus.IN_REVIEW)
    page = read_page(post(desk, made, "waitlist", 409, note="Soon"))
    assert "There is room on" in page.text
    assert typed(page, "waitlist")["note"] == ["Soon"]
    session.refresh(made)
    assert made.status is PartStatus.IN_REVIEW


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("offer", {**DAYS, "note": "My careful words"}),
        ("ask", {"question": "My careful words"}),
        ("reject", {"reason": "My careful words"}),
        ("waitlist", {"note": "My careful words"}),
        ("cancel", {"reason": "My careful words"}),
    ],
)
def test_a_lost_race_says_so_and_keeps_the_words(desk, session, name, answers):
    made = in_state(part(testbed()), PartStatus.IN_REVIEW)
    decision.reject(coordinator(made), made.id, "Somebody was faster")
    page = read_page(post(desk, made, name, 409, **answers))
    assert "can no longer be done" in page.text
    assert "My careful words" in page.text
    session.refresh(made)
    assert made.status is PartStatus.REJECTED


@pytest.mark.parametrize("name", ["take-up", "reopen"])
def test_a_button_pressed_too_late_says_so(desk, session, name):
    made = offered(testbed())
    post(desk, made, name, 303)
    assert "can no longer be done" in desk.page(home(made)).text
    session.refresh(made)
    assert made.status is PartStatus.OFFERED


def test_an_offer_pressed_twice_is_made_once(desk, session):
    made = in_state(part(testbed(capacity=3)), PartStatus.IN_REVIEW)
    form = typed(desk.page(home(made)), "offer")
    for _time in range(2):
        answer = desk.post(f"{home(made)}/offer", data=form)
        assert answer.status_code == 303
    assert booking_of(made).status is BookingStatus.HELD


# --- messages and notes -------------------------------------------------------------------------


def test_the_applicant_reads_messages_and_never_notes(desk, session, sign_in):
    made = in_state(part(testbed()), PartStatus.IN_REVIEW)
    post(desk, made, "message", 303, body="Hello from the city")
    post(desk, made, "note", 303, body="Between us colleagues")
    page = desk.page(home(made))
    assert "Hello from the city" in page.text
    assert "Between us colleagues" in page.text

    client = sign_in(made.application.author)
    page = client.page(f"/en/my/applications/{made.application_id}")
    assert "Hello from the city" in page.text
    assert "Between us colleagues" not in page.text


def test_notes_are_read_by_ones_own_city_only(desk, session, sign_in):
    made = sent(testbed("helsinki"), testbed("tampere"))
    ours, theirs = sorted(made.parts, key=lambda one: one.testbed.city.slug)
    post(desk, ours, "note", 303, body="Between us colleagues")
    client = sign_in(staff(slug="tampere"))
    assert "Between us colleagues" not in client.page(home(theirs)).text
    assert client.get(home(ours)).status_code == 404
    client = sign_in(staff(slug="helsinki"))
    assert "Between us colleagues" in client.page(home(ours)).text


# --- every place or none -----------------------------------------------------------------------


def test_every_place_is_offered_together_when_each_city_agrees(desk, session, sign_in):
    made = sent(testbed("helsinki"), testbed("tampere"), joint_policy=JointPolicy.ALL)
    ours, theirs = sorted(made.parts, key=lambda one: one.testbed.city.slug)
    for one in (ours, theirs):
        in_state(one, PartStatus.IN_REVIEW)
    page = desk.page(home(ours))
    assert "every place or none" in page.text
    assert desk.post(f"{home(ours)}/offer", data=DAYS).status_code == 422
    assert desk.post(f"{home(ours)}/shortlist", data=typed(page, "shortlist")).status_code == 303
    answer = desk.post(f"{home(ours)}/joint", data={"hold_days": "7", "note": "Both of you"})
    assert answer.status_code == 409
    assert theirs.testbed.name.best("en")[0] in read_page(answer).text

    decision.shortlist(acting(staff(slug="tampere")), theirs.id, day(10), day(19))
    page = desk.page(home(ours))
    assert desk.post(f"{home(ours)}/joint", data=typed(page, "joint")).status_code == 303
    for one in (ours, theirs):
        session.refresh(one)
        assert one.status is PartStatus.OFFERED


@pytest.mark.parametrize("missing", ["start", "end"])
def test_the_days_agreed_on_are_a_pair(desk, session, missing):
    made = sent(testbed("helsinki"), testbed("tampere"), joint_policy=JointPolicy.ALL)
    ours = in_state(next(o for o in made.parts if o.testbed.city.slug == "helsinki"),
                    PartStatus.IN_REVIEW)  # fmt: skip
    sent_days = {"start": DAYS["start"], "end": DAYS["end"], missing: ""}
    page = read_page(post(desk, ours, "shortlist", 422, **sent_days))
    assert page.blamed() == {missing}
    session.refresh(ours)
    assert ours.status is PartStatus.IN_REVIEW
    assert ours.agreed_start is None


def test_rivals_for_the_same_days_are_shown(desk):
    place = testbed(capacity=2)
    booked(place, title="Booked already")
    wanting = part(place, title="Also wanting")
    made = part(place)
    page = desk.page(home(made))
    assert "Booked already" in page.text
    assert f"/en/desk/applications/{wanting.id}" in links(page)


def test_a_reopened_part_holds_no_days(desk, session):
    made = offered(testbed())
    offer.decline(applicant(made.application), made.id)
    post(desk, made, "reopen", 303)
    session.refresh(made)
    assert made.status is PartStatus.IN_REVIEW
    assert booking_of(made).status is BookingStatus.CANCELLED
    decision.offer(coordinator(made), made.id, OfferTerms(day(10), day(10) + dt.timedelta(days=1)))
