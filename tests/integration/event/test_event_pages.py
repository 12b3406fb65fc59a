"""Events as everybody reads them: what is coming, one event, and nothing of drafts."""

import datetime as dt
import json

import pytest
import time_machine

from app import clock
from models.account import CityRole
from models.base import Translated
from models.challenge_state import ChallengeStatus
from models.event import EventKind, EventStatus, EventTrack
from tests.factories.account import host, staff
from tests.factories.challenge import challenge
from tests.factories.event import event
from tests.factories.event import session as starting
from tests.factories.pilot import preparing, running
from tests.factories.testbed import draft, testbed
from tests.ical import events as read_events
from tests.integration.booking.test_statement_counts import statements

NOW = dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC)  # a Tuesday, noon in Finland
SECRET = "https://meet.koepaikka.example/salainen"


@pytest.fixture(autouse=True)
def december():
    with time_machine.travel(NOW, tick=False):
        yield


def programme(status=EventStatus.PUBLISHED, *sessions, **values):
    return event(status, *sessions, kind=EventKind.PROGRAMME, **values)


def test_what_is_coming_is_listed_by_day_in_wall_time(session, client):
    event(EventStatus.PUBLISHED, kind=EventKind.WORKSHOP)
    page = client.page("/en/events")
    assert "Thursday 3 December" in page.text
    assert "12:00–14:00" in page.text
    assert "torstaina 3. joulukuuta" in client.page("/fi/events").text
    assert "torsdag 3 december" in client.page("/sv/events").text


def test_a_list_is_filtered_and_turned_to_the_past(session, client):
    ours = event(title=Translated("Meillä"), themes=["energy"])
    theirs = event(slug="oulu", title=Translated("Teillä"), kind=EventKind.SEMINAR)
    before = event(EventStatus.PUBLISHED, starting(-50), title=Translated("Ennen"))
    every = client.page("/fi/events").text
    assert ours.title.fi in every
    assert theirs.title.fi in every
    assert before.title.fi not in every
    assert "Teillä" not in client.page("/fi/events?city=helsinki").text
    assert "Meillä" not in client.page("/fi/events?kind=seminar").text
    assert "Teillä" not in client.page("/fi/events?theme=energy").text
    past = client.page("/fi/events?when=past").text
    assert "Ennen" in past
    assert "Meillä" not in past
    assert client.page("/fi/events?city=nowhere&theme=x&kind=y&when=z").status == 200


@pytest.mark.parametrize("door", ["/fi/events/{slug}", "/fi/events/{slug}/sessions/{one}",
                                  "/fi/events/{slug}/mine?s={one}", "/feeds/events/{slug}.ics",
                                  "/feeds/events/{slug}/{one}.ics"])  # fmt: skip
def test_nobody_but_its_city_knows_of_a_draft(session, client, sign_in, door):
    made = programme(EventStatus.DRAFT)
    url = door.format(slug=made.slug, one=made.sessions[0].id)
    assert client.get(url).status_code == 404
    for stranger in (staff(CityRole.COORDINATOR, "oulu"), host(testbed())):
        sign_in(stranger)
        assert client.get(url).status_code == 404
    sign_in(staff(CityRole.EDITOR))
    assert client.get(url).status_code == (404 if url.startswith("/feeds") else 200)


@pytest.mark.parametrize("url", ["/fi/events", "/feeds/events.ics", "/feeds/events.atom"])
def test_lists_and_feeds_tell_nothing_of_a_draft(session, client, url):
    place, pilot = testbed(), running()
    made = event(EventStatus.DRAFT, testbed_id=place.id, title=Translated("Salaisuus"))
    made.pilots = [pilot]
    session.commit()
    for one in (url, f"/fi/testbeds/{place.city.slug}/{place.slug}", f"/fi/pilots/{pilot.slug}"):
        assert "Salaisuus" not in client.get(one).get_data(as_text=True)


def test_the_link_for_taking_part_is_in_no_public_answer(session, client):
    made = programme(online_url=SECRET)
    one = made.sessions[0].id
    for url in (
        f"/fi/events/{made.slug}", f"/fi/events/{made.slug}/sessions/{one}", "/fi/events",
        "/feeds/events.ics", "/feeds/events.atom", f"/feeds/events/{made.slug}.ics",
        f"/feeds/events/{made.slug}/{one}.ics", f"/fi/events/{made.slug}/mine?s={one}",
    ):  # fmt: skip
        assert "salainen" not in client.get(url).get_data(as_text=True), url
    words = client.page(f"/en/events/{made.slug}").text
    assert "and online" in words
    assert "Eastern European Standard Time, UTC+2" in words


def test_names_without_consent_are_in_no_public_answer(session, client):
    made = programme(
        EventStatus.PUBLISHED, starting(48, speakers="Aino Esimerkki", unnamed="Salla Salainen")
    )
    one = made.sessions[0].id
    for url in (f"/fi/events/{made.slug}", f"/fi/events/{made.slug}/sessions/{one}"):
        text = client.get(url).get_data(as_text=True)
        assert "Aino Esimerkki" in text
        assert "Salla" not in text


