"""How well a place fits: a score from 0 to 1 with its reasons, whatever is wished."""

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from models.testbed_fit import Facts, Fit, FitCode, PeopleWish, Wishes, fit
from models.testbed_kind import Infrastructure, Money, Theme

DAY = dt.date(2027, 3, 3)


def some(kind):
    return st.frozensets(st.sampled_from([one.value for one in kind]), max_size=4)


WISHES = st.builds(
    Wishes,
    needs=some(Infrastructure),
    themes=some(Theme),
    people=some(PeopleWish),
    money=some(Money),
    days=st.none() | st.integers(1, 60),
    places=st.integers(1, 3),
)


@st.composite
def facts(draw):
    """Draw what the ledger could say: a start only where the days are allowed and free."""
    least = draw(st.integers(1, 20))
    return Facts(
        infrastructure=draw(some(Infrastructure)),
        themes=draw(some(Theme)),
        people=draw(some(PeopleWish)),
        money=draw(st.sampled_from([one.value for one in Money])),
        capacity=draw(st.integers(1, 3)),
        min_days=least,
        max_days=least + draw(st.integers(0, 50)),
        is_open=draw(st.booleans()),
        longest=draw(st.integers(0, 70)),
    )


def with_start(wishes, place):
    days = wishes.days
    fits = (
        days
        and place.is_open
        and place.min_days <= days <= min(place.max_days, place.longest)
        and place.capacity >= wishes.places
    )
    return replace(place, start=DAY) if fits else place


@given(WISHES, facts())
def test_every_wish_is_a_match_or_a_miss_and_the_score_says_how_many(wishes, place):
    answer = fit(wishes, with_start(wishes, place))
    asked = len(wishes.needs | wishes.themes | wishes.people) + bool(wishes.money)
    asked += wishes.days is not None

    assert len(answer.matches) + len(answer.misses) == asked
    assert 0 <= answer.score <= 1
    assert (answer.score == 1) == (not answer.misses)
    if not answer.matches and wishes.days is None and asked:
        assert answer.score == 0


@given(WISHES, facts(), st.sampled_from([one.value for one in Infrastructure]))
def test_a_place_that_gets_more_never_fits_worse(wishes, place, thing):
    place = with_start(wishes, place)
    more = replace(place, infrastructure=place.infrastructure | {thing})
    before, after = fit(wishes, place).score, fit(wishes, more).score
    assert after >= before
    if thing in wishes.needs - place.infrastructure:
        assert after > before


@given(WISHES, facts(), st.integers(1, 30))
def test_a_longer_free_time_never_fits_worse(wishes, place, more):
    longer = replace(place, longest=place.longest + more)
    short, long = (fit(wishes, with_start(wishes, one)).score for one in (place, longer))
    assert long >= short


@given(WISHES, facts(), st.booleans())
def test_the_order_of_what_is_wished_does_not_matter(wishes, place, turned):
    again = replace(wishes, needs=frozenset(sorted(wishes.needs, reverse=turned)))
    assert fit(again, place) == fit(wishes, place)


def test_nothing_wished_fits_everywhere_without_a_word():
    place = Facts(frozenset(), frozenset(), frozenset(), "free")
    assert fit(Wishes(), place) == Fit()
    assert not Wishes(places=3)


def place(**values):
    given_ = {
        "infrastructure": frozenset({"power"}), "themes": frozenset(), "people": frozenset(),
        "money": "free", "capacity": 1, "min_days": 5, "max_days": 20, "longest": 12,
    }  # fmt: skip
    return Facts(**given_ | values)


def told(wishes, facts_):
    reason = fit(wishes, facts_).misses[0]
    return reason.code, reason.number, reason.asked


def test_what_stands_in_the_way_of_the_days_is_named_with_its_numbers():
    assert told(Wishes(days=30), place()) == (FitCode.LONGEST, 20, 30)
    assert told(Wishes(days=3), place()) == (FitCode.SHORTEST, 5, 3)
    assert told(Wishes(days=10, places=2), place()) == (FitCode.PLACES, 1, 2)
    assert told(Wishes(days=15), place()) == (FitCode.FREE, 12, 15)
    assert told(Wishes(days=15), place(is_open=False)) == (FitCode.FREE, 0, 15)


def test_free_days_weigh_more_than_one_need():
    wishes = Wishes(needs=frozenset({"power"}), days=10)
    free_without_power = place(infrastructure=frozenset(), start=DAY)
    power_without_days = place(longest=0)
    assert fit(wishes, free_without_power).score > fit(wishes, power_without_days).score
    first = fit(wishes, place(start=DAY))
    assert (first.score, first.matches[0].day) == (1.0, DAY)
