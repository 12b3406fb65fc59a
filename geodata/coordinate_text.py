"""Pairs of coordinates as people write them, one pair a line, parts divided by an empty line.

People write latitude first, or northing first in a plane: ``60.1699, 24.9384``,
``60,1699 24,9384``, ``60.1699° N; 24.9384° E``, ``60°10'11.6"N 24°56'18.2"E``,
``6 672 126,7 385 700,4``.  In a plane the two cannot be mistaken for each other, so either order is
taken there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, islice

from geodata.crs import SYSTEMS, Crs, Position
from geodata.shape_error import ShapeCode, ShapeError

POINT_LIMIT = 10_000
"""How many points a shape may keep."""

READ_LIMIT = 50_000
"""How many may be read, to be made fewer before the shape is kept."""

TEXT_LIMIT = 1_500_000

# Spaces of all kinds, among them the ones that spreadsheets and Finnish typography put in numbers.
_SPACE = r"[\s\u00a0\u202f\u2009]"
_BETWEEN = tuple(
    re.compile(pattern)
    for pattern in (
        r"[;\t]",  # 60,17; 24,94
        rf",{_SPACE}+",  # 60.17, 24.94
        rf"(?<=[NSEWnsew]){_SPACE}*,?{_SPACE}*(?=[\d+-])",  # 60°10'12"N 24°56'24"E
        rf"{_SPACE}+",  # 60,17 24,94
        # 60.17,24.94, but not 60,17: that is more likely one number than two
        r"(?<=[.\d]{4}),(?=[^,]+$)",
    )
)
_FOUR_PARTS = re.compile(r"([+-]?\d+,\d+),([+-]?\d+,\d+)")  # 60,17,24,94
_NUMBER = re.compile(
    rf"""([+-]?)(\d{{1,3}}(?:{_SPACE}\d{{3}})+(?:[.,]\d+)?|\d+(?:[.,]\d*)?){_SPACE}*
         (?:[°º]{_SPACE}*
            (?:(\d+(?:[.,]\d+)?){_SPACE}*['′’]{_SPACE}*
               (?:(\d+(?:[.,]\d+)?){_SPACE}*(?:["″”]|''){_SPACE}*)?)?)?
         ([NSEWnsew]?)""",
    re.VERBOSE,
)
_PLAIN_LINE_MAX = 120


def read_parts(text: str, crs: Crs, limit: int = POINT_LIMIT) -> list[list[Position]]:
    """Return the positions ``(x, y)`` of a text with one pair a line, in the system ``crs``.

    Empty lines divide the parts of a shape; a text in which every pair stands apart is one part
    that was written with space between its lines.

    Raises:
        ShapeError: ``not_numbers``, ``swapped``, ``other_crs`` or ``outside_finland`` with the
            line's number (counted from 1, empty lines included), or ``too_many_points``.

    """
    rows = [(number, row.strip()) for number, row in enumerate(text.splitlines(), 1)]
    blocks = [
        list(block) for filled, block in groupby(rows, key=lambda row: bool(row[1])) if filled
    ]
    given = sum(map(len, blocks))
    # One more than allowed, because an area's first corner may be repeated as its last.
    if given > limit + len(blocks):
        raise ShapeError(ShapeCode.TOO_MANY_POINTS, limit=limit, given=given)
    if all(len(block) == 1 for block in blocks):
        blocks = [[row for block in blocks for row in block]] if blocks else []
    return [[_position(row, number, crs) for number, row in block] for block in blocks]


def read_pairs(text: str, crs: Crs) -> list[Position]:
    """Return the positions of every part in one row; raises what `read_parts` raises."""
    return [position for part in read_parts(text, crs) for position in part]


def _position(row: str, line: int, crs: Crs) -> Position:
    pair = _pair(row) if len(row) <= _PLAIN_LINE_MAX else None
    if pair is None:
        raise ShapeError(ShapeCode.NOT_NUMBERS, line=line)
    first, second = pair
    if crs.holds(second, first):
        return second, first
    if crs.holds(first, second):
        if crs.is_plane:
            return first, second
        raise ShapeError(ShapeCode.SWAPPED, line=line)
    for other in SYSTEMS.values():
        if other.holds(second, first) or (other.is_plane and other.holds(first, second)):
            raise ShapeError(ShapeCode.OTHER_CRS, line=line, epsg=other.epsg)
    raise ShapeError(ShapeCode.OUTSIDE_FINLAND, line=line)


def _pair(row: str) -> Position | None:
    """Return the two numbers of a line, in the order written, or nothing."""
    for first, second in _ways_to_split(row):
        a, b = _number(first), _number(second)
        if a is not None and b is not None:
            return a, b
    return None


def _ways_to_split(row: str) -> Iterator[tuple[str, str]]:
    if match := _FOUR_PARTS.fullmatch(row):
        yield match.group(1), match.group(2)
    for between in _BETWEEN:
        for match in islice(between.finditer(row), 4):
            yield row[: match.start()], row[match.end() :]


def _number(text: str) -> float | None:
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    sign, whole, minutes, seconds, side = match.groups()
    value = _decimal(whole) + _decimal(minutes) / 60 + _decimal(seconds) / 3600
    return -value if (sign == "-") != (side.upper() in {"S", "W"}) else value


def _decimal(text: str | None) -> float:
    if text is None:
        return 0.0
    return float("".join(text.split()).replace(",", "."))
