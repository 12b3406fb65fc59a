"""Orders of features by a number, and by the cells of a grid in which they lie.

Both answer with stretches: from where to where those stand in ``order`` that may be meant.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.queries.ogc_place import Boxes, Numbers

SIZES = (0.002, 0.008, 0.032, 0.128)
"""Heights of cells in degrees, of as many grids; cells are twice as wide, which is about square."""
_HEIGHTS = np.array(SIZES)
ROW_BITS = 17
POSITION_BITS = 27  # with a grid's number, a row and a column still within 63 bits
MOST_ROWS = 2_000  # of cells; what is taller is most of what there is

Integers = NDArray[np.int64]
Stretches = tuple[Integers, Integers]


class Sorted:
    """Positions in the order of numbers they have; those with one number in their own order."""

    def __init__(self, numbers: NDArray[Any], positions: NDArray[Any]) -> None:
        """Sort; numbers are below 2**36, positions below 2**27."""
        # Both in one, as sorting is many times as fast as finding out an order.
        both = numbers.astype(np.int64) << POSITION_BITS | positions
        both.sort()
        self.order: Numbers = (both & (1 << POSITION_BITS) - 1).astype(np.int32)
        both >>= POSITION_BITS
        begins = np.flatnonzero(np.diff(both, prepend=-1))
        self.numbers = both[begins]
        self.begins = np.append(begins, len(both)).astype(np.int32)

    def between(self, first: Integers, last: Integers) -> Stretches:
        """Return the stretches of the numbers from ``first`` to ``last``, pair by pair."""
        begin = self.begins[np.searchsorted(self.numbers, first, "left")]
        end = self.begins[np.searchsorted(self.numbers, last, "right")]
        return begin.astype(np.int64), end.astype(np.int64)

    def of(self, is_meant: NDArray[np.bool_]) -> Stretches:
        """Return the stretches of those of `numbers` that are meant."""
        at = np.flatnonzero(is_meant)
        return self.begins[at].astype(np.int64), self.begins[at + 1].astype(np.int64)

    def listed(self, stretches: Stretches) -> Integers:
        """Return the positions in stretches, least first."""
        found = [self.order[begin:end] for begin, end in zip(*map(list, stretches), strict=True)
                 if end > begin]  # fmt: skip
        return np.sort(np.concatenate(found)).astype(np.int64) if found else np.zeros(0, np.int64)


class Grid(Sorted):
    """Features by the cell of their south-western corner, in the grid that fits their size.

    None is larger than a cell of its grid, so those that touch a box begin in it or at most one
    cell to the west and south.  What fits none of the grids is in ``wide``; what has no place is
    left out.
    """

    def __init__(self, boxes: Boxes) -> None:
        """Sort features by their boxes: west, south, east, north."""
        at = boxes.astype(np.float64)
        size = np.maximum((at[:, 2] - at[:, 0]) / 2, at[:, 3] - at[:, 1])
        grid = np.searchsorted(SIZES, size)
        self.wide: Integers = np.flatnonzero((grid == len(SIZES)) & ~np.isnan(size))
        narrow = np.flatnonzero(grid < len(SIZES))
        of = grid[narrow]
        height = _HEIGHTS[of]
        rows, columns = _cell(at[narrow, 1], 90, height), _cell(at[narrow, 0], 180, 2 * height)
        super().__init__(_numbered(of, rows, columns), narrow)

    def near(self, bounds: tuple[float, float, float, float]) -> Stretches | None:
        """Return where those are that may touch a box; None: it is too tall to be looked up."""
        west, south, east, north = bounds
        if (north - south) / SIZES[0] > MOST_ROWS:
            return None
        low, high = _cell(south - _HEIGHTS, 90, _HEIGHTS), _cell(north, 90, _HEIGHTS)
        width = 2 * _HEIGHTS
        left, right = _cell(west - width, 180, width), _cell(east, 180, width)
        count = high - low + 1
        grid = np.repeat(np.arange(len(SIZES)), count)
        rows = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count - low, count)
        return self.between(_numbered(grid, rows, left[grid]), _numbered(grid, rows, right[grid]))


def _cell(at: Any, half: float, size: Any) -> Integers:
    """Return which row or column of cells degrees are in, counted from ``-half``."""
    cells = np.floor((at + half) / size)
    found: Integers = np.clip(cells, 0, (1 << ROW_BITS) - 1).astype(np.int64)
    return found


def _numbered(grid: Any, rows: Any, columns: Any) -> Integers:
    found: Integers = (grid << ROW_BITS | rows) << ROW_BITS | columns
    return found
