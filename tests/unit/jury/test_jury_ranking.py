"""What must hold of every jury: order, constants, raises, scales, snapshots, ties; no floats."""

import ast
import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models import jury_ranking as ranking
from models.jury_ranking import Entry, Rules, Settled, ranked
from models.jury_score import Weighed, juror_mean, mean, rounded

MARK = st.integers(0, 5)
WEIGHT = st.integers(0, 40).map(Decimal)


@st.composite
def juries(draw, *, everybody_reads=False):
    """Return entries and rules: two to six criteria, up to eight entries and six jurors."""
    keys = [f"k{number}" for number in range(draw(st.integers(2, 6)))]
    weights = draw(st.lists(WEIGHT, min_size=len(keys), max_size=len(keys)))
    assume(any(weights))
    least = st.none() | st.integers(0, 3).map(Decimal)
    criteria = tuple(Weighed(*one, draw(least)) for one in zip(keys, weights, strict=True))
    jurors = range(1, draw(st.integers(1, 6)) + 1)
    marks = st.fixed_dictionaries(dict.fromkeys(keys, MARK))
    entries = []
    for number in range(1, draw(st.integers(1, 8)) + 1):
        readers = jurors if everybody_reads else draw(st.sets(st.sampled_from(jurors)))
        given_marks = tuple((juror, draw(marks)) for juror in sorted(readers))
        entries.append(Entry(number, f"C-{number:04}", given_marks))
    least_total = draw(st.none() | st.integers(0, 60).map(Decimal))
    return entries, Rules(criteria, least_total, normalise=draw(st.booleans()))


def ranks(placed):
    return {one.id: one.rank for one in placed}


@given(juries(), st.randoms(use_true_random=False))
def test_the_order_of_votes_and_of_entries_changes_nothing(jury, chance):
    entries, rules = jury
    mixed = [
        Entry(one.id, one.code, tuple(chance.sample(one.given, len(one.given))))
        for one in chance.sample(entries, len(entries))
    ]
    assert ranked(mixed, rules) == ranked(entries, rules)


@given(juries(everybody_reads=True), st.integers(-7, 7), st.data())
def test_a_constant_added_to_one_juror_who_read_all_changes_no_difference(jury, constant, data):
    """What is compared before rounding; minimums are about the marks themselves and left out."""
    entries, rules = jury
    juror = data.draw(st.sampled_from([juror for juror, _marks in entries[0].given]))
    shifted = [
        Entry(one.id, one.code, tuple(
            (who, {key: mark + constant for key, mark in marks.items()} if who == juror else marks)
            for who, marks in one.given
        ))
        for one in entries
    ]  # fmt: skip
    before = [mean(one.marks, rules.criteria) for one in entries]
    after = [mean(one.marks, rules.criteria) for one in shifted]
    step = Decimal(constant) / len(entries[0].given)
    tiny = Decimal("1e-20")
    assert all(abs(b - a - step) < tiny for a, b in zip(before, after, strict=True))
    hundredth = Decimal("0.0006")  # a difference that rounding at 0-100 can never hide
    assume(all(abs(a - b) > hundredth for n, a in enumerate(before) for b in before[:n]))
    plain = Rules(tuple(Weighed(one.key, one.weight) for one in rules.criteria))
    assert ranks(ranked(entries, plain)) == ranks(ranked(shifted, plain))


@given(juries(), st.data())
def test_a_raised_mark_never_lowers_the_entry(jury, data):
    entries, rules = jury
    rules = Rules(rules.criteria, rules.least_total)
    read = [one for one in entries if one.given]
    assume(read)
    entry = data.draw(st.sampled_from(read))
    turn = data.draw(st.integers(0, len(entry.given) - 1))
    key = data.draw(st.sampled_from(rules.criteria)).key
    juror, marks = entry.given[turn]
    assume(marks[key] < 5)
    better = [*entry.given]
    better[turn] = (juror, {**marks, key: marks[key] + 1})
    raised = [Entry(o.id, o.code, tuple(better)) if o is entry else o for o in entries]
    before, after = ranks(ranked(entries, rules)), ranks(ranked(raised, rules))
    last = len(entries) + 1
    assert (after[entry.id] or last) <= (before[entry.id] or last)


@given(juries(), st.integers(1, 1000), st.integers(0, 3))
def test_weights_times_a_factor_give_the_same_to_the_last_digit(jury, factor, places):
    entries, rules = jury
    by = Decimal(factor).scaleb(-places)
    scaled = tuple(Weighed(one.key, one.weight * by, one.least) for one in rules.criteria)
    again = Rules(scaled, rules.least_total, rules.normalise)
    assert ranked(entries, again) == ranked(entries, rules)


@given(juries())
def test_a_snapshot_recomputes_to_the_same_list_through_json(jury):
    kept = json.loads(json.dumps(ranking.snapshot_input(*jury)))
    result = ranking.snapshot_result(ranked(*jury))
    assert ranking.recomputed(kept) == json.loads(json.dumps(result))
    sha = ranking.fingerprint(ranking.ALGORITHM, kept, result)
    assert sha == ranking.fingerprint(ranking.ALGORITHM, kept, ranking.recomputed(kept))
    changed = json.loads(json.dumps(result))
    changed[0]["code"] += "X"
    assert ranking.fingerprint(ranking.ALGORITHM, kept, changed) != sha


