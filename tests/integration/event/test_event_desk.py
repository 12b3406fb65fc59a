"""Events at the desk: written, published, changed, copied, cancelled, and told of afterwards."""

import datetime as dt
import io

import pytest
import time_machine

from models.account import CityRole
from models.base import Translated
from models.event import Event, EventKind, EventStatus
from models.wall_time import local_time
from tests.factories.account import staff
from tests.factories.challenge import challenge
from tests.factories.city import city
from tests.factories.event import event
from tests.factories.event import session as starting
from tests.factories.form import filled
from tests.factories.picture import photo
from tests.factories.pilot import running
from tests.factories.testbed import testbed
from tests.page import read_page

DESK = "/en/desk/events"
NOW = dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def december():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(client, sign_in):
    sign_in(staff(CityRole.COORDINATOR))
    return client


def sent(**values):
    return {
        "city": str(city("helsinki").id), "kind": "workshop", "title_fi": "Työpaja",
        "title_sv": "Verkstad", "summary_fi": "Lyhyesti", "summary_sv": "Kort",
        "day": "3.12.2026", "starts": "13.00", "ends": "15", "where": "elsewhere",
        "address": "Esimerkkikatu 1", "shape": "point", "languages": ["fi"], "capacity": "20",
        **values,
    }  # fmt: skip


def posted(client, url, data, status):
    """Send a form and return the page that answers, which keeps the rules of every page."""
    answer = client.post(url, data=data)
    assert answer.status_code == status, (answer.status_code, answer.location)
    return read_page(answer)


def test_an_event_is_written_published_and_read_by_everybody(session, desk):
    place, about, ask = testbed(), running(), challenge()
    answer = desk.post(f"{DESK}/new", data=sent(
        where="testbed", testbed=str(place.id), pilots=[str(about.id)],
        challenges=[str(ask.id)], testbeds=[str(place.id)], themes=["energy"],
    ))  # fmt: skip
    assert answer.status_code == 303
    made = session.query(Event).one()
    assert (made.starts_at, made.ends_at) == (
        dt.datetime(2026, 12, 3, 11, tzinfo=dt.UTC), dt.datetime(2026, 12, 3, 13, tzinfo=dt.UTC)
    )  # fmt: skip
    assert (made.testbed_id, made.address) == (place.id, "")
    assert (made.pilots, made.challenges, made.testbeds) == ([about], [ask], [place])
    assert made.sessions[0].capacity == 20
    made.challenges = []
    session.commit()
    assert f"/en/events/{made.slug}" not in desk.get("/en/events").get_data(as_text=True)

    page = desk.page(f"{DESK}/{made.id}")
    assert desk.post(f"{DESK}/{made.id}/publish", data=filled(page, "publish")).status_code == 303
    assert "Thursday 3 December, 13:00–15:00" in desk.page(f"/en/events/{made.slug}").text
    assert f"/en/events/{made.slug}" in desk.get("/en/events").get_data(as_text=True)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"title_fi": "", "title_sv": ""}, "title_fi", "Give the event a title"),
        ({"day": ""}, "day", "Choose a day"),
        ({"starts": "noon"}, "starts", "Write the time"),
        ({"ends": "13"}, "ends", "later than the start"),
        ({"day": "28.3.2027", "starts": "3.30", "ends": "5"}, "starts", "Clocks go forward"),
        ({"day": "28.3.2027", "starts": "2", "ends": "3.30"}, "ends", "Clocks go forward"),
        ({"where": "testbed"}, "testbed", "Choose the testbed"),
        ({"where": "testbed", "testbed": "999999"}, "testbed", "Choose one of these"),
        ({"online_url": "no address"}, "online_url", "Check the web address"),
        ({"coordinates": "here"}, "coordinates", ""),
        ({"capacity": "0"}, "capacity", ""),
        ({"kind": ""}, "kind", "Choose one"),
    ],
)
def test_what_cannot_be_is_said_at_the_field_and_kept(session, desk, changes, field, words):
    page = posted(desk, f"{DESK}/new", sent(**changes), 422)
    (error,) = [one for one in page.all("p") if (one.get("id") or "").startswith(f"{field}-error")]
    assert words in "".join(error.itertext())
    assert "Esimerkkikatu 1" in str(filled(page))
    assert session.query(Event).count() == 0


def test_the_hour_that_comes_twice_counts_in_full(session, desk):
    desk.post(f"{DESK}/new", data=sent(day="31.10.2027", starts="3.30", ends="3.45"))
    made = session.query(Event).one()
    assert made.ends_at - made.starts_at == dt.timedelta(minutes=75)
    ends = local_time(made.ends_at, "Europe/Helsinki")
    assert ends == (dt.date(2027, 10, 31), dt.time(3, 45))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"title": Translated("Vain suomeksi")}, "in its languages"),
        ({"address": ""}, "Say where it is"),
        ({"languages": []}, "which languages are spoken"),
    ],
)
def test_what_is_not_ready_is_not_published(session, desk, values, words):
    made = event(EventStatus.DRAFT, **values)
    desk.post(f"{DESK}/{made.id}/publish", data={"version": "1"})
    assert words in desk.page(f"{DESK}/{made.id}").text
    assert made.status is EventStatus.DRAFT


def test_an_event_of_the_past_is_not_published(session, desk):
    made = event(EventStatus.DRAFT, starting(-9))
    desk.post(f"{DESK}/{made.id}/publish", data={"version": "1"})
    assert "This time has passed" in desk.page(f"{DESK}/{made.id}").text


