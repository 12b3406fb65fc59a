"""Calls on the pages of the desk and of everybody: times are those of the city's clocks."""

import datetime as dt

import pytest
import time_machine

from app import clock
from models.account import CityRole
from models.base import Translated
from models.call import Call
from tests.factories import application as make
from tests.factories.account import member, staff
from tests.factories.call import by_call, draft, published
from tests.factories.city import city
from tests.factories.form import filled
from tests.factories.testbed import testbed
from tests.page import read_page

DESK = "/en/desk/calls"
WINTER = dt.datetime(2027, 1, 4, 12, tzinfo=dt.UTC)


@pytest.fixture
def january():
    with time_machine.travel(WINTER, tick=False):
        yield


@pytest.fixture
def desk(client, sign_in):
    sign_in(staff(CityRole.COORDINATOR))
    return client


def sent(place, **values):
    return {
        "city": str(place.city_id), "title_fi": "Haku", "title_sv": "Utlysning",
        "text_fi": "Etsimme", "text_sv": "Vi söker", "opens_day": "2027-01-05",
        "opens_time": "9", "closes_day": "15.1.2027", "closes_time": "16.00", "scope": "chosen",
        "testbeds": [str(place.id)], **values,
    }  # fmt: skip


def public(place, lang="en"):
    return f"/{lang}/testbeds/{place.city.slug}/{place.slug}"


