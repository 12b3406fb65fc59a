"""Which small numbers of challenges are not told, so that nobody is found out by subtracting.

Pure functions over counts; pages and open data get their numbers through them.
"""

from collections.abc import Hashable, Mapping
from typing import TypeVar

FEWEST = 5
"""Numbers from 1 to below this are not told where persons could be guessed."""

K = TypeVar("K", bound=Hashable)


def disclosed(counts: Mapping[K, int], fewest: int = FEWEST) -> dict[K, int | None]:
    """Return the counts that may be told, None for the others; their sum is public.

    One hidden number alone would follow from the sum, so the smallest other one is hidden with it,
    a nought if need be.  What is hidden looks the same whether it is small or not.
    """
    hidden = {key for key, count in counts.items() if 0 < count < fewest}
    if len(hidden) == 1 and len(counts) > 1:
        hidden.add(min((key for key in counts if key not in hidden), key=lambda key: counts[key]))
    return {key: None if key in hidden else count for key, count in counts.items()}


def shown_deviation(values: int, fewest: int = FEWEST) -> bool:
    """Say whether a spread of this many values may be told."""
    return values >= fewest
