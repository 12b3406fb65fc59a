"""Challenges and events reach those they fit, against looking at every pair."""

import json
import math

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from app.services.subscription_place import this_testbed
from geodata.crs import from_wgs84
from models.base import Translated
from models.challenge import ChallengeStatus
from models.event import EventStatus
from models.subscription import Subscription, SubscriptionNews
from models.testbed import TestbedStatus
from models.testbed_kind import TestbedKind
from tests.factories import challenge as challenges
from tests.factories import event as events
from tests.factories import pilot as pilots
from tests.factories import subscription as follow
from tests.factories.testbed import testbed
from tests.integration.subscription.test_match import heard_by, match, matched

CITIES, THEMES, WORDS = ("helsinki", "oulu"), ("mobility", "energy", "food"), ("", "valo", "puu")
METRES_LAT, METRES_LON = 1 / 111_000, 1 / 55_600  # about one metre in degrees, near Helsinki
PLACES = ((0, 0, "street"), (2500, 0, "school"), (0, -2500, "park"))

offsets = st.integers(-3000, 3000)
circles = st.tuples(st.just("circle"), offsets, offsets, st.sampled_from((300, 1000, 2600)))
views = st.tuples(
    st.just("view"), st.sets(st.sampled_from(CITIES)), st.sets(st.sampled_from(THEMES)),
    st.sampled_from(WORDS), st.sets(st.sampled_from(("street", "park"))),
    st.sets(st.sampled_from(("yes", "unknown")), max_size=1),
)  # fmt: skip
testbeds = st.tuples(st.just("testbed"), st.integers(0, 2))
things = st.tuples(
    st.booleans(), st.sampled_from(CITIES), st.none() | st.tuples(offsets, offsets),
    st.sets(st.integers(0, 2)), st.none() | st.integers(0, 2),
    st.sets(st.sampled_from(THEMES)), st.sampled_from(WORDS),
)  # fmt: skip


def at(east, north):
    lon, lat = follow.HERE
    return round(lon + east * METRES_LON, 4), round(lat + north * METRES_LAT, 4)


def point(east, north):
    return json.dumps({"type": "Point", "coordinates": at(east, north)})


def metres(east, north):
    (found,) = from_wgs84([at(east, north)], 3067)
    return found


def make(one, places):
    """Return a challenge, or an event, and the points where everybody sees it."""
    is_event, city, own, offered, held, themes, word = one
    values = {
        "slug": city, "themes": sorted(themes), "title": Translated(f"Asia {word}"),
        "shape_json": point(*own) if own else None,
    }  # fmt: skip
    if not is_event:
        made = challenges.challenge(**values)
        made.testbeds = [places[number] for number in sorted(offered)]
        return made, [own] if own else [PLACES[number][:2] for number in offered]
    made = events.event(**values)
    made.testbed = None if held is None else places[held]
    made.testbeds = [places[number] for number in sorted(offered)]
    if held is not None:
        return made, [PLACES[held][:2]]
    return made, [own] if own else [PLACES[number][:2] for number in offered]


def fits(asked, one, spots):
    is_event, city, _own, offered, held, themes, word = one
    near = offered | ({held} if is_event and held is not None else set())
    if asked[0] == "circle":
        around = metres(asked[1], asked[2])
        return any(math.dist(metres(*spot), around) <= asked[3] for spot in spots)
    if asked[0] == "testbed":
        return asked[1] in near
    _kind, cities, wanted, text, kinds, personal = asked
    return (
        (not cities or city in cities)
        and (not wanted or bool(wanted & themes))
        and (not text or text == word)
        and (not kinds or bool(kinds & {PLACES[number][2] for number in near}))
        and not personal
    )


def what(asked, places):
    if asked[0] == "circle":
        return follow.place(*at(asked[1], asked[2]), radius_m=asked[3])
    if asked[0] == "testbed":
        return this_testbed(places[asked[1]], "Paikka")
    _kind, cities, themes, word, kinds, personal = asked
    words = {"q": [word] if word else []}
    return follow.view(city=cities, theme=themes, kind=kinds, personal_data=personal, **words)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.one_of(circles, views, testbeds), min_size=1, max_size=12),
    st.lists(things, min_size=1, max_size=6),
)
def test_every_match_is_one_that_looking_at_every_pair_finds(session, wanted, given_things):
    session.execute(delete(SubscriptionNews))
    session.execute(delete(Subscription))
    session.commit()
    places = [
        testbed(shape_json=point(east, north), kind=TestbedKind(kind))
        for east, north, kind in PLACES
    ]
    made = [(one, *make(one, places)) for one in given_things]
    session.commit()
    asked = [(one, follow.followed(what(one, places))) for one in wanted]
    happened = {follow.happened(thing): (one, spots) for one, thing, spots in made}
    match(list(happened))
    assert matched() == {
        (sub.id, event)
        for one, sub in asked
        for event, (thing, spots) in happened.items()
        if fits(one, thing, spots)
    }


def test_pilots_challenges_and_events_of_one_batch_are_told_apart(session):
    """Their ids may be the same numbers."""
    pilot, challenge, event = pilots.running(), challenges.challenge(), events.event()
    assert heard_by(follow.pilot(pilot), pilot, challenge, event) == [pilot]
    assert heard_by(follow.view(city=["helsinki"]), pilot, challenge, event) == [
        pilot, challenge, event,
    ]  # fmt: skip


def test_what_is_not_public_is_matched_with_nobody(session):
    hidden = challenges.challenge(ChallengeStatus.IN_REVIEW)
    draft, off = events.event(EventStatus.DRAFT), events.event(EventStatus.CANCELLED)
    assert heard_by(follow.view(), hidden, draft, off) == []


def test_a_testbed_that_is_a_draft_places_nothing(session):
    secret = testbed(status=TestbedStatus.DRAFT, shape_json=point(0, 0))
    challenge, event = challenges.challenge(), events.event(shape_json=point(9000, 0))
    challenge.testbeds, event.testbed = [secret], secret
    session.commit()
    assert heard_by(follow.place(*at(0, 0), radius_m=1000), challenge, event) == []
    assert heard_by(this_testbed(secret, "Paikka"), challenge, event) == []
