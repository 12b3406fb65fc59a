"""The arithmetic of reviews: weighted, exact, and blind to what is missing."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from models.review_score import DEFAULT_WEIGHTS, Criterion, share, spread, summary, weighted

NAMES = [one.value for one in Criterion]
SCORES = st.dictionaries(st.sampled_from(NAMES), st.none() | st.integers(0, 5), max_size=6)
WEIGHTS = st.fixed_dictionaries(dict.fromkeys(NAMES, st.integers(0, 100)))


def test_the_mean_is_weighted():
    scores = {"user_value": 5, "novelty": 1}
    assert weighted(scores, {"user_value": 3, "novelty": 1}) == Decimal(4)


def test_what_is_missing_or_does_not_apply_is_never_zero():
    weights = {"user_value": 50, "price": 50}
    assert weighted({"user_value": 4}, weights) == Decimal(4)
    assert weighted({"user_value": 4, "price": None}, weights) == Decimal(4)
    assert weighted({"user_value": 4, "price": 0}, weights) == Decimal(2)
    assert weighted({"price": None}, weights) is None


def test_several_reviewers_have_a_mean_and_a_spread():
    found = summary([{"novelty": 1}, {"novelty": 5}, {"novelty": 5}], DEFAULT_WEIGHTS)
    assert found.total is not None
    assert found.total.mean == Decimal("3.67")
    assert (found.total.low, found.total.high, found.total.count) == (1, 5, 3)
    assert found.total.is_wide
    assert set(found.by) == {"novelty"}
    assert summary([], DEFAULT_WEIGHTS).total is None


def test_shares_are_hundredths_of_the_whole():
    assert share("user_value", DEFAULT_WEIGHTS) == Decimal("25.0")
    assert share("price", {"price": 1, "novelty": 2}) == Decimal("33.3")
    assert share("price", {}) == 0


@given(SCORES, WEIGHTS, st.integers(1, 9))
def test_only_the_shares_of_the_weights_matter(scores, weights, times):
    larger = {name: weight * times for name, weight in weights.items()}
    assert weighted(scores, weights) == weighted(scores, larger)


@given(SCORES, WEIGHTS)
def test_a_mean_lies_between_the_lowest_and_the_highest_score(scores, weights):
    mean = weighted(scores, weights)
    counted = [s for name, s in scores.items() if s is not None and weights[name]]
    if mean is None:
        assert not counted
    else:
        assert isinstance(mean, Decimal)
        assert min(counted) <= mean <= max(counted)


@given(st.lists(st.decimals(0, 5, places=3), min_size=1, max_size=6))
def test_the_order_of_reviewers_changes_nothing(values):
    assert spread(values) == spread(sorted(values, reverse=True))
