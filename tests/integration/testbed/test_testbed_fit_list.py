"""Wishes on the list: hard by default, soft when asked for, with reasons, an order and ways out."""

import datetime as dt
import random

import pytest

from app import clock
from app.queries.free_window import FreeSearch
from app.queries.testbed_filter import TestbedFilter, Way, marks, search
from models.base import Translated
from models.booking import Booking, BookingStatus, slot_of
from models.testbed import TestbedStatus
from models.testbed_kind import Infrastructure, TestbedKind
from tests.factories.testbed import testbed

TODAY = clock.today()
THINGS = [one.value for one in list(Infrastructure)[:4]]
PEOPLE = {
    "users": lambda one: bool(one.user_groups),
    "no_minors": lambda one: not one.minors,
    "no_patients": lambda one: not one.patients,
}


def day(n):
    return TODAY + dt.timedelta(days=n)


def book(session, one, first, days, units=1):
    start = slot_of(day(first))
    session.add(Booking(
        testbed_id=one.id, start_slot=start, end_slot=start + days, units=units,
        status=BookingStatus.CONFIRMED, created_at=clock.now(),
    ))  # fmt: skip
    session.commit()


def test_every_need_and_every_wish_about_people_must_be_met_and_counts_say_so(session):
    dice = random.Random(5)
    many = [
        testbed(
            "oulu",
            infrastructure=sorted(dice.sample(THINGS, dice.randint(0, 4))),
            user_groups=dice.choice([[], [{"group": {"fi": "oppilaat"}, "number": 30}]]),
            minors=dice.random() < 0.5,
            patients=dice.random() < 0.3,
        )
        for _number in range(40)
    ]
    for _number in range(25):
        needs = frozenset(dice.sample(THINGS, dice.randint(0, 2)))
        people = frozenset(dice.sample(sorted(PEOPLE), dice.randint(0, 2)))
        passing = [
            one
            for one in many
            if needs <= set(one.infrastructure) and all(PEOPLE[wish](one) for wish in people)
        ]
        found = search(TestbedFilter(needs=needs, people=people), TODAY, "fi")
        assert set(found.ids) == {one.id for one in passing}
        for thing in THINGS:
            seen = sum(thing in one.infrastructure for one in passing)
            assert found.counts["need"].get(thing, 0) == seen
        for wish, is_met in PEOPLE.items():
            assert found.counts["people"].get(wish, 0) == sum(map(is_met, passing))


def test_almost_shows_what_lacks_some_after_what_fits_better(session):
    best = testbed(name=Translated("C"), infrastructure=["power", "wifi"])
    half = testbed(name=Translated("B"), infrastructure=["power"])
    none = testbed(name=Translated("A"))
    paused = testbed("helsinki", TestbedStatus.PAUSED, infrastructure=["power", "wifi"])
    other = testbed("oulu", infrastructure=["power", "wifi"])
    asked = {"cities": frozenset({"helsinki"}), "needs": frozenset({"power", "wifi"})}
    strict = search(TestbedFilter(sort="fit", **asked), TODAY, "fi")
    assert strict.ids == [best.id, paused.id]
    wanted = TestbedFilter(sort="fit", almost=True, **asked)
    found = search(wanted, TODAY, "fi")
    assert found.ids == [best.id, half.id, none.id, paused.id]
    assert [round(one.score, 2) for one in found.fits(found.ids).values()] == [1, 0.5, 0, 1]
    assert set(marks(wanted).ids) == set(found.ids)
    assert other.id not in found.ids


def test_fit_then_the_next_free_day_then_the_name(session):
    late, soon = testbed(name=Translated("A")), testbed(name=Translated("C"))
    also_soon = testbed(name=Translated("B"))
    book(session, late, 0, 9)
    wish = FreeSearch(day(0), day(60), 10, after_lead=True)
    ids = search(TestbedFilter(free=wish, sort="fit"), TODAY, "fi").ids
    assert ids == [also_soon.id, soon.id, late.id]
    ids = search(TestbedFilter(free=wish, sort="name"), TODAY, "fi").ids
    assert ids == [late.id, also_soon.id, soon.id]


def test_where_nothing_is_left_it_says_what_alone_stands_in_the_way(session):
    school = testbed(kind=TestbedKind.SCHOOL, infrastructure=["power"], max_days=40)
    testbed(kind=TestbedKind.PARK, infrastructure=["power", "wifi"])
    testbed(kind=TestbedKind.PARK)
    book(session, school, 12, 40)
    asked = {"kinds": frozenset({"school"}), "needs": frozenset({"power"})}
    long = TestbedFilter(free=FreeSearch(day(0), day(50), 30), **asked)
    assert list(search(long, TODAY, "fi").ways) == [Way("days", 1, 12), Way("kind", 1)]
    both = TestbedFilter(kinds=frozenset({"school"}), needs=frozenset({"power", "wifi"}))
    assert list(search(both, TODAY, "fi").ways) == [Way("kind", 1), Way("need", 1)]
    assert list(search(TestbedFilter(**asked), TODAY, "fi").ways) == []


def hrefs(page):
    return {link.get("href") for link in page.all("a")}


def test_a_card_tells_its_reasons_in_words(session, client):
    testbed(infrastructure=["power", "wifi"], max_days=20, money="fee")
    query = f"days=30&start={day(3)}&end={day(80)}&need=power&need=lorawan&people=no_minors"
    page = client.page(f"/en/testbeds?{query}&people=users&fit=almost&places=2")
    reasons = [words for words in page.words("li") if words]
    for words in (
        "Room for only 1 at a time: you asked for 2",
        "On site: Electricity",
        "Not on site: LoRaWAN network",
        "No minors present",
        "No users are named",
    ):
        assert any(words in one for one in reasons), words
    assert (
        "Only 20 days at most: you asked for 30"
        in client.page(f"/en/testbeds?{query}&fit=almost").text
    )
    strict = client.page("/en/testbeds?need=power&days=5")
    assert "Free 5 days from" in strict.text


def test_the_way_out_is_one_press_away(session, client):
    place = testbed(infrastructure=["power"], max_days=90)
    book(session, place, 20, 60)
    query = f"days=40&end={day(70)}&need=power"
    page = client.page(f"/en/testbeds?{query}")
    assert "What you could loosen" in page.text
    shorter = f"/en/testbeds?days=20&end={day(70)}&need=power"
    assert shorter in hrefs(page)
    assert "/en/testbeds?need=power" in hrefs(page)
    assert f"/en/testbeds?{query}&fit=almost" in hrefs(page)
    assert client.page(shorter).words("p", role="status") == ["1 testbed in 1 city"]


def test_weekdays_only_passes_over_closed_weekends(session, client):
    from models.booking import Closure  # noqa: PLC0415 - for this test alone

    school = testbed()
    for n in range(100):
        if day(n).weekday() > 4:
            session.add(Closure(testbed_id=school.id, slot=slot_of(day(n)), reason=""))
    session.commit()
    query = f"days=30&end={day(99)}"
    assert client.page(f"/en/testbeds?{query}").words("p", role="status") == ["0 testbeds"]
    page = client.page(f"/en/testbeds?{query}&week=y")
    assert page.words("p", role="status") == ["1 testbed in 1 city"]
    assert "weekdays" in page.text


@pytest.mark.parametrize("places", ["0", "-1", "1001", "x"])
def test_places_that_cannot_be_are_said_to_be_so(session, client, places):
    testbed()
    page = client.page(f"/en/testbeds?places={places}")
    assert "could not be looked for" in page.text
    assert page.words("p", role="status") == ["1 testbed in 1 city"]
