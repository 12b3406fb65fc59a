"""Who gets which prize: the suggestion of a ranking, departures, and who is next."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from models.award import AwardKind
from models.award_rule import Ranked, Share, departing, next_in_line, suggested

RANKS = st.lists(st.integers(1, 6), max_size=8).map(
    lambda ranks: [Ranked(number, rank) for number, rank in enumerate(sorted(ranks), 1)]
)
PRIZES = st.lists(st.none() | st.integers(0, 10_000), max_size=5)


def test_prizes_go_down_the_ranking():
    ranked = [Ranked(7, 1), Ranked(8, 2), Ranked(9, 3)]

    assert suggested(ranked, [5000, 2000]) == {
        7: Share(AwardKind.PRIZE, 1, 5000),
        8: Share(AwardKind.PRIZE, 2, 2000),
    }


def test_equals_share_the_prizes_of_the_places_that_they_fill():
    ranked = [Ranked(1, 1), Ranked(2, 2), Ranked(3, 2), Ranked(4, 4)]

    shares = suggested(ranked, [5000, 2000, 1001])

    assert shares[2] == shares[3] == Share(AwardKind.PRIZE, 2, 1500)
    assert 4 not in shares


@given(RANKS, PRIZES)
def test_no_more_is_given_than_was_promised_and_equals_get_the_same(ranked, prizes):
    shares = suggested(ranked, prizes)

    assert sum(one.amount_eur or 0 for one in shares.values()) <= sum(one or 0 for one in prizes)
    by_rank = {one.concept_id: one.rank for one in ranked}
    for one, share in shares.items():
        assert all(other == share for key, other in shares.items() if by_rank[key] == by_rank[one])
        better = [key for key, rank in by_rank.items() if rank < by_rank[one]]
        assert all(key in shares for key in better)
    assert departing(shares, shares) == frozenset()


@given(RANKS, st.sets(st.integers(1, 8)))
def test_next_is_the_best_that_was_not_offered(ranked, offered):
    found = next_in_line(ranked, frozenset(offered))

    left = [one for one in ranked if one.concept_id not in offered]
    assert found == (min(left, key=lambda one: Decimal(one.rank)).concept_id if left else None)


def test_a_mention_departs_only_where_a_prize_was_due():
    usual = {1: Share(AwardKind.PRIZE, 1, 5000)}

    assert departing({**usual, 2: Share(AwardKind.MENTION)}, usual) == frozenset()
    assert departing({1: Share(AwardKind.MENTION)}, usual) == {1}
    assert departing({}, usual) == {1}
    assert departing({1: Share(AwardKind.PRIZE, 1, 4000)}, usual) == {1}
