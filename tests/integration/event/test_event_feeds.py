"""Events to take along: calendar files that strict readers read, and news of a filter."""

import datetime as dt
import xml.etree.ElementTree as ET

import pytest
import time_machine

from models.base import Translated
from models.event import EventKind, EventStatus
from tests.factories.event import event
from tests.factories.event import session as starting
from tests.ical import events, read, times

NOW = dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC)
ODD = "Valo, ääni; ja\nhaju \\ 🚲🇫🇮 " + "ä" * 90
HOUR = dt.timedelta(hours=1)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def december():
    with time_machine.travel(NOW, tick=False):
        yield


def fetched(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    assert answer.mimetype == "text/calendar"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    return answer.get_data()


def programme(*sessions, **values):
    return event(EventStatus.PUBLISHED, *sessions, kind=EventKind.PROGRAMME, **values)


def test_one_event_is_one_entry_in_wall_time(session, client):
    made = event(title=Translated(ODD), summary=Translated(ODD), address=ODD)
    body = fetched(client, f"/feeds/events/{made.slug}.ics?lang=fi")
    (one,) = events(body).values()
    uid = f"session-{made.sessions[0].id}"
    assert times(body, uid)[0].isoformat() == "2026-12-03T12:00:00+02:00"
    assert one["DTEND"].dt - one["DTSTART"].dt == dt.timedelta(hours=2)
    assert one["URL"].endswith(f"/fi/events/{made.slug}")
    assert one["STATUS"] == "CONFIRMED"


def test_an_event_across_the_end_of_summer_time_lasts_as_long_as_it_lasts(session, client):
    start = dt.datetime(2027, 10, 31, 0, 15, tzinfo=dt.UTC)  # 3.15 for the first time
    made = event(EventStatus.PUBLISHED, starting(48, starts_at=start, ends_at=start + 2 * HOUR))
    (one,) = events(fetched(client, f"/feeds/events/{made.slug}.ics")).values()
    assert one["DTSTART"].dt.astimezone(dt.UTC) == start
    assert one["DTEND"].dt.astimezone(dt.UTC) == start + 2 * HOUR
    again = start + HOUR  # 3.15 for the second time
    made.sessions[0].starts_at = again
    session.commit()
    (one,) = events(fetched(client, f"/feeds/events/{made.slug}.ics")).values()
    assert one["DTSTART"].dt.astimezone(dt.UTC) == again


def test_a_programme_is_one_entry_in_a_list_and_twenty_in_its_own_file(session, client):
    made = programme(*(starting(48 + n) for n in range(20)))
    other = event(slug="oulu")
    whole = events(fetched(client, "/feeds/events.ics"))
    assert set(whole) == {f"event-{made.id}", f"session-{other.sessions[0].id}"}
    assert set(events(fetched(client, "/feeds/events.ics?city=oulu"))) == {
        f"session-{other.sessions[0].id}"
    }
    assert len(events(fetched(client, f"/feeds/events/{made.slug}.ics"))) == 20
    one = made.sessions[3].id
    assert set(events(fetched(client, f"/feeds/events/{made.slug}/{one}.ics"))) == {
        f"session-{one}"
    }


def test_what_is_cancelled_says_so_and_frees_the_calendar(session, client):
    made = programme(starting(48), starting(60, cancelled_at=NOW))
    live, off = made.sessions
    found = events(fetched(client, f"/feeds/events/{made.slug}.ics"))
    assert found[f"session-{live.id}"]["STATUS"] == "CONFIRMED"
    assert found[f"session-{off.id}"]["STATUS"] == "CANCELLED"
    made.status, made.note = EventStatus.CANCELLED, Translated("Sairaus")
    session.commit()
    found = events(fetched(client, f"/feeds/events/{made.slug}.ics"))
    assert {str(one["STATUS"]) for one in found.values()} == {"CANCELLED"}
    assert {str(one["TRANSP"]) for one in found.values()} == {"TRANSPARENT"}


def test_a_change_raises_the_number_of_the_entry(session, client):
    made = event()
    uid = f"session-{made.sessions[0].id}"
    before = events(fetched(client, f"/feeds/events/{made.slug}.ics"))[uid]["SEQUENCE"]
    made.version += 1
    session.commit()
    assert events(fetched(client, f"/feeds/events/{made.slug}.ics"))[uid]["SEQUENCE"] > before


def test_the_same_facts_give_the_same_bytes_and_are_not_sent_twice(session, client):
    made = programme(starting(48), starting(60))
    url = f"/feeds/events/{made.slug}.ics"
    first = client.get(url)
    assert client.get(url).get_data() == first.get_data()
    again = client.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_news_tell_what_is_published_and_cancelled(session, client):
    made = event(title=Translated(ODD))
    off = event(EventStatus.CANCELLED, title=Translated("Peruttu kävely"),
                note=Translated("Sairaus & lumi"))  # fmt: skip
    event(EventStatus.DRAFT, title=Translated("Salaisuus"))
    answer = client.get("/feeds/events.atom?lang=fi")
    assert answer.mimetype == "application/atom+xml"
    feed = ET.fromstring(answer.get_data())  # noqa: S314 - what we wrote ourselves
    titles = {one.findtext(f"{ATOM}title") for one in feed.iter(f"{ATOM}entry")}
    assert titles == {ODD, "Peruttu: Peruttu kävely"}
    links = {one.find(f"{ATOM}link").get("href") for one in feed.iter(f"{ATOM}entry")}
    assert links == {f"http://localhost/fi/events/{one.slug}" for one in (made, off)}


def test_an_empty_list_is_a_calendar_too(session, client):
    assert read(fetched(client, "/feeds/events.ics?city=turku")) is not None
    assert client.get("/feeds/events/ei-ole.ics").status_code == 404