def test_a_call_is_written_published_and_read_by_everybody(january, session, desk):
    place = by_call()
    answer = desk.post(f"{DESK}/new", data=sent(place))
    assert answer.status_code == 303
    made = session.query(Call).one()
    assert made.opens_at == dt.datetime(2027, 1, 5, 7, tzinfo=dt.UTC)
    assert made.closes_at == dt.datetime(2027, 1, 15, 14, tzinfo=dt.UTC)
    desk.page(f"/en/calls/{made.id}", 404)
    assert "None has been announced yet" in desk.page(public(place)).text

    version = {"version": str(made.version)}
    assert desk.post(f"{DESK}/{made.id}/publish", data=version).status_code == 303
    assert "Opens for applications on 5 Jan 2027 at 9:00" in desk.page(public(place)).text
    assert "Haku avautuu" in desk.page(public(place, "fi")).text
    with time_machine.travel(made.opens_at, tick=False):
        words = "Open for applications until 15 Jan 2027 at 16:00"
        assert words in desk.page(public(place)).text
        assert words in desk.page(f"/en/calls/{made.id}").text
        assert words in desk.page("/en/calls").text
    with time_machine.travel(made.closes_at, tick=False):
        page = desk.page(public(place))
        assert "No new call has been announced yet" in page.text
        assert page.all("input", id="apply-start") == []
        assert "No call is open or announced just now" in desk.page("/en/calls").text


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"title_fi": "", "title_sv": ""}, "title_fi", "Give the call a title"),
        ({"opens_time": "noon"}, "opens_time", "Write the time"),
        ({"closes_day": "2027-01-05", "closes_time": "9"}, "closes_time", "close after it opens"),
        ({"opens_day": "2027-03-28", "opens_time": "3.30", "closes_day": "2027-05-01"},
         "opens_time", "Clocks go forward"),
        ({"closes_day": ""}, "closes_day", "Choose a day"),
        ({"testbeds": []}, "testbeds", "Choose at least one testbed"),
        ({"scope": ""}, "scope", "Choose one"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_the_field_and_kept(
    january, session, desk, changes, field, words
):
    answer = desk.post(f"{DESK}/new", data=sent(by_call(), **changes))
    assert answer.status_code == 422
    page = read_page(answer)
    assert words in page.text
    assert any(words in "".join(one.itertext()) for one in page.all("p", id=f"{field}-error"))
    kept = filled(page, "/calls/new")
    assert kept["text_fi"] == ["Etsimme"]
    assert kept["closes_time"] == (["9.00"] if "closes_time" in changes else ["16.00"])
    assert session.query(Call).count() == 0


def test_midnight_is_the_end_of_the_day_before(january, session, desk):
    place = by_call()
    desk.post(f"{DESK}/new", data=sent(place, closes_time="24"))
    made = session.query(Call).one()
    assert made.closes_at == dt.datetime(2027, 1, 15, 22, tzinfo=dt.UTC)
    assert "15 Jan 2027 at 24:00" in desk.page(f"{DESK}/{made.id}").text
    form = filled(desk.page(f"{DESK}/{made.id}/edit"), "/edit")
    assert (form["closes_day"], form["closes_time"]) == (["2027-01-15"], ["24.00"])
    assert desk.post(f"{DESK}/{made.id}/edit", data=form).status_code == 303
    assert made.closes_at == dt.datetime(2027, 1, 15, 22, tzinfo=dt.UTC)


def test_an_hour_that_comes_twice_counts_in_full(january, session, desk):
    place = by_call()
    twice = {"opens_day": "2027-10-31", "opens_time": "3.30",
             "closes_day": "2027-10-31", "closes_time": "3.30"}  # fmt: skip
    assert desk.post(f"{DESK}/new", data=sent(place, **twice)).status_code == 303
    made = session.query(Call).one()
    assert made.closes_at - made.opens_at == dt.timedelta(hours=1)


def test_a_call_with_applications_is_extended_on_its_page_but_not_shortened(session, desk):
    place = by_call()
    made = published(place, closes=100)
    make.sent(place, title="Lamps")
    page = desk.page(f"{DESK}/{made.id}")
    assert "1 application" in page.text
    assert not any((one.get("action") or "").endswith("/end") for one in page.all("form"))
    form = filled(desk.page(f"{DESK}/{made.id}/edit"), "/edit")
    until = made.closes_at
    today = clock.today().isoformat()
    answer = desk.post(f"{DESK}/{made.id}/edit", data={**form, "closes_day": today,
                                                      "closes_time": "23.59"})  # fmt: skip
    assert answer.status_code == 422
    assert "stays open until" in read_page(answer).text
    later = (clock.today() + dt.timedelta(days=30)).isoformat()
    answer = desk.post(f"{DESK}/{made.id}/edit", data={**form, "closes_day": later})
    assert answer.status_code == 303, read_page(answer).text
    assert made.closes_at > until


def test_the_queue_says_in_which_call_an_application_was_sent(session, desk):
    place, other = by_call(), testbed()
    made = published(place)
    make.sent(place, title="Lamps")
    make.sent(other, title="Benches")
    page = desk.page("/en/desk/applications")
    assert "Call: Call" in page.text
    page = desk.page(f"/en/desk/applications?call={made.id}")
    assert "Lamps" in page.text
    assert "Benches" not in page.text


def test_the_list_can_be_narrowed_to_what_is_open_now(session, client):
    always, opened, shut = testbed(), by_call(), by_call()
    published(opened)
    published(shut, opens=5, closes=6)
    names = client.page("/en/testbeds?open=now").text
    assert (always.name.en in names, opened.name.en in names, shut.name.en in names) == (
        True, True, False,
    )  # fmt: skip
    everything = client.page("/en/testbeds").text
    assert shut.name.en in everything


def test_one_may_begin_to_write_before_an_announced_call_opens(session, client, sign_in):
    place, silent = by_call(), by_call()
    published(place, opens=5, closes=6)
    sign_in(member())
    assert "You can write your application now" in client.page(public(place)).text
    assert "opens on" not in client.page(f"/en/my/applications/new?testbed={place.id}").text
    assert "No call is open" in client.page(f"/en/my/applications/new?testbed={silent.id}").text


PAGES = ("", "/{id}", "/{id}/edit", "/new")
SEEN = {
    "coordinator": (200, 200, 200, 200),
    "editor": (200, 200, 200, 200),
    "reviewer": (200, 200, 302, 403),
    "other city": (200, 404, 404, 200),
    "resident": (403, 403, 403, 403),
}


@pytest.mark.parametrize("who", sorted(SEEN))
def test_who_sees_the_desk_of_calls(session, client, sign_in, who):
    made = draft(by_call())
    people = {
        "coordinator": lambda: staff(CityRole.COORDINATOR),
        "editor": lambda: staff(CityRole.EDITOR),
        "reviewer": lambda: staff(CityRole.REVIEWER),
        "other city": lambda: staff(CityRole.COORDINATOR, "tampere"),
        "resident": member,
    }
    assert city().id == made.city_id
    sign_in(people[who]())
    got = tuple(client.get(DESK + path.format(id=made.id)).status_code for path in PAGES)
    assert got == SEEN[who]
    if who == "other city":
        assert "Call" not in "".join(
            "".join(row.itertext()) for row in client.page(DESK).all("tbody")
        )


def test_hostile_words_of_a_call_stay_words(session, client, desk):
    evil = "</script>${7*7}<b id=x>"
    made = published(by_call(), title=Translated(evil, evil, evil), text=Translated(evil, evil))
    for url in (f"/en/calls/{made.id}", "/en/calls", f"{DESK}/{made.id}", DESK):
        assert client.page(url).all("b", id="x") == []


def test_whoever_writes_early_reads_when_it_can_be_sent(session, client, sign_in):
    place = by_call()
    call = published(place, opens=0.1, closes=6)
    made = make.draft(place)
    sign_in(made.author)
    page = client.page(f"/en/my/applications/{made.id}/edit/check")
    assert "The call for this testbed opens on" in page.text
    with time_machine.travel(call.opens_at, tick=False):
        page = client.page(f"/en/my/applications/{made.id}/edit/check")
        assert "Nothing is missing" in page.text
