"""What the jurors' marks come to: weighted means, spread and minimums, exact in decimals.

A mark is a whole number from 0 to 5 with a written level; every criterion that weighs is answered,
so nothing missing counts as zero.  Sums are exact and divided once, so that neither the order of
the votes nor a common factor in the weights changes a digit.  Shown scores run from 0 to 100.
Source: research on juries, docs/adr/0038-jury-arithmetic.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

BEST = 5
GOOD = Decimal(4)  # from here on a juror is in favour
FULL = Decimal(100)
PRECISION = 60
_CENT = Decimal("0.01")

Marks = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Weighed:
    """One criterion: its key, its weight (0: a fact that does not weigh), its minimum 0-5."""

    key: str
    weight: Decimal
    least: Decimal | None = None


def rounded(value: Decimal) -> Decimal:
    """Return a score as it is shown and compared: two places, halves up."""
    return value.quantize(_CENT, ROUND_HALF_UP)


def total_weight(criteria: Sequence[Weighed]) -> Decimal:
    """Return the sum of the weights.

    Raises:
        ValueError: Nothing weighs.
    """
    with localcontext(prec=PRECISION):
        total = sum((one.weight for one in criteria), Decimal())
    if total <= 0:
        raise ValueError("no criterion weighs")
    return total


def order_of_weight(criteria: Sequence[Weighed]) -> list[Weighed]:
    """Return the criteria that weigh, the heaviest first, equals in the challenge's order."""
    return sorted((one for one in criteria if one.weight > 0), key=lambda one: -one.weight)


def _sum(marks: Marks, criteria: Sequence[Weighed]) -> Decimal:
    return sum((one.weight * marks[one.key] for one in criteria if one.weight > 0), Decimal())


def juror_mean(marks: Marks, criteria: Sequence[Weighed]) -> Decimal:
    """Return one juror's weighted mean, 0 to 5, unrounded."""
    whole = total_weight(criteria)
    with localcontext(prec=PRECISION):
        return _sum(marks, criteria) / whole


def mean(given: Sequence[Marks], criteria: Sequence[Weighed]) -> Decimal:
    """Return the mean over jurors of their weighted means, 0 to 5, unrounded."""
    whole = total_weight(criteria)
    with localcontext(prec=PRECISION):
        return sum((_sum(marks, criteria) for marks in given), Decimal()) / (whole * len(given))


def criterion_mean(given: Sequence[Marks], key: str) -> Decimal:
    """Return the mean of one criterion over jurors, 0 to 5, unrounded."""
    with localcontext(prec=PRECISION):
        return Decimal(sum(marks[key] for marks in given)) / Decimal(len(given))


def deviation(given: Sequence[Marks], criteria: Sequence[Weighed]) -> Decimal:
    """Return the standard deviation (of the jurors at hand) of the weighted means, 0 to 5."""
    whole = total_weight(criteria)
    with localcontext(prec=PRECISION):
        sums = [_sum(marks, criteria) for marks in given]
        count = Decimal(len(sums))
        squares = sum((one * one for one in sums), Decimal())
        every = sum(sums, Decimal())
        variance = (count * squares - every * every) / (count * count * whole * whole)
        return max(variance, Decimal()).sqrt()


def in_favour(given: Sequence[Marks], criteria: Sequence[Weighed]) -> int:
    """Return how many jurors gave a weighted mean of 4 or more."""
    return sum(juror_mean(marks, criteria) >= GOOD for marks in given)


def below_minimum(
    given: Sequence[Marks], criteria: Sequence[Weighed], least_total: Decimal | None
) -> list[str]:
    """Return the keys of the criteria whose minimum is missed, and ``total`` for the whole's.

    ``least_total`` is on the scale of 0 to 100.  What is compared is what is shown: two places.
    """
    missed = [
        one.key
        for one in criteria
        if one.least is not None and rounded(criterion_mean(given, one.key)) < one.least
    ]
    if least_total is not None and shown(mean(given, criteria)) < least_total:
        missed.append("total")
    return missed


def shown(value: Decimal) -> Decimal:
    """Return a mean of 0 to 5 as the score of 0 to 100 that people read."""
    with localcontext(prec=PRECISION):
        return rounded(value * FULL / BEST)


def wide(deviations: Mapping[int, Decimal]) -> frozenset[int]:
    """Return the entries in whose case the jurors differ most: the top quarter by spread."""
    quarter = Decimal(len(deviations)) / 4
    return frozenset(
        entry
        for entry, value in deviations.items()
        if value > 0 and sum(other > value for other in deviations.values()) < quarter
    )
