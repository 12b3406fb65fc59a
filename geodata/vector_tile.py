"""Mapbox vector tiles written by numpy, for the engine that cannot write them itself.

PostGIS has ``ST_AsMVT``; SpatiaLite has nothing like it.  Packages that write tiles take two to
three times as long (`docs/adr/0045-vector-tiles.md`), as they handle one position at a time: here
all positions of a tile are moved, rounded and packed together.

Source: Mapbox Vector Tile Specification 2.1; Protocol Buffers, encoding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geodata.tile_grid import EXTENT, Tile
from geodata.tile_shape import Drawn, drawn

MIMETYPE: Final = "application/vnd.mapbox-vector-tile"

Value = str | int | float | bool | None
Integers = NDArray[np.int64]

# Tags of the fields that are written: number << 3 | wire type.
_LAYER, _NAME, _FEATURE, _KEY, _VALUE = b"\x1a", b"\x0a", b"\x12", b"\x1a", b"\x22"
_ID, _TAGS, _GEOMETRY = b"\x08", b"\x12", b"\x22"
_KINDS: Final = tuple(bytes((0x18, kind)) for kind in range(4))
_STRING, _DOUBLE, _SIGNED, _BOOLEAN = b"\x0a", b"\x19", b"\x20", b"\x38"
_BITS = 7
_MORE = 1 << _BITS


@dataclass(frozen=True, slots=True)
class Rows:
    """The features of a layer: arrays and columns of one length, in the order of the tile.

    ``shapes`` are shapely geometries in EPSG:3857; ``anchor_x`` and ``anchor_y`` are the points,
    in the same system, that stand for shapes too small to be drawn.  Attributes that are None are
    left out.
    """

    ids: Sequence[int]
    shapes: NDArray[Any]
    anchor_x: NDArray[np.float64]
    anchor_y: NDArray[np.float64]
    columns: Mapping[str, Sequence[Value]]


def vector_tile(name: str, rows: Rows, tile: Tile) -> bytes:
    """Return the tile with one layer of these features; nothing at all when none is in it."""
    shown = drawn(rows.shapes, rows.anchor_x, rows.anchor_y, tile)
    return layer(name, rows.ids, rows.columns, shown)


def layer(
    name: str, ids: Sequence[int | None], columns: Mapping[str, Sequence[Value]], shown: Drawn
) -> bytes:
    """Return a layer of what is drawn; ``ids`` and ``columns`` are of everything asked about."""
    if not len(shown.place):
        return b""
    stream, starts = packed(shown.commands)
    ends = [*starts[shown.first[1:]].tolist(), len(stream)]
    begins = starts[shown.first].tolist()
    tags, tables = _tags(columns, shown.place.tolist())
    features: list[bytes] = []
    for begin, end, said, kind, place in zip(
        begins, ends, tags, shown.kind, shown.place.tolist(), strict=True
    ):
        number = ids[place]
        name_of = b"" if number is None else _ID + varint(number)
        head = name_of + _TAGS + varint(len(said))
        middle = _KINDS[kind] + _GEOMETRY + varint(end - begin)
        size = len(head) + len(said) + len(middle) + end - begin
        features += (_FEATURE, varint(size), head, said, middle, stream[begin:end])
    tail = b"\x28" + varint(EXTENT) + b"\x78\x02"  # the extent, and version 2
    return _sized(_LAYER, b"".join((_sized(_NAME, name.encode()), *features, *tables, tail)))


def _tags(
    columns: Mapping[str, Sequence[Value]], places: Sequence[int]
) -> tuple[list[bytes], list[bytes]]:
    """Return the tags of each feature, and the tables of keys and values that they point into."""
    numbers: dict[Value | tuple[type, Value], int] = {}
    keys: list[bytes] = []
    values: list[bytes] = []
    pairs: list[list[bytes]] = []  # of each column, what it adds to each feature
    for name, column in columns.items():
        shown = [column[place] for place in places]
        key = varint(len(keys))
        written: dict[Value, bytes] = {None: b""}
        for value in dict.fromkeys(shown):
            if value is None:
                continue
            # Texts are most of all, and equal nothing but texts.
            known = value if type(value) is str else (type(value), value)
            number = numbers.get(known)
            if number is None:
                number = numbers[known] = len(numbers)
                values.append(_value(value))
            written[value] = key + varint(number)
        if len(written) > 1:
            keys.append(_sized(_KEY, name.encode()))
            pairs.append([written[value] for value in shown])
    tables = [*keys, *values]
    if not pairs:
        return [b""] * len(places), tables
    return [b"".join(one) for one in zip(*pairs, strict=True)], tables


def _value(value: Value) -> bytes:
    """Return an entry of the table of values."""
    if isinstance(value, str):
        text = value.encode()
        if len(text) < len(_SHORT_TEXTS):
            return _SHORT_TEXTS[len(text)] + text
        size = varint(len(text))
        return b"".join((_VALUE, varint(1 + len(size) + len(text)), _STRING, size, text))
    if isinstance(value, bool):
        return _sized(_VALUE, _BOOLEAN + bytes((value,)))
    if isinstance(value, int):
        return _sized(_VALUE, _SIGNED + varint(value & (1 << 64) - 1))
    return _sized(_VALUE, _DOUBLE + np.array(value, "<f8").tobytes())


def _sized(tag: bytes, body: bytes) -> bytes:
    return tag + varint(len(body)) + body


def _varint(number: int) -> bytes:
    out = bytearray()
    while number >= _MORE:
        out.append(number & 0x7F | 0x80)
        number >>= _BITS
    out.append(number)
    return bytes(out)


_SMALL: Final = [_varint(number) for number in range(1 << 2 * _BITS)]
_SHORT_TEXTS: Final = [
    _VALUE + bytes((2 + length,)) + _STRING + bytes((length,)) for length in range(_MORE - 2)
]
"""What stands before a text of each length in the table of values."""


def varint(number: int) -> bytes:
    """Return a number, not negative, as Protocol Buffers write it: seven bits a byte."""
    return _SMALL[number] if number < len(_SMALL) else _varint(number)


def packed(numbers: Integers) -> tuple[bytes, Integers]:
    """Return many numbers one after the other as in `varint`, and where each of them begins."""
    size = np.ones(len(numbers), dtype=np.int64)
    left = numbers >> _BITS
    while left.any():
        size += left > 0
        left >>= _BITS
    ends = np.cumsum(size)
    starts = ends - size
    out = np.zeros(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    for byte in range(int(size.max(initial=0))):
        here = size > byte
        bits = numbers[here] >> (_BITS * byte) & 0x7F
        out[starts[here] + byte] = bits | np.where(size[here] > byte + 1, 0x80, 0)
    return out.tobytes(), starts
