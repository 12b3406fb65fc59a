"""The list of testbeds: filters and counts against a plain count in Python, order, pages, words."""

import datetime as dt
import random
from itertools import combinations

import pytest

from app import clock
from app.queries.free_window import FreeSearch
from app.queries.testbed import cards
from app.queries.testbed_filter import PAGE_LENGTH, TestbedFilter, marks, next_free, search
from app.services.search import index_testbed
from geodata.crs import to_web_mercator
from models.base import Translated
from models.booking import Booking, BookingStatus, Closure, slot_of
from models.testbed import TestbedStatus
from models.testbed_kind import ApplicantKind, Environment, Money, SlotUnit, TestbedKind, Theme
from tests.factories.city import BOXES
from tests.factories.testbed import testbed

TODAY = clock.today()
VALUES = {
    "city": lambda one: {one.city.slug},
    "kind": lambda one: {one.kind.value},
    "theme": lambda one: set(one.themes),
    "who": lambda one: set(one.applicants),
    "setting": lambda one: {one.environment.value},
    "money": lambda one: {one.money.value},
}
ARGUMENT = {
    "city": "cities", "kind": "kinds", "theme": "themes", "who": "applicants",
    "setting": "environments", "money": "money",
}  # fmt: skip
WORDS = {
    "city": list(BOXES), "kind": list(TestbedKind)[:4], "theme": list(Theme)[-4:],
    "who": list(ApplicantKind), "setting": list(Environment), "money": list(Money),
}  # fmt: skip


@pytest.fixture
def many(session):
    """Sixty testbeds of mixed kinds in every state."""
    dice = random.Random(7)
    return [
        testbed(
            dice.choice(WORDS["city"]),
            dice.choice([*TestbedStatus, *[TestbedStatus.PUBLISHED] * 4]),
            name=Translated(f"Koe {number:02}", en=f"Try {60 - number:02}"),
            kind=dice.choice(WORDS["kind"]),
            themes=sorted(dice.sample([str(one) for one in WORDS["theme"]], dice.randint(1, 3))),
            applicants=sorted(dice.sample([str(one) for one in ApplicantKind], dice.randint(1, 4))),
            environment=dice.choice(WORDS["setting"]),
            money=dice.choice(WORDS["money"]),
        )
        for number in range(60)
    ]


def listed(rows):
    return [one for one in rows if one.status in {TestbedStatus.PUBLISHED, TestbedStatus.PAUSED}]


def shown_in(found, lang):
    return [one.name.best(lang)[0] for one in cards(found.ids)]


def passes(one, wanted, without=None):
    return all(
        not asked or VALUES[name](one) & asked for name, asked in wanted.items() if name != without
    )


def test_filters_and_counts_are_those_of_a_plain_count(many):
    dice = random.Random(3)
    asked = [{}]
    asked += [{name: {WORDS[name][0]}} for name in VALUES]
    asked += [
        {a: {dice.choice(WORDS[a])}, b: set(dice.sample(WORDS[b], 2))}
        for a, b in combinations(VALUES, 2)
    ]
    asked.append({name: set(dice.sample(WORDS[name], 2)) for name in VALUES})
    for wanted in asked:
        given = {
            ARGUMENT[name]: frozenset(str(one) for one in some) for name, some in wanted.items()
        }
        found = search(TestbedFilter(**given), TODAY, "fi")
        expected = {one.id for one in listed(many) if passes(one, wanted)}
        assert set(found.ids) == expected, wanted
        for name, values_of in VALUES.items():
            counts = {}
            for one in listed(many):
                if passes(one, wanted, without=name):
                    for value in values_of(one):
                        counts[value] = counts.get(value, 0) + 1
            assert dict(found.counts[name]) == counts, (wanted, name)


def test_the_map_shows_what_the_list_shows(many):
    wanted = TestbedFilter(kinds=frozenset({WORDS["kind"][1].value}))
    assert set(marks(wanted).ids) == set(search(wanted, TODAY, "fi").ids)


def test_names_are_ordered_as_finns_order_them_and_paused_places_come_last(session):
    names = ["Öljyhalli", "Zeppeliini", "Åvik", "äijälä", "Aarnio"]
    for name in names:
        testbed("helsinki", name=Translated(name))
    testbed("helsinki", TestbedStatus.PAUSED, name=Translated("AAA"))
    found = search(TestbedFilter(), TODAY, "sv")
    assert shown_in(found, "fi") == [
        "Aarnio",
        "Zeppeliini",
        "Åvik",
        "äijälä",
        "Öljyhalli",
        "AAA",
    ]


def test_the_name_is_that_of_the_readers_language(session):
    testbed("helsinki", name=Translated("Suomeksi", "", "In English"))
    assert shown_in(search(TestbedFilter(), TODAY, "en"), "en") == ["In English"]
    assert shown_in(search(TestbedFilter(), TODAY, "sv"), "sv") == ["Suomeksi"]


def test_nearest_first(session):
    def at(lon, lat):
        x, y = to_web_mercator(lon, lat)
        return testbed("helsinki", anchor_x=x, anchor_y=y).id

    far, near, nowhere = (
        at(25.2, 60.25),
        at(24.95, 60.17),
        testbed("helsinki", anchor_x=None, anchor_y=None).id,
    )
    found = search(TestbedFilter(near=(24.94, 60.17), sort="near"), TODAY, "fi")
    assert found.ids == [near, far, nowhere]


def book(session, one, first, days, units=1):
    start = slot_of(first)
    session.add(
        Booking(
            testbed_id=one.id, start_slot=start, end_slot=start + days, units=units,
            status=BookingStatus.CONFIRMED, created_at=clock.now(),
        )
    )  # fmt: skip
    session.commit()


