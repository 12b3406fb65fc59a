"""Filters with counts: each option counts what one would see if it were chosen as well.

Works on light rows in memory: every group of filters is judged once a row; an option's count
takes in the rows that pass all the other groups.
"""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Facet(Generic[T]):
    """One group of filters: what values a row has in it, and which are wanted (none: all).

    One of the wanted values is enough; with ``every`` a row needs them all.
    """

    name: str
    values_of: Callable[[T], tuple[Hashable, ...]]
    wanted: frozenset[Hashable]
    every: bool = False

    def passes(self, row: T) -> bool:
        """Say whether a row has one of the wanted values, or every one."""
        if self.every:
            return self.wanted.issubset(self.values_of(row))
        return not self.wanted or not self.wanted.isdisjoint(self.values_of(row))


def filtered(
    rows: Iterable[T], facets: Collection[Facet[T]]
) -> tuple[list[T], Mapping[str, Counter[Hashable]]]:
    """Return the rows that pass every facet, in their order, and the counts of each facet."""
    chosen: list[T] = []
    almost: dict[str, list[T]] = {facet.name: [] for facet in facets}
    asked = [facet for facet in facets if facet.wanted]
    for row in rows:
        failed = [facet for facet in asked if not facet.passes(row)]
        if not failed:
            chosen.append(row)
        elif len(failed) == 1:
            almost[failed[0].name].append(row)
    counts = {
        facet.name: _counted(facet, chosen, () if facet.every else almost[facet.name])
        for facet in facets
    }
    return chosen, counts


def _counted(facet: Facet[T], *groups: Collection[T]) -> Counter[Hashable]:
    """Count the rows of each value; the same few combinations of values are counted as one."""
    combinations: Counter[tuple[Hashable, ...]] = Counter()
    for rows in groups:
        combinations.update(map(facet.values_of, rows))
    counts: Counter[Hashable] = Counter()
    for values, number in combinations.items():
        for value in values:
            counts[value] += number
    return counts
