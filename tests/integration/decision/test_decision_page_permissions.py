"""Who gets through which door of the desk: routes by roles, through the pages.

The columns follow WHO.  200: shown; 303: done; 302: sign in first; 401: sign in first, and what
was typed is kept; 403: may know of it but not do this, or no door of theirs; 404: learns nothing.
"""

import pytest

from models.account import CityRole
from models.application import ApplicationPart, PartStatus
from models.pilot import Pilot
from tests.factories.account import admin, host, member, person, staff
from tests.factories.application import booked, day, in_state, offered, part, sent
from tests.factories.form import filled
from tests.factories.pilot_step import complete, ready, reporting, running
from tests.factories.testbed import testbed

WHO = ("coordinator", "admin", "host", "reviewer", "editor", "other_city", "other_host",
       "author", "company", "resident", "visitor")  # fmt: skip
PAGES = {
    "queue":   (200, 200, 200, 200, 200, 200, 200, 403, 403, 403, 302),
    "part":    (200, 200, 200, 200, 200, 404, 404, 403, 403, 403, 302),
    "move":    (200, 200, 200, 403, 403, 404, 404, 403, 403, 403, 302),
    "pilots":  (200, 200, 200, 200, 200, 200, 200, 403, 403, 403, 302),
    "pilot":   (200, 200, 200, 200, 200, 404, 404, 403, 403, 403, 302),
    "text":    (200, 200, 200, 403, 200, 404, 404, 200, 404, 404, 302),
    "report":  (200, 200, 200, 200, 200, 404, 404, 200, 404, 404, 302),
}  # fmt: skip
PART_DEEDS = {
    "take-up":  (303, 303, 303, 303, 303, 404, 404, 403, 403, 403, 401),
    "ask":      (303, 303, 303, 303, 403, 404, 404, 403, 403, 403, 401),
    "shortlist": (303, 303, 303, 303, 303, 404, 404, 403, 403, 403, 401),
    "waitlist": (303, 303, 403, 403, 403, 404, 404, 403, 403, 403, 401),
    "offer":    (303, 303, 403, 403, 403, 404, 404, 403, 403, 403, 401),
    "reject":   (303, 303, 303, 403, 403, 404, 404, 403, 403, 403, 401),
    "cancel":   (303, 303, 403, 403, 403, 404, 404, 403, 403, 403, 401),
    "reopen":   (303, 303, 403, 403, 403, 404, 404, 403, 403, 403, 401),
    "joint":    (303, 303, 403, 403, 403, 404, 404, 403, 403, 403, 401),
    "message":  (303, 303, 303, 303, 303, 404, 404, 403, 403, 403, 401),
    "note":     (303, 303, 303, 303, 303, 404, 404, 403, 403, 403, 401),
}  # fmt: skip
PILOT_DEEDS = {
    "move":     (303, 303, 303, 403, 403, 404, 404, 403, 403, 403, 401),
    "make_ready": (303, 303, 303, 403, 403, 404, 404, 403, 403, 403, 401),
    "start":    (303, 303, 303, 403, 403, 404, 404, 403, 403, 403, 401),
    "pause":    (303, 303, 303, 403, 403, 404, 404, 403, 403, 403, 401),
    "stop":     (303, 303, 303, 403, 403, 404, 404, 403, 403, 403, 401),
    "end":      (303, 303, 303, 403, 403, 404, 404, 403, 403, 403, 401),
    "text":     (303, 303, 303, 403, 303, 404, 404, 303, 404, 404, 401),
    "report":   (303, 303, 303, 403, 403, 404, 404, 303, 404, 404, 401),
}  # fmt: skip
DAYS = {"start": day(100).isoformat(), "end": day(104).isoformat()}
FIELDS = {
    "ask": {"question": "Q"},
    "shortlist": DAYS,
    "offer": {**DAYS, "hold_days": "7"},
    "joint": {"hold_days": "7"},
    "reject": {"reason": "R"},
    "cancel": {"reason": "R"},
    "message": {"body": "B"},
    "note": {"body": "B"},
    "move": {**DAYS, "reason": "R"},
    "pause": {"reason_fi": "R"},
    "stop": {"reason_fi": "R"},
}
IN_STATE = {
    "take-up": PartStatus.SUBMITTED,
    "reopen": PartStatus.REJECTED,
    "joint": PartStatus.SHORTLISTED,
}
PILOTS = {
    "move": booked,
    "text": booked,
    "make_ready": complete,
    "start": ready,
    "pause": running,
    "stop": running,
    "end": running,
    "report": reporting,
}


