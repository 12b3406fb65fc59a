"""The grid by which parts are scored: criteria, weights, and the arithmetic, exact in decimals.

A score is a whole number from 0 to 5, or None where the criterion does not apply; what is missing
is left out of the mean and never counts as zero.  Weights are whole points; only their shares
matter.
"""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

BEST = 5
MOST_WEIGHT = 100
WIDE = Decimal(2)  # reviewers so far apart should speak with each other
_CENT = Decimal("0.01")

Scores = Mapping[str, int | None]
Weights = Mapping[str, int]


class Criterion(enum.StrEnum):
    """What a reviewer looks at."""

    USER_VALUE = "user_value"
    NOVELTY = "novelty"
    FEASIBILITY = "feasibility"
    IMPACT = "impact"
    LEARNING = "learning"
    PRICE = "price"


DEFAULT_WEIGHTS: dict[str, int] = {
    Criterion.USER_VALUE.value: 25,
    Criterion.NOVELTY.value: 15,
    Criterion.FEASIBILITY.value: 20,
    Criterion.IMPACT.value: 20,
    Criterion.LEARNING.value: 15,
    Criterion.PRICE.value: 5,
}


@dataclass(frozen=True, slots=True)
class Spread:
    """What several reviewers gave: the mean, the lowest, the highest, and how many they were."""

    mean: Decimal
    low: Decimal
    high: Decimal
    count: int

    @property
    def is_wide(self) -> bool:
        """Whether the reviewers are so far apart that they should speak with each other."""
        return self.high - self.low >= WIDE


@dataclass(frozen=True, slots=True)
class Summary:
    """All reviews of a part together; a criterion that nobody scored is not in ``by``."""

    total: Spread | None
    by: dict[str, Spread]


def rounded(value: Decimal) -> Decimal:
    """Return a mean to two places, halves up."""
    return value.quantize(_CENT, ROUND_HALF_UP)


def weighted(scores: Scores, weights: Weights) -> Decimal | None:
    """Return one reviewer's weighted mean, 0 to 5, unrounded; None when nothing weighs."""
    given = [
        (weights.get(name, 0), score)
        for name, score in scores.items()
        if score is not None and weights.get(name, 0) > 0
    ]
    total = sum(weight for weight, _score in given)
    if not total:
        return None
    return Decimal(sum(weight * score for weight, score in given)) / Decimal(total)


def spread(values: Sequence[Decimal]) -> Spread | None:
    """Return mean and spread of what several gave; None when nobody did."""
    if not values:
        return None
    mean = sum(values, Decimal()) / Decimal(len(values))
    return Spread(rounded(mean), rounded(min(values)), rounded(max(values)), len(values))


def summary(reviews: Iterable[Scores], weights: Weights) -> Summary:
    """Return all reviews together: the mean of the weighted means, and each criterion's own."""
    every = list(reviews)
    totals = [total for one in every if (total := weighted(one, weights)) is not None]
    by: dict[str, Spread] = {}
    for criterion in Criterion:
        given = [one.get(criterion.value) for one in every]
        found = spread([Decimal(score) for score in given if score is not None])
        if found is not None:
            by[criterion.value] = found
    return Summary(spread(totals), by)


def share(name: str, weights: Weights) -> Decimal:
    """Return how many hundredths of the whole a criterion weighs, to one place."""
    total = sum(weights.values())
    if not total:
        return Decimal(0)
    return (Decimal(100 * weights.get(name, 0)) / Decimal(total)).quantize(
        Decimal("0.1"), ROUND_HALF_UP
    )
