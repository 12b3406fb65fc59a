"""Where the named chips of the far-out map go, so that no two lie on each other.

Pixels count from the map's corner to the right and **down**.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

Anchor = Literal["c", "w", "e", "n", "s"]
"""The side of its point on which a chip hangs; ``static/css/map-parts.css`` has the same five."""

ANCHORS: Final[tuple[Anchor, ...]] = ("c", "w", "e", "n", "s")
Rectangle = tuple[float, float, float, float]

CHIP_HEIGHT_PX: Final = 40.0
_GAP_PX: Final = 4.0
# Measured in the browser with the product's type at its largest (15 px, semi-bold), rounded up.
_LETTER_PX: Final = 8.8
_DIGIT_PX: Final = 10.0
_FRAME_PX: Final = 50.0

_COST_OF_SHIFT = 1
_COST_OF_CUT = 20


@dataclass(frozen=True, slots=True)
class Chip:
    """One chip: its text and count, the point that it stands for, and the cities it counts."""

    name: str
    count: int
    x: float
    y: float
    cities: tuple[int, ...]
    anchor: Anchor = "c"

    @property
    def width_px(self) -> float:
        """Return a width that the chip will not exceed on the screen."""
        digits = len(f"{self.count:,}")
        return _FRAME_PX + _LETTER_PX * len(self.name) + _DIGIT_PX * max(2, digits)

    @property
    def rectangle(self) -> Rectangle:
        """Return ``(left, top, right, bottom)`` with half of the gap that is kept to others."""
        half_width, half_height = self.width_px / 2, CHIP_HEIGHT_PX / 2
        x = self.x + {"w": -half_width, "e": half_width}.get(self.anchor, 0.0)
        y = self.y + {"n": -half_height, "s": half_height}.get(self.anchor, 0.0)
        across, down = half_width + _GAP_PX / 2, half_height + _GAP_PX / 2
        return x - across, y - down, x + across, y + down


@dataclass(frozen=True, slots=True)
class CityNames:
    """What chips are called: a name a city, one for the capital region, and ``{n} cities``."""

    names: Sequence[str]
    capital: frozenset[int]
    capital_name: str
    several: str

    def name_of(self, cities: tuple[int, ...]) -> str:
        """Return the name for a chip that counts these cities."""
        if len(cities) == 1:
            return self.names[cities[0]]
        if self.capital.issuperset(cities):
            return self.capital_name
        return self.several.replace("{n}", str(len(cities)))


NameOf = Callable[[tuple[int, ...]], str]


def overlap(one: Rectangle, other: Rectangle) -> bool:
    """Whether two rectangles share more than an edge."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def arranged(chips: Sequence[Chip], name_of: NameOf, view: Rectangle | None = None) -> list[Chip]:
    """Return the chips hung so that none covers another, and if possible none leaves ``view``.

    Where no way of hanging them is free of overlaps, the two nearest become one, named by
    ``name_of`` for all their cities; so the result may be shorter.
    """
    left = list(chips)
    while True:
        ways = _free_ways(tuple(left), view)
        if ways is not None:
            return ways
        left = _nearest_joined(left, name_of)


def joined(chips: Sequence[Chip], name_of: NameOf) -> Chip:
    """Return one chip for several, in the middle of all that they count."""
    count = sum(chip.count for chip in chips)
    cities = tuple(sorted(city for chip in chips for city in chip.cities))
    return Chip(
        name=name_of(cities),
        count=count,
        x=sum(chip.x * chip.count for chip in chips) / count,
        y=sum(chip.y * chip.count for chip in chips) / count,
        cities=cities,
    )


def _free_ways(chips: tuple[Chip, ...], view: Rectangle | None) -> list[Chip] | None:
    """Return the cheapest arrangement without overlaps, by trying all that are not hopeless."""
    best: tuple[int, list[Chip]] | None = None
    for cost, way in _ways(chips, view, 0, []):
        if best is None or cost < best[0]:
            best = cost, way
    return None if best is None else best[1]


def _ways(
    chips: tuple[Chip, ...], view: Rectangle | None, cost: int, hung: list[Chip]
) -> Iterator[tuple[int, list[Chip]]]:
    if len(hung) == len(chips):
        yield cost, hung
        return
    for anchor in ANCHORS:
        chip = replace(chips[len(hung)], anchor=anchor)
        if any(overlap(chip.rectangle, other.rectangle) for other in hung):
            continue
        more = _COST_OF_SHIFT * (anchor != "c") + _COST_OF_CUT * _is_cut(chip, view)
        yield from _ways(chips, view, cost + more, [*hung, chip])


def _is_cut(chip: Chip, view: Rectangle | None) -> bool:
    if view is None:
        return False
    left, top, right, bottom = chip.rectangle
    return left < view[0] or top < view[1] or right > view[2] or bottom > view[3]


def _nearest_joined(chips: list[Chip], name_of: NameOf) -> list[Chip]:
    _, first, second = min(
        ((a.x - b.x) ** 2 + (a.y - b.y) ** 2, i, j)
        for j, b in enumerate(chips)
        for i, a in enumerate(chips[:j])
    )
    one = joined((chips[first], chips[second]), name_of)
    return [chip for index, chip in enumerate(chips) if index not in {first, second}] + [one]
