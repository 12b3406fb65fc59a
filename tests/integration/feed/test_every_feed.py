"""Every address of a feed, each once, read by strict readers: RFC 4287 and RFC 5545."""

import pytest

from app.database import db
from app.queries.feed import digest
from app.services import feed
from app.services.feed import Whose
from models.base import Translated
from models.feed import FeedKind
from models.testbed import TestbedStatus
from tests import atom, ical
from tests.factories import pilot as pilots
from tests.factories import subscription as follow
from tests.factories.account import acting, member
from tests.factories.application import offered
from tests.factories.event import event
from tests.factories.testbed import testbed

ODD = Translated('Äänet & <valot> "]]>" 🚲', "Ljud; ljus, \\n", "Sound & <light>")


@pytest.fixture
def addresses(session):
    """Leave something in every feed; return an address of each, by its rule."""
    place = testbed()
    place.name = ODD
    running = pilots.running()
    running.title = running.plain = ODD
    gathering = event()
    owner = member()
    offered(place, author=owner, title=str(ODD.fi))
    feed.renew(acting(owner), Whose(FeedKind.PERSON), digest("k" * 43))
    one = follow.followed(follow.pilot(running))
    db.session.commit()
    gone = testbed()
    gone.status = TestbedStatus.RETIRED
    db.session.commit()
    return {
        "/feeds/experiments.atom": "/feeds/experiments.atom",
        "/feeds/experiments.ics": "/feeds/experiments.ics?lang=sv",
        "/feeds/follow/<token>.atom": f"/feeds/follow/{one.feed_token}.atom",
        "/feeds/follow/<token>.ics": f"/feeds/follow/{one.feed_token}.ics",
        "/feeds/testbeds/<city>/<slug>.ics": f"/feeds/testbeds/{place.city.slug}/{place.slug}.ics",
        "/feeds/<token>.ics": f"/feeds/{'k' * 43}.ics",
        "/feeds/changes.atom": "/feeds/changes.atom?lang=sv",
        "/feeds/events.atom": "/feeds/events.atom",
        "/feeds/events.ics": "/feeds/events.ics",
        "/feeds/events/<slug>.ics": f"/feeds/events/{gathering.slug}.ics",
        "/feeds/events/<slug>/<int:session_id>.ics": (
            f"/feeds/events/{gathering.slug}/{gathering.sessions[0].id}.ics"
        ),
    }


def test_every_feed_is_valid(app, client, addresses):
    rules = {one.rule for one in app.url_map.iter_rules() if one.rule.startswith("/feeds/")}
    assert rules == set(addresses)
    for address in addresses.values():
        answer = client.get(address)
        assert answer.status_code == 200, address
        body = answer.get_data()
        if answer.mimetype == "application/atom+xml":
            assert atom.entries(body), address
        else:
            assert answer.mimetype == "text/calendar"
            ical.read(body)


def test_the_reader_of_feeds_is_strict(client, addresses):
    """Each of these breaks one rule of RFC 4287, and is noticed."""
    body = client.get(addresses["/feeds/changes.atom"]).get_data().decode()
    first = body.index("<entry")
    for good, bad in (
        ("<updated>", "<updated>yesterday "),
        ("<name>Koepaikka</name>", ""),
        ('rel="self"', 'rel="via"'),
        ("<id>tag:", "<id>"),
        ("term=", "label="),
        ("</entry>", "<title>Two</title></entry>"),
    ):
        assert good in body
        with pytest.raises(AssertionError):
            atom.read(body.replace(good, bad).encode())
    with pytest.raises(AssertionError):
        atom.read((body[:first] + body[first:].replace("<id>", "<id>x", 1)).encode())
