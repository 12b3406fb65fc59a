"""Feeds of experiments: strict, steady, cheap to ask again, and secret where they are one's own."""

import datetime as dt
import re
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

from app.services import pilot_update
from app.services import subscription as service
from app.services.pilot_update import Post
from app.services.subscription_news import hear_all
from models.base import Translated
from tests import ical
from tests.factories import pilot as pilots
from tests.factories import pilot_step
from tests.factories import subscription as follow

ATOM = "{http://www.w3.org/2005/Atom}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
ONCE = ("id", "title", "updated")


def read(answer):
    """Parse an Atom feed as strictly as RFC 4287 says, and return its entries by id."""
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(answer.get_data())  # noqa: S314 - what we wrote ourselves
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    for element in (root, *entries):
        for name in ONCE:
            (one,) = element.findall(f"{ATOM}{name}")
            assert one.text.strip()
        assert urlsplit(element.findtext(f"{ATOM}id")).scheme in {"tag", "http"}
        assert RFC3339.fullmatch(element.findtext(f"{ATOM}updated"))
        alternate = [one for one in element.findall(f"{ATOM}link") if one.get("rel") == "alternate"]
        assert len(alternate) == 1
        assert alternate[0].get("href").startswith("http://localhost/")
    assert root.find(f"{ATOM}author/{ATOM}name").text, "or each entry needs one"
    (own,) = [one for one in root.findall(f"{ATOM}link") if one.get("rel") == "self"]
    assert own.get("href").startswith("http://localhost/feeds/")
    found = {one.findtext(f"{ATOM}id"): one for one in entries}
    assert len(found) == len(entries), "ids are unique"
    times = [one.findtext(f"{ATOM}updated") for one in entries]
    assert times == sorted(times, reverse=True)
    assert root.findtext(f"{ATOM}updated") == (times[0] if times else "2026-01-01T00:00:00+00:00")
    return found


def titles(found):
    return {one.findtext(f"{ATOM}title") for one in found.values()}


def test_the_feed_of_a_filter_tells_experiments_and_what_happened(client, session):
    made = pilot_step.running()
    other = pilots.ready(at="oulu")
    pilots.preparing()
    who = pilot_step.runner(made)
    post = Post(Translated("Uutinen <b>&"), Translated("Lamput & <script>alert(1)</script>"))
    pilot_update.publish(who, made.id, post)
    hear_all()
    first = read(client.get("/feeds/experiments.atom"))
    assert titles(first) == {"Valot", other.title.fi, "On alkanut: Valot", "Valot: Uutinen <b>&"}
    news = next(one for one in first.values() if "Uutinen" in one.findtext(f"{ATOM}title"))
    assert "&lt;script&gt;" in news.findtext(f"{ATOM}summary"), "a summary is HTML, this was text"
    again = read(client.get("/feeds/experiments.atom?lang=sv"))
    assert set(again) == set(first), "the same things have the same ids"
    assert "Har börjat: Ljus" in titles(again)
    assert titles(read(client.get("/feeds/experiments.atom?city=oulu"))) == {other.title.fi}
    assert titles(read(client.get("/feeds/experiments.atom?state=soon"))) == {other.title.fi}
    assert titles(read(client.get("/feeds/experiments.atom?city=oulu&theme=food"))) == set()


def test_a_post_that_is_edited_is_the_same_entry_and_a_removed_one_is_gone(client, session):
    made = pilot_step.running()
    who = pilot_step.runner(made)
    post = Post(Translated("Ensin"), Translated("Teksti"))
    update = pilot_update.publish(who, made.id, post)
    hear_all()
    before = read(client.get("/feeds/experiments.atom"))
    post = Post(Translated("Sitten"), Translated("Teksti"))
    pilot_update.edit(who, made.id, update, 1, post)
    after = read(client.get("/feeds/experiments.atom"))
    assert set(after) == set(before)
    assert "Valot: Sitten" in titles(after)
    pilot_update.remove(who, made.id, update, "Wrong")
    assert len(read(client.get("/feeds/experiments.atom"))) == len(before) - 1


@pytest.mark.parametrize("ending", ["atom", "ics"])
def test_what_has_not_changed_is_not_sent_again(client, session, ending):
    made = pilots.running()
    answer = client.get(f"/feeds/experiments.{ending}")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    tag = {"If-None-Match": answer.headers["ETag"]}
    same = client.get(f"/feeds/experiments.{ending}", headers=tag)
    assert (same.status_code, same.get_data()) == (304, b"")
    made.title = Translated("Toinen")
    made.updated_at += dt.timedelta(minutes=1)
    session.commit()
    assert client.get(f"/feeds/experiments.{ending}", headers=tag).status_code == 200


def test_the_calendar_has_the_days_of_what_the_filter_shows(client, session):
    made, other = pilots.running(), pilots.ended(at="oulu")
    answer = client.get("/feeds/experiments.ics?lang=en&city=helsinki")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    (one,) = ical.events(answer.get_data()).values()
    assert str(one["SUMMARY"]) == made.title.en
    assert client.get("/feeds/experiments.ics?lang=xx").status_code == 200
    assert len(ical.events(client.get("/feeds/experiments.ics").get_data())) == 2
    assert other.title.fi in client.get("/feeds/experiments.ics").get_data(as_text=True)


def test_a_subscription_has_feeds_of_its_own_until_it_ends(client, session):
    near, far = pilots.running(), pilots.running(at="oulu")
    here = follow.place(near.city.centre_lon, near.city.centre_lat)
    oulu = follow.view(city=["oulu"])
    for what, name in ((follow.pilot(near), near), (here, near), (oulu, far)):
        one = follow.followed(what, language="en")
        atom, calendar = (f"/feeds/follow/{one.feed_token}.{end}" for end in ("atom", "ics"))
        answer = client.get(atom)
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert titles(read(answer)) == {name.title.en}
        assert len(ical.events(client.get(calendar).get_data())) == 1
        here = f"/en/reader/{one.reader.token}"
        assert atom in client.page(here).text
        client.post(f"{here}/follow/{one.id}/feed")
        session.expire_all()
        assert client.get(atom).status_code == 404, "renewed"
        fresh = f"/feeds/follow/{one.feed_token}.atom"
        assert client.get(fresh).status_code == 200
        service.stop(one.stop_token)
        assert client.get(fresh).status_code == 404, "ended"


@pytest.mark.parametrize("token", ["a", "a" * 43, "å" * 43])
def test_a_guessed_feed_is_none_and_an_unconfirmed_one_tells_nothing(client, session, token):
    one = follow.asked(follow.pilot(pilots.running()))
    for known in (token, one.feed_token, one.stop_token):
        assert client.get(f"/feeds/follow/{known}.atom").status_code == 404
        assert client.get(f"/feeds/follow/{known}.ics").status_code == 404