@given(juries())
def test_ranks_follow_the_scores_and_equals_share_one(jury):
    entries, rules = jury
    placed = [one for one in ranked(entries, rules) if one.rank is not None]
    keys = [one.key(rules.criteria) for one in placed]
    assert keys == sorted(keys, reverse=True)
    for number, one in enumerate(placed):
        assert one.rank == keys.index(keys[number]) + 1
        assert one.tied == (keys.count(keys[number]) > 1)


@pytest.mark.parametrize("name", ["jury_score", "jury_offset", "jury_ranking", "jury_lot"])
def test_no_float_is_written_or_made(name):
    tree = ast.parse(Path(ranking.__file__).with_name(f"{name}.py").read_text())
    for node in ast.walk(tree):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
        assert not (isinstance(node, ast.Name) and node.id in {"float", "math", "statistics"})


@settings(max_examples=30)
@given(juries())
def test_everything_that_counts_is_decimal(jury):
    entries, rules = jury
    for one in ranked(entries, rules):
        values = [one.score, one.adjusted, one.spread, *one.by.values()]
        assert all(value is None or isinstance(value, Decimal) for value in values)


TWO = (Weighed("value", Decimal(60)), Weighed("price", Decimal(40)))


def entry(number, *marks):
    return Entry(number, f"C-{number}", tuple(
        (juror, {"value": value, "price": price}) for juror, (value, price) in enumerate(marks)
    ))  # fmt: skip


def test_the_score_is_the_weighted_mean_of_the_jurors_out_of_a_hundred():
    first = ranked([entry(1, (5, 3), (4, 4))], Rules(TWO))[0]
    assert juror_mean({"value": 5, "price": 3}, TWO) == Decimal("4.2")
    assert (first.score, first.spread) == (Decimal("82.00"), Decimal("2.00"))
    assert first.by == {"value": Decimal("4.50"), "price": Decimal("3.50")}
    assert rounded(Decimal("0.005")) == Decimal("0.01")


def test_equals_are_told_apart_by_the_heaviest_criterion():
    placed = ranked([entry(1, (2, 5)), entry(2, (4, 2))], Rules(TWO))
    assert [one.score for one in placed] == [Decimal("64.00")] * 2
    assert ranks(placed) == {2: 1, 1: 2}


def test_then_by_the_share_of_jurors_in_favour():
    split = entry(1, (5, 5), (2, 2), (2, 2))
    agreed = entry(2, (3, 3), (3, 3), (3, 3))
    assert ranks(ranked([agreed, split], Rules(TWO))) == {1: 1, 2: 2}


def test_who_has_fewer_readers_loses_nothing_by_it():
    all_read, one_stood_aside = entry(1, (5, 5), (5, 5), (5, 5)), entry(2, (5, 5), (5, 5))
    assert ranks(ranked([all_read, one_stood_aside], Rules(TWO))) == {1: 1, 2: 1}


def test_a_tie_that_nothing_tells_apart_waits_for_the_jury_and_keeps_the_next_rank_free():
    entries = [entry(1, (4, 4)), entry(2, (4, 4)), entry(3, (1, 1))]
    placed = ranked(entries, Rules(TWO))
    assert ranks(placed) == {1: 1, 2: 1, 3: 3}
    assert {one.id for one in placed if one.tied} == {1, 2}
    settled = ranked(entries, Rules(TWO, settled=(Settled((2, 1), "Wider use"),)))
    assert ranks(settled) == {2: 1, 1: 2, 3: 3}
    assert {one.id for one in settled if one.settled} == {1, 2}
    other = ranked(entries, Rules(TWO, settled=(Settled((3, 1)),)))  # no tie of theirs
    assert ranks(other) == ranks(placed)


def test_a_missed_minimum_knocks_out_and_is_named():
    strict = (Weighed("value", Decimal(60), Decimal(3)), TWO[1])
    placed = ranked([entry(1, (2, 5)), entry(2, (3, 0)), entry(3)], Rules(strict, Decimal(40)))
    assert {one.id: one.missed for one in placed} == {
        1: ["value"], 2: ["total"], 3: ["unread"],
    }  # fmt: skip
    assert all(one.rank is None for one in placed)


def test_a_criterion_of_weight_nothing_is_shown_and_counts_for_nothing():
    facts = (*TWO, Weighed("host", Decimal(0)))
    one = Entry(1, "C-1", ((7, {"value": 4, "price": 4, "host": 0}),))
    first = ranked([one], Rules(facts))[0]
    assert first.score == Decimal("80.00")
    assert first.by["host"] == 0


def test_the_widest_quarter_is_marked():
    calm = [entry(number, (3, 3), (3, 3)) for number in range(1, 7)]
    placed = ranked([*calm, entry(7, (0, 0), (5, 5)), entry(8, (2, 2), (3, 3))], Rules(TWO))
    assert {one.id for one in placed if one.is_wide} == {7, 8}
