"""Which sessions clash: the answer never depends on order, and touching is no clash."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from models.event_clash import ClashKind, Slot, all_clashes, clashes_of, wanted_twice

MIDNIGHT = dt.datetime(2026, 12, 3, tzinfo=dt.UTC)
ROOMS = ("", "Sali 1", "sali  1", "Sali 2")
PEOPLE = ("Aino Esimerkki", "AINO  esimerkki", "Onni Malli")


def minute(number):
    return MIDNIGHT + dt.timedelta(minutes=number)


@st.composite
def slots(draw):
    found = []
    for key in range(1, draw(st.integers(0, 7)) + 1):
        start = draw(st.integers(0, 40))
        people = draw(st.lists(st.sampled_from(PEOPLE), max_size=2, unique=True))
        found.append(
            Slot(key, minute(start), minute(start + draw(st.integers(1, 15))),
                 draw(st.sampled_from(ROOMS)), tuple(people))
        )  # fmt: skip
    return found


def minutes_of(slot):
    first = int((slot.start - MIDNIGHT).total_seconds() // 60)
    return set(range(first, first + int((slot.end - slot.start).total_seconds() // 60)))


def plain(name):
    return " ".join(name.lower().split())


def expected(every):
    """Every pair that shares a minute and a room or a person, found minute by minute."""
    found = set()
    for one in every:
        for other in every:
            if one.key >= other.key or not minutes_of(one) & minutes_of(other):
                continue
            pair = frozenset({one.key, other.key})
            if plain(one.room) and plain(one.room) == plain(other.room):
                found.add((ClashKind.ROOM, pair))
            if {plain(n) for n in one.speakers} & {plain(n) for n in other.speakers}:
                found.add((ClashKind.SPEAKER, pair))
    return found


def pairs(clashes):
    return {(one.kind, frozenset({one.one, one.other})) for one in clashes}


@given(slots())
def test_all_clashes_are_those_of_a_minute_by_minute_look(every):
    assert pairs(all_clashes(every)) == expected(every)


@given(slots(), st.randoms())
def test_order_changes_nothing(every, random):
    mixed = list(every)
    random.shuffle(mixed)
    assert pairs(all_clashes(mixed)) == pairs(all_clashes(every))
    assert pairs(wanted_twice(mixed)) == pairs(wanted_twice(every))


@given(slots())
def test_one_by_one_finds_what_the_whole_finds(every):
    found = {pair for one in every for pair in pairs(clashes_of(one, every))}
    assert found == pairs(all_clashes(every))


@given(slots())
def test_a_visitor_cannot_be_in_two_places_in_one_minute(every):
    both = {
        frozenset({one.key, other.key})
        for one in every
        for other in every
        if one.key < other.key and minutes_of(one) & minutes_of(other)
    }
    assert {pair for _kind, pair in pairs(wanted_twice(every))} == both


def test_one_that_begins_when_another_ends_does_not_clash():
    one = Slot(1, minute(0), minute(60), "Sali 1", ("Aino",))
    other = Slot(2, minute(60), minute(90), "Sali 1", ("Aino",))
    assert all_clashes([one, other]) == []
