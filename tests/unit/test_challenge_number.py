"""Small numbers are not told, and do not follow from what is."""

from hypothesis import given
from hypothesis import strategies as st

from models.challenge_number import FEWEST, disclosed

COUNTS = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 12), min_size=2)


def test_a_small_number_takes_another_one_with_it():
    assert disclosed({"a": 20, "b": 3, "c": 9}) == {"a": 20, "b": None, "c": None}
    assert disclosed({"a": 20, "b": 3, "c": 0}) == {"a": 20, "b": None, "c": None}
    assert disclosed({"a": 20, "b": 5, "c": 0}) == {"a": 20, "b": 5, "c": 0}


@given(COUNTS)
def test_no_small_number_is_told_and_none_follows_from_the_sum(counts):
    told = disclosed(counts)

    assert all(told[key] is None for key, count in counts.items() if 0 < count < FEWEST)
    assert all(told[key] in (None, count) for key, count in counts.items())
    assert sum(count is None for count in told.values()) != 1