def somebody(who, place, author):
    make = {
        "coordinator": lambda: staff(CityRole.COORDINATOR, "helsinki"),
        "editor": lambda: staff(CityRole.EDITOR, "helsinki"),
        "reviewer": lambda: staff(CityRole.REVIEWER, "helsinki"),
        "host": lambda: host(place),
        "admin": admin,
        "other_city": lambda: staff(CityRole.COORDINATOR, "tampere"),
        "other_host": lambda: host(testbed("helsinki")),
        "author": lambda: author,
        "company": member,
        "resident": person,
    }
    return make[who]()


@pytest.fixture
def enter(client, sign_in):
    """Send what a request of this person would get: ``enter(who, thing)`` signs in or out."""

    def go(who, thing):
        if who == "visitor":
            with client.session_transaction() as cookie:
                cookie.clear()
        else:
            sign_in(somebody(who, thing.testbed, thing.application.author))
        return client

    return go


def part_for(name):
    place = testbed(capacity=1)
    if name == "cancel":
        return booked(place, start=20).application.parts[0]
    if name == "waitlist":
        offered(place)  # nobody waits while there is room
    if name == "joint":
        every = sent(place, testbed(capacity=1), joint_policy="all").parts
        first, _other = (in_state(one, IN_STATE[name]) for one in every)
        return first
    made = part(place)
    return in_state(made, IN_STATE.get(name, PartStatus.IN_REVIEW))


def part_url(made, name):
    return f"/en/desk/applications/{made.id}/{name}"


def pilot_url(made, name):
    own = {
        "move": f"/en/desk/bookings/{made.booking_id}/move",
        "text": f"/en/my/pilots/{made.id}",
        "report": f"/en/my/pilots/{made.id}/report",
    }
    return own.get(name) or f"/en/desk/pilots/{made.id}/{name}"


def by_answer(row):
    refused = [(who, status) for who, status in zip(WHO, row, strict=True) if status != 303]
    return refused, [who for who, status in zip(WHO, row, strict=True) if status == 303]


@pytest.mark.parametrize("who", WHO)
def test_pages(session, enter, who):
    made = reporting(testbed("helsinki"))
    other = booked(testbed("helsinki"))
    found = {
        "queue": "/en/desk/applications",
        "part": f"/en/desk/applications/{made.booking.part_id}",
        "pilots": "/en/desk/pilots",
        "pilot": f"/en/desk/pilots/{made.id}",
        "text": pilot_url(made, "text"),
        "report": pilot_url(made, "report"),
    }
    client = enter(who, made)
    got = {name: client.get(url).status_code for name, url in found.items()}
    got["move"] = enter(who, other).get(pilot_url(other, "move")).status_code
    column = WHO.index(who)
    assert got == {name: row[column] for name, row in PAGES.items()}


@pytest.mark.parametrize("name", PART_DEEDS)
def test_deeds_on_a_part(session, enter, name):
    refused, allowed = by_answer(PART_DEEDS[name])
    made = part_for(name)
    before = (made.status, made.version)
    got = {who: enter(who, made).post(part_url(made, name), data=FIELDS.get(name)).status_code
           for who, _status in refused}  # fmt: skip
    assert got == dict(refused)
    kept = session.get(ApplicationPart, made.id)
    assert (kept.status, kept.version) == before
    for who in allowed:
        fresh = part_for(name)
        client = enter(who, fresh)
        answer = client.post(part_url(fresh, name), data=FIELDS.get(name))
        assert answer.status_code == 303, who
        page = client.page(f"/en/desk/applications/{fresh.id}")
        assert not page.words("div", class_="notice", data_kind="error"), who


