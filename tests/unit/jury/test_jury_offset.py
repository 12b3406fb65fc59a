"""Strict and mild jurors: when offsets are taken off, and that it stays fair."""

from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.jury_offset import adjusted, may_adjust, offsets
from models.jury_ranking import Entry, Rules, ranked
from models.jury_score import Weighed

ONE = (Weighed("value", Decimal(1)),)


def halves(first=9, second=9, shared=9):
    """Return means in which juror 1 is two points milder than juror 2 on the same entries."""
    means = {(number, 1): Decimal(2 + number % 3) for number in range(first)}
    means |= {(first - shared + number, 2): Decimal(number % 3) for number in range(second)}
    return means


def test_a_milder_juror_has_an_offset_above_nothing():
    means = halves(10, 9, 8)
    found = offsets(means)
    assert found[1] > Decimal("0.5") > Decimal("-0.5") > found[2]
    assert abs(found[1] + found[2]) < Decimal("0.5")


def test_it_is_done_only_where_it_helps():
    means = halves(10, 9, 8)
    assert may_adjust(means, random=True)
    assert not may_adjust(means, random=False)
    assert not may_adjust(halves(9, 9, 9), random=True)  # all read all
    assert not may_adjust(halves(10, 7, 7), random=True)  # one read too little
    same = {pair: Decimal(3) if pair[1] == 2 else mark for pair, mark in means.items()}
    assert not may_adjust(same, random=True)  # one did not tell them apart


def test_the_plain_score_stays_beside_the_adjusted_one():
    means = halves(10, 9, 8)
    entries = [
        Entry(number, f"C-{number}", tuple(
            (juror, {"value": int(mark)}) for (e, juror), mark in means.items() if e == number
        ))
        for number in sorted({entry for entry, _juror in means})
    ]  # fmt: skip
    plain = {one.id: one for one in ranked(entries, Rules(ONE))}
    for one in ranked(entries, Rules(ONE, normalise=True)):
        assert one.score == plain[one.id].score
        assert one.adjusted is not None
        assert plain[one.id].adjusted is None


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.tuples(st.integers(1, 9), st.integers(1, 5)),
        st.integers(0, 5).map(Decimal),
        min_size=2,
    ),
    st.data(),
)
def test_a_raised_mark_never_lowers_the_adjusted_entry_beside_any_other(means, data):
    pair = data.draw(st.sampled_from(sorted(means)))
    assume(means[pair] < 5)
    before, after = adjusted(means), adjusted({**means, pair: means[pair] + 1})
    tiny = Decimal("1e-30")
    mine = after[pair[0]] - before[pair[0]]
    assert mine > -tiny
    assert all(mine >= after[one] - before[one] - tiny for one in before)
