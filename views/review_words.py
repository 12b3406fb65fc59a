"""The weights of reviews as pages show them."""

from collections.abc import Mapping
from decimal import Decimal

from models.review_score import Criterion, share


def weight_rows(weights: Mapping[str, int]) -> list[tuple[Criterion, Decimal]]:
    """Return each criterion that weighs with its share in hundredths, in the order of the grid."""
    return [(one, share(one.value, weights)) for one in Criterion if weights.get(one.value, 0)]