def test_cancelling_needs_a_reason_in_the_languages_of_the_city(session, desk):
    made = event()
    bad = posted(desk, f"{DESK}/{made.id}/cancel", {"version": "1", "reason_fi": "Sairaus"}, 422)
    assert "People want to know why" in bad.text
    assert "Sairaus" in str(filled(bad, "cancel"))
    data = {"version": "1", "reason_fi": "Sairaus", "reason_sv": "Sjukdom"}
    assert desk.post(f"{DESK}/{made.id}/cancel", data=data).status_code == 303
    assert "Sairaus" in desk.page(f"/fi/events/{made.slug}").text
    again = posted(desk, f"{DESK}/{made.id}/cancel", data, 409)
    assert "Somebody else changed this" in again.text


def test_two_windows_do_not_write_over_each_other(session, desk):
    made = event(EventStatus.DRAFT)
    form = filled(desk.page(f"{DESK}/{made.id}/edit"))
    assert desk.post(f"{DESK}/{made.id}/edit", data=form | {"address": "A"}).status_code == 303
    late = posted(desk, f"{DESK}/{made.id}/edit", form | {"address": "B"}, 422)
    assert "Somebody else changed this" in late.text
    assert "B" in filled(late)["address"]
    session.refresh(made)
    assert made.address == "A"


def test_a_copy_begins_on_its_day_without_names(session, desk):
    made = event(EventStatus.PUBLISHED, starting(48, speakers="Aino Esimerkki", unnamed="Onni"))
    made.pilots = [running()]
    session.commit()
    data = {"day": "2027-06-10"}  # summer time: the time on the wall stays
    answer = desk.post(f"{DESK}/{made.id}/copy", data=data)
    copied = session.query(Event).filter(Event.id != made.id).one()
    assert answer.location.endswith(f"/{copied.id}")
    assert copied.status is EventStatus.DRAFT
    assert copied.slug != made.slug
    assert local_time(copied.starts_at, "Europe/Helsinki") == (
        dt.date(2027, 6, 10), local_time(made.starts_at, "Europe/Helsinki")[1]
    )  # fmt: skip
    assert (copied.sessions[0].speakers, copied.sessions[0].unnamed) == ("", "")
    assert copied.pilots == made.pilots
    assert copied.sessions[0].taken == 0


def test_what_came_of_it_is_told_only_afterwards_and_can_be_mended(session, desk):
    coming, held = event(), event(EventStatus.PUBLISHED, starting(-9))
    told = {"version": "1", "came": "19", "outcome_fi": "Hyvä", "outcome_sv": "Bra"}
    early = posted(desk, f"{DESK}/{coming.id}/outcome", told, 409)
    assert "has not ended yet" in early.text
    lacking = posted(desk, f"{DESK}/{held.id}/outcome", told | {"outcome_sv": ""}, 422)
    assert "in its languages" in lacking.text
    assert desk.post(f"{DESK}/{held.id}/outcome", data=told).status_code == 303
    assert "19 people came" in desk.page(f"/en/events/{held.slug}").text
    again = told | {"version": str(held.version), "came": "20"}
    assert desk.post(f"{DESK}/{held.id}/outcome", data=again).status_code == 303
    assert held.came == 20


def test_a_picture_is_described_shown_and_taken_off(session, desk, client, sign_in):
    made = event(EventStatus.DRAFT)
    url = f"{DESK}/{made.id}/picture"
    file = (io.BytesIO(photo()), "kuva.jpg")
    bad = desk.post(url, data={"upload": file, "alt_fi": "Kuva"})
    assert bad.status_code == 422
    file = (io.BytesIO(photo()), "kuva.jpg")
    data = {"upload": file, "alt_fi": "Kuva", "alt_sv": "Bild"}
    assert desk.post(url, data=data).status_code == 303
    address = f"/files/pictures/{made.picture_digest}-480.webp"
    assert desk.get(address).status_code == 200
    sign_in(staff(CityRole.COORDINATOR, "oulu"))
    assert client.get(address).status_code == 404, "a draft's picture is for its staff"
    made.status = EventStatus.PUBLISHED
    session.commit()
    assert client.get(address).status_code == 200
    assert "Kuva" in client.get(f"/fi/events/{made.slug}").get_data(as_text=True)
    sign_in(staff(CityRole.COORDINATOR))
    assert desk.post(url, data={"taken_off": "y"}).status_code == 303
    assert client.get(address).status_code == 404


def test_a_single_event_becomes_a_programme_and_back_while_it_has_one_session(session, desk):
    desk.post(f"{DESK}/new", data=sent())
    made = session.query(Event).one()
    url = f"{DESK}/{made.id}/edit"
    form = filled(desk.page(url)) | {"kind": "programme"}
    assert desk.post(url, data=form).status_code == 303
    assert made.kind is EventKind.PROGRAMME
    assert made.sessions[0].title.fi == "Työpaja"
    made.sessions.append(starting(60))
    session.commit()
    form = filled(desk.page(url)) | sent(version=str(made.version))
    page = posted(desk, url, form, 422)
    assert "so it stays a programme" in page.text


def test_editors_write_but_do_not_publish(session, client, sign_in):
    made = event(EventStatus.DRAFT)
    sign_in(staff(CityRole.EDITOR))
    assert not client.page(f"{DESK}/{made.id}").all("form", action=f"{DESK}/{made.id}/publish")
    assert client.post(f"{DESK}/{made.id}/publish", data={"version": "1"}).status_code == 403
    form = filled(client.page(f"{DESK}/{made.id}/edit"))
    assert client.post(f"{DESK}/{made.id}/edit", data=form).status_code == 303
    assert client.post(f"{DESK}/{made.id}/discard").status_code == 303
    assert session.query(Event).count() == 0
