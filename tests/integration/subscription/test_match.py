"""Who is to be told of what: each match is right, against looking at every pair."""

import json
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from app.database import db, use_case
from app.queries.search import matching_ids
from app.services import subscription_news
from app.services.subscription_place import this_testbed, within
from geodata.crs import from_wgs84
from models.base import Translated
from models.pilot_event import PilotEvent
from models.subscription import Subscription, SubscriptionNews
from tests.factories import pilot as pilots
from tests.factories import subscription as follow
from tests.factories.testbed import testbed

CITIES, THEMES, WORDS = ("helsinki", "oulu"), ("mobility", "energy", "food"), ("", "valo", "puu")
METRES_LAT, METRES_LON = 1 / 111_000, 1 / 55_600  # about one metre in degrees, near Helsinki


@use_case
def match(ids):
    subscription_news.match(
        db.session.scalars(select(PilotEvent).where(PilotEvent.id.in_(ids))).all()
    )


def matched():
    rows = db.session.execute(select(SubscriptionNews.subscription_id, SubscriptionNews.event_id))
    return {tuple(row) for row in rows}


def heard_by(what, *made):
    """Return which of some pilots a reader hears of who follows this."""
    one = follow.followed(what)
    events = {follow.happened(pilot): pilot for pilot in made}
    match(list(events))
    return [events[event] for sub, event in sorted(matched()) if sub == one.id]


def metres(lon, lat):
    (found,) = from_wgs84([(lon, lat)], 3067)
    return found


# One of everything that can be followed, and what can be told of pilots.
offsets = st.integers(-3000, 3000)
circles = st.tuples(st.just("circle"), offsets, offsets, st.sampled_from((300, 1000, 2000)))
squares = st.tuples(st.just("square"), offsets, offsets, st.integers(100, 2000))
views = st.tuples(
    st.just("view"), st.sets(st.sampled_from(CITIES)), st.sets(st.sampled_from(THEMES)),
    st.sampled_from(WORDS), st.sets(st.sampled_from(("yes", "no", "unknown"))),
)  # fmt: skip
named = st.tuples(st.sampled_from(("pilot", "testbed")), st.integers(0, 3))
tried = st.tuples(
    st.sampled_from(CITIES), offsets, offsets, st.sets(st.sampled_from(THEMES), min_size=1),
    st.sampled_from(WORDS), st.sampled_from((True, False, None)), st.booleans(),
)  # fmt: skip


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.one_of(circles, squares, views, named), min_size=1, max_size=12),
    st.lists(tried, min_size=1, max_size=6),
)
def test_every_match_is_one_that_looking_at_every_pair_finds(session, wanted, given_pilots):
    session.execute(delete(SubscriptionNews))
    session.execute(delete(Subscription))
    session.commit()
    places = [testbed(), testbed()]
    made = [_pilot(one, places) for one in given_pilots]
    events = {follow.happened(one): one for one in made}
    asked = [(one, follow.followed(_what(one, made, places))) for one in wanted]
    for event in session.scalars(select(PilotEvent).where(PilotEvent.id.in_(events))):
        event.at = max(sub.confirmed_at for _one, sub in asked)
    session.commit()
    match(list(events))
    expected = {
        (sub.id, event)
        for one, sub in asked
        for event, pilot in events.items()
        if _fits(one, pilot, made, places)
    }
    assert matched() == expected


def _pilot(one, places):
    city, east, north, themes, word, personal, at_place = one
    lon, lat = _at(east, north)
    given = {"testbed": places[0]} if at_place and city == "helsinki" else {"at": city}
    return pilots.running(
        **given, position=(lon, lat), themes=sorted(themes), personal_data=personal,
        title=Translated(f"Kokeilu {word}"),
    )  # fmt: skip


def _at(east, north):
    lon, lat = follow.HERE
    return round(lon + east * METRES_LON, 4), round(lat + north * METRES_LAT, 4)


def _what(one, made, places):
    if one[0] == "circle":
        return follow.place(*_at(one[1], one[2]), radius_m=one[3])
    if one[0] == "square":
        return within(_square(one), "Alue")
    if one[0] == "view":
        words = {"q": [one[3]] if one[3] else []}
        return follow.view(city=one[1], theme=one[2], personal_data=one[4], **words)
    if one[0] == "pilot":
        return follow.pilot(made[one[1] % len(made)])
    return this_testbed(places[one[1] % 2], "Paikka")


def _corners(one):
    (west, south), (east, north) = _at(one[1], one[2]), _at(one[1] + one[3], one[2] + one[3])
    return west, south, east, north


def _square(one):
    west, south, east, north = _corners(one)
    return f"{south}, {west}\n{south}, {east}\n{north}, {east}\n{north}, {west}"


def _fits(one, pilot, made, places):
    lon, lat = json.loads(pilot.shape_json)["coordinates"]
    if one[0] == "circle":
        return math.dist(metres(lon, lat), metres(*_at(one[1], one[2]))) <= one[3]
    if one[0] == "square":
        return _is_inside(metres(lon, lat), _corners(one))
    if one[0] == "pilot":
        return pilot is made[one[1] % len(made)]
    if one[0] == "testbed":
        return pilot.testbed_id == places[one[1] % 2].id
    _kind, cities, themes, word, personal = one
    return (
        (not cities or pilot.city.slug in cities)
        and (not themes or bool(themes & set(pilot.themes)))
        and (not word or pilot.id in matching_ids("pilot", word))
        and (not personal or {True: "yes", False: "no", None: "unknown"}[pilot.personal_data]
             in personal)
    )  # fmt: skip


def _is_inside(point, corners):
    """Say by the sides of its edges whether a point lies in a square or on its edge."""
    west, south, east, north = corners
    ring = [metres(*at) for at in ((west, south), (east, south), (east, north), (west, north))]
    sides = [
        (x2 - x1) * (point[1] - y1) - (y2 - y1) * (point[0] - x1)
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True)
    ]
    return all(side >= 0 for side in sides)


def test_a_place_hears_of_lines_and_areas_that_reach_it(session):
    near = pilots.running(**pilots.area((24.955, 60.17), 0.01))
    far = pilots.running(**pilots.area((24.97, 60.17), 0.01))
    assert heard_by(follow.place(radius_m=1000), near, far) == [near]


def test_a_blurred_place_is_heard_of_only_where_the_public_sees_it(session):
    """Asking with ever smaller circles must not tell where it really is."""
    blurred = pilots.running(position=(24.9400, 60.1700))
    shown = {"type": "Point", "coordinates": [24.9460, 60.1700]}
    blurred.shape_json = json.dumps(shown)
    session.commit()
    assert heard_by(follow.place(radius_m=300), blurred) == []
    assert heard_by(follow.place(24.9460, 60.17, radius_m=300), blurred) == [blurred]


def test_what_has_no_place_is_heard_of_by_city_and_theme(session):
    virtual = pilots.running(shape_json=None, geom=None, anchor_x=None, anchor_y=None)
    assert heard_by(follow.view(city=["helsinki"]), virtual) == [virtual]
    assert heard_by(follow.place(), virtual) == []


@pytest.mark.parametrize(
    "words", ["{valo", "'; DROP TABLE subscription", "a" * 100, "%(q)s :pairs"]
)
def test_odd_words_of_a_view_break_no_statement(session, words):
    made = pilots.running()
    assert heard_by(follow.view(q=[words]), made) == []