def test_a_programme_is_a_table_of_days_by_track_and_a_list(session, client):
    made = programme(
        EventStatus.PUBLISHED, starting(45, 1, title=Translated("Avajaiset")),
        starting(48, 2, title=Translated("Yksi")), starting(48, 1, title=Translated("Kaksi")),
        starting(49, 1, title=Translated("Kolme")),
    )  # fmt: skip
    first, second = (
        EventTrack(position=n, name=Translated(name)) for n, name in ((1, "Terveys"), (2, "Liike"))
    )
    made.tracks = [first, second]
    _common, one, two, three = made.sessions
    one.track, two.track, three.track = first, second, second
    session.commit()
    page = client.page(f"/fi/events/{made.slug}")
    assert page.words("th") == ["Terveys", "Liike"]
    spans = {cell.get("rowspan") for cell in page.all("td")}
    assert spans == {None, "2"}
    assert next(cell.get("colspan") for cell in page.all("td")) == "2"
    listed = client.page(f"/fi/events/{made.slug}?view=list")
    assert not listed.all("table")
    assert "Kolme" in listed.text


def test_ones_own_programme_is_kept_in_its_address_and_says_what_clashes(session, client):
    made = programme(
        EventStatus.PUBLISHED, starting(48, 2, title=Translated("Yksi")),
        starting(49, 1, title=Translated("Kaksi")), starting(50, 1, title=Translated("Kolme")),
    )  # fmt: skip
    one, two, three = (row.id for row in made.sessions)
    home = f"/en/events/{made.slug}/mine"
    both = client.page(f"{home}?s={one}&s={two}&s=999999&s=x")
    assert "You cannot be at both" in both.text
    assert "Kolme" not in both.text
    after = client.page(f"{home}?s={one}&s={three}")
    assert "You cannot be at both" not in after.text
    (link,) = [a.get("href") for a in after.all("a") if "/feeds/" in (a.get("href") or "")]
    assert set(read_events(client.get(link).get_data())) == {f"session-{one}", f"session-{three}"}
    assert "Nothing picked yet" in client.page(home).text


def test_a_cancelled_event_stays_and_says_why(session, client):
    made = event(EventStatus.CANCELLED, note=Translated("Sali on rikki", "Salen är trasig"))
    page = client.page(f"/fi/events/{made.slug}")
    assert "Sali on rikki" in page.text
    assert "EventCancelled" in str(structured(client, made))


def structured(client, made):
    page = client.page(f"/en/events/{made.slug}")
    (script,) = page.all("script", type="application/ld+json")
    return json.loads("".join(script.itertext()))


def test_search_engines_read_public_facts(session, client):
    hostile = Translated("</script><script>alert(1)</script>")
    made = programme(title=hostile, online_url=SECRET)
    found = structured(client, made)
    assert found["name"] == hostile.fi
    assert found["startDate"] == "2026-12-03T12:00:00+02:00"
    assert found["eventAttendanceMode"].endswith("MixedEventAttendanceMode")
    assert len(found["subEvent"]) == 1
    assert "salainen" not in json.dumps(found)


def test_pages_of_pilots_testbeds_and_challenges_show_their_events(session, client):
    place, pilot = testbed(), running()
    made = event(testbed_id=place.id, title=Translated("Kierros"))
    made.pilots = [pilot, hidden := preparing()]
    made.testbeds = [secret := draft()]
    made.challenges = [ask := challenge(), unread := challenge(ChallengeStatus.IN_REVIEW)]
    unread.title = Translated("Tulematon haaste")
    hidden.title = Translated("Piilossa")
    secret.name = Translated("Luonnospaikka")
    session.commit()
    assert "Kierros" in client.page(f"/fi/testbeds/helsinki/{place.slug}").text
    assert "Kierros" in client.page(f"/fi/pilots/{pilot.slug}").text
    assert "Kierros" in client.page(f"/fi/challenges/{ask.slug}").text
    page = client.page(f"/fi/events/{made.slug}").text
    assert pilot.title.fi in page
    assert ask.title.fi in page
    assert "Tulematon haaste" not in page
    assert "Piilossa" not in page
    assert "Luonnospaikka" not in page


def test_what_came_of_it_is_read_by_everybody(session, client):
    made = event(
        EventStatus.CLOSED, starting(-50), outcome=Translated("Kuultiin paljon."), came=23,
        ideas=Translated("Penkkejä\nVarjoa"), outcome_at=clock.now(),
    )  # fmt: skip
    page = client.page(f"/fi/events/{made.slug}")
    assert "Kuultiin paljon." in page.text
    assert "Penkkejä" in page.text
    assert "23" in page.text


def test_the_session_of_a_single_event_is_on_its_own_page(session, client):
    made = event()
    answer = client.get(f"/fi/events/{made.slug}/sessions/{made.sessions[0].id}")
    assert answer.status_code == 302
    assert client.get(f"/fi/events/{made.slug}/sessions/999999").status_code == 404


def test_a_long_list_asks_the_database_no_more_often_than_a_short_one(session, client):
    place = testbed()

    def asked():
        session.expire_all()
        with statements() as seen:
            client.get("/fi/events")
        return len(seen)

    event(testbed_id=place.id)
    few = asked()
    for _number in range(8):
        event(EventStatus.PUBLISHED, starting(30), starting(60), testbed_id=place.id)
    assert asked() <= few
