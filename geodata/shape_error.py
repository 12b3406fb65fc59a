"""What can be wrong with a shape that somebody typed, drew or uploaded."""

from __future__ import annotations

from enum import StrEnum


class ShapeCode(StrEnum):
    """Why a shape was refused; the facts that come with each are named beside it."""

    EMPTY = "empty"
    NOT_NUMBERS = "not_numbers"  # line
    NOT_READABLE = "not_readable"  # pasted GeoJSON or WKT that cannot be read
    SWAPPED = "swapped"  # line: longitude stands before latitude
    OUTSIDE_FINLAND = "outside_finland"  # line
    OTHER_CRS = "other_crs"  # line, epsg: in Finland only if read in that other system
    UNKNOWN_CRS = "unknown_crs"  # epsg
    WRONG_SHAPE = "wrong_shape"  # wanted, given
    ONE_POINT_ONLY = "one_point_only"  # given
    TOO_FEW_POINTS = "too_few_points"  # needed, given
    TOO_MANY_POINTS = "too_many_points"  # limit, given
    ZERO_LENGTH = "zero_length"
    RING_NOT_AREA = "ring_not_area"  # all corners on one line
    SELF_CROSSING = "self_crossing"  # lon, lat


class ShapeError(ValueError):
    """A shape that cannot be taken, with a code and the facts for a message; it holds no text."""

    def __init__(self, code: ShapeCode, **facts: float | str) -> None:
        super().__init__(code.value, facts)
        self.code = code
        self.facts = facts
