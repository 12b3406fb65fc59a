"""Two texts as one: what is read is both texts, and the marks are where they differ."""

import time

from hypothesis import given
from hypothesis import strategies as st

from views.word_diff import pieces

WORDS = st.lists(
    st.sampled_from(["katu", "pitkä", "valo", "talvi", " ", "\n", ", ", "."]), max_size=30
)


def read(found, without):
    return "".join(one.text for one in found if one.kind != without)


@given(WORDS, WORDS)
def test_without_the_one_or_the_other_mark_each_text_can_be_read(before, after):
    old, new = "".join(before), "".join(after)
    found = pieces(old, new)
    assert (read(found, "ins"), read(found, "del")) == (old, new)
    assert all(one.text for one in found)
    assert (old == new) == all(one.kind == "same" for one in found)


def test_only_the_words_that_changed_are_marked():
    found = pieces("Pitkä katu, hyvä valo.", "Pitkä katu, huono valo.")
    assert [(one.kind, one.text) for one in found] == [
        ("same", "Pitkä katu, "), ("del", "hyvä"), ("ins", "huono"), ("same", " valo."),
    ]  # fmt: skip


def test_a_space_between_two_changed_words_does_not_cut_the_change_in_two():
    found = pieces("Se on vanha hieno talo tässä.", "Se on uusi ruma talo tässä.")
    assert [one.text for one in found if one.kind == "del"] == ["vanha hieno"]
    assert [one.text for one in found if one.kind == "ins"] == ["uusi ruma"]


def test_texts_with_little_in_common_stand_one_after_the_other():
    found = pieces("Koulu mäen päällä.", "Satamassa tuulee aina paljon")
    assert [one.kind for one in found] == ["del", "ins"]


def test_long_hostile_texts_are_compared_quickly():
    began = time.perf_counter()
    pieces("a b " * 2_500, "b a " * 2_500)
    pieces("x" * 5_000, "y " * 2_500)
    assert time.perf_counter() - began < 5