def test_free_days_in_a_row_count_bookings_closures_and_lead_times(session):
    def day(n):
        return TODAY + dt.timedelta(days=n)

    empty, busy, closed = testbed("helsinki"), testbed("helsinki"), testbed("helsinki")
    late, short = testbed("helsinki", lead_days=12), testbed("helsinki", max_days=3)
    shared = testbed("helsinki", capacity=2)
    paused = testbed("helsinki", TestbedStatus.PAUSED)
    book(session, busy, day(4), 3)
    book(session, shared, day(4), 3)
    session.add(Closure(testbed_id=closed.id, slot=slot_of(day(12)), reason=""))
    session.commit()
    wish = FreeSearch(day(1), day(14), days=8, after_lead=True)
    found = search(TestbedFilter(free=wish), TODAY, "fi")
    assert found.starts[empty.id] == day(1)
    assert found.starts[shared.id] == day(1)
    assert found.starts[busy.id] == day(7)
    assert found.starts[closed.id] == day(1)
    shown = set(found.ids)
    assert shown == {empty.id, busy.id, closed.id, shared.id}
    assert not {late.id, short.id, paused.id} & shown
    assert set(marks(TestbedFilter(free=wish)).ids) == shown


def test_the_next_free_day_is_after_the_lead_time(session):
    now, later = testbed("helsinki"), testbed("helsinki", lead_days=20)
    hours = testbed("helsinki", lead_days=5, slot_unit=SlotUnit.HOUR)
    book(session, now, TODAY, 2)
    book(session, later, TODAY + dt.timedelta(days=20), 5)
    expected = {now.id: 2, later.id: 25, hours.id: 5}
    found = next_free(list(expected), TODAY)
    assert found == {one: TODAY + dt.timedelta(days=n) for one, n in expected.items()}
    ordered = search(TestbedFilter(sort="soonest"), TODAY, "fi").ids
    assert ordered == [now.id, hours.id, later.id]


def shown_names(page):
    return [words for words in page.words("h3") if words]


def test_words_find_by_any_language_and_filters_combine_with_them(session, client):
    tram = testbed("helsinki", name=Translated("Raitiovaunu", "Spårvagn", "Tram"))
    testbed("tampere", name=Translated("Raitiovaunu", "Spårvagn", "Tram"))
    for one in session.query(type(tram)):
        index_testbed(one)
    session.commit()
    assert len(shown_names(client.page("/en/testbeds?q=spårvagn"))) == 2
    assert len(shown_names(client.page("/en/testbeds?q=raitiovaunut&city=tampere"))) == 1
    empty = client.page("/en/testbeds?q=lentokone")
    assert "No testbed matches" in empty.text
    assert empty.words("p", role="status") == ["0 testbeds"]


def test_the_page_tells_the_count_and_turns_pages(session, client):
    for number in range(PAGE_LENGTH + 3):
        testbed("helsinki", name=Translated(f"Koe {number:03}"))
    first = client.page("/en/testbeds")
    assert first.words("p", role="status") == [f"{PAGE_LENGTH + 3} testbeds in 1 city"]
    assert len(shown_names(first)) == PAGE_LENGTH
    second = client.page("/en/testbeds?page=2")
    assert shown_names(second) == ["Koe 050", "Koe 051", "Koe 052"]
    assert shown_names(client.page("/en/testbeds?page=99")) == shown_names(second)


def test_chips_take_filters_off_and_keep_the_rest(session, client):
    testbed("helsinki", themes=["energy"])
    page = client.page("/en/testbeds?theme=energy&money=free&q=paikka&city=helsinki")
    chips = {link.get("href") for link in page.all("a", class_="chip")}
    assert "/en/testbeds?theme=energy&q=paikka&city=helsinki" in chips
    assert "/en/testbeds?money=free&q=paikka&city=helsinki" in chips


@pytest.mark.parametrize(
    "query",
    [
        "kind=castle&theme=&city=stockholm&money=gold&who=%00",
        "page=-1", "page=zero", "page=99999999999", "sort=random", "near=north,pole",
        "near=999,999",
        "q=%00%27%22%3C%2Fscript%3E", "q=" + "ä" * 500, "days=%F0%9F%92%A9", "map=1/2",
        "kind=street' OR 1=1--", "q=%25_%5C*%22",
    ],
)  # fmt: skip
def test_odd_addresses_ask_for_nothing(session, client, query):
    testbed("helsinki")
    client.page(f"/en/testbeds?{query}")
    assert client.get(f"/en/testbeds/map.json?{query}").status_code == 200
    assert client.get(f"/en/testbeds/shapes.json?{query}").status_code == 200


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("days=5&start=2026-13-40", "Write the day as day.month.year"),
        ("days=5&start=2099-01-10&end=2099-01-01", "before the first"),
        ("days=5&end=2001-01-01", "already past"),
        ("days=30&start=2099-01-01&end=2099-01-05", "do not fit"),
        ("days=0", "from 1 to 366"),
        ("days=two", "whole number"),
    ],
)
def test_days_that_cannot_be_are_said_to_be_so_and_the_list_stays(session, client, query, words):
    testbed("helsinki")
    page = client.page(f"/en/testbeds?{query}")
    assert words in page.text
    assert page.words("p", role="status") == ["1 testbed in 1 city"]
    typed = dict(part.split("=") for part in query.split("&"))
    values = {field.get("name"): field.get("value") for field in page.all("input")}
    assert all(values[name] == value for name, value in typed.items())