@pytest.mark.parametrize("name", PILOT_DEEDS)
def test_deeds_on_a_pilot(session, enter, name):
    refused, allowed = by_answer(PILOT_DEEDS[name])
    made = PILOTS[name](testbed())
    url = pilot_url(made, name)
    sent = FIELDS.get(name, {})
    if name in {"text", "report"}:
        sent = filled(enter("coordinator", made).page(url)) | {
            "title_fi": "Uusi",
            "learned_fi": "L",
        }
    before = (made.status, made.version, made.start_day)
    got = {who: enter(who, made).post(url, data=sent).status_code for who, _status in refused}
    assert got == dict(refused)
    kept = session.get(Pilot, made.id)
    assert (kept.status, kept.version, kept.start_day) == before
    for who in allowed:
        fresh = PILOTS[name](testbed())
        client = enter(who, fresh)
        url = pilot_url(fresh, name)
        if name in {"text", "report"}:
            sent = filled(client.page(url)) | {"title_fi": "Uusi", "learned_fi": "L"}
        answer = client.post(url, data=sent)
        assert answer.status_code == 303, who
        session.refresh(fresh)
        changed = (fresh.status, fresh.version, fresh.start_day)
        assert changed != before, who


@pytest.mark.parametrize(
    ("who", "buttons"),
    [
        ("coordinator", {"take-up", "ask", "offer", "reject", "message", "note"}),
        ("admin", {"take-up", "ask", "offer", "reject", "message", "note"}),
        ("host", {"take-up", "ask", "reject", "message", "note"}),
        ("reviewer", {"take-up", "ask", "message", "note"}),
        ("editor", {"take-up", "message", "note"}),
    ],
)
def test_only_buttons_that_work_are_shown(session, enter, who, buttons):
    made = part(testbed())
    page = enter(who, made).page(f"/en/desk/applications/{made.id}")
    actions = {(form.get("action") or "").rpartition(f"/applications/{made.id}/")[2]
               for form in page.all("form", method="post")
               if f"/applications/{made.id}/" in (form.get("action") or "")}  # fmt: skip
    assert actions == buttons


@pytest.mark.parametrize(
    ("who", "may_move"),
    [
        ("coordinator", True),
        ("admin", True),
        ("host", True),
        ("reviewer", False),
        ("editor", False),
    ],
)
def test_the_way_to_other_days_is_shown_to_those_who_may_take_it(session, enter, who, may_move):
    made = booked(testbed())
    url = pilot_url(made, "move")
    for address in (f"/en/desk/pilots/{made.id}", f"/en/desk/applications/{made.booking.part_id}"):
        page = enter(who, made).page(address)
        assert (url in {link.get("href") for link in page.all("a")}) == may_move


def test_nobody_decides_on_their_own_application(session, client, sign_in):
    own = staff(CityRole.COORDINATOR, "helsinki")
    made = part(testbed(), author=own)
    sign_in(own)
    page = client.page(f"/en/desk/applications/{made.id}")
    assert "your own application" in page.text
    answer = client.post(part_url(made, "offer"), data=FIELDS["offer"])
    assert answer.status_code == 403
    assert session.get(ApplicationPart, made.id).status is PartStatus.SUBMITTED


@pytest.mark.parametrize("number", ["0", "999999999", "9" * 30])
def test_a_part_that_is_not_there(session, client, sign_in, number):
    sign_in(staff())
    assert client.get(f"/en/desk/applications/{number}").status_code == 404
    for name in PART_DEEDS:
        url = f"/en/desk/applications/{number}/{name}"
        assert client.post(url, data=FIELDS.get(name)).status_code == 404
