"""GeoJSON, one feature at a time: the file is never in memory as a whole.

Reads RFC 7946 and the older form with a ``crs`` member.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geodata.exchange.refusal import MOST_FEATURE, RefusedError
from geodata.exchange.row import Row, Source

_PIECE = 256 * 1024
_BLANK = re.compile(r"[ \t\r\n]*")
_CRS = re.compile(r"EPSG:{1,2}(\d{1,6})")
_CRS84 = 4326
WGS84_NAMES = ("CRS84", "WGS84")


def _no_number(_word: str) -> float:
    raise RefusedError("json_number")


_DECODER = json.JSONDecoder(parse_constant=_no_number)


class _Window:
    """A text file seen through a window that moves on."""

    def __init__(self, path: Path) -> None:
        self.file = path.open(encoding="utf-8-sig", errors="strict", newline="")
        self.text = ""
        self.place = 0
        self.is_over = False

    def more(self, least: int = _PIECE) -> bool:
        """Read on; False at the end of the file."""
        try:
            piece = self.file.read(least)
        except UnicodeDecodeError:
            raise RefusedError("not_utf8") from None
        self.text = self.text[self.place :] + piece
        self.place = 0
        self.is_over = not piece
        return bool(piece)

    def peek(self) -> str:
        """Return the next sign that is no blank, or an empty string at the end."""
        while True:
            match = _BLANK.match(self.text, self.place)
            self.place = match.end() if match else self.place
            if self.place < len(self.text):
                return self.text[self.place]
            if not self.more():
                return ""

    def take(self, sign: str) -> bool:
        """Step over ``sign`` if it is next."""
        if self.peek() == sign:
            self.place += 1
            return True
        return False

    def value(self) -> Any:
        """Return the next JSON value, reading on until it is whole.

        Raises:
            RefusedError: ``json_broken``, ``json_deep``, ``json_number``, ``feature_too_large``.
        """
        self.peek()
        least = _PIECE
        while True:
            try:
                found, end = _DECODER.raw_decode(self.text, self.place)
            except RecursionError:
                raise RefusedError("json_deep") from None
            except ValueError:
                if len(self.text) - self.place > MOST_FEATURE:
                    raise RefusedError("feature_too_large", limit_mb=MOST_FEATURE >> 20) from None
                if not self.more(least):
                    raise RefusedError("json_broken") from None
                least *= 2
                continue
            if end == len(self.text) and not self.is_over and isinstance(found, int | float):
                self.more()  # a number may go on
                continue
            self.place = end
            return found


def read(path: Path) -> Source:
    """Return the features of a collection, or the one feature of a file."""
    source = Source("geojson", iter(()), has_shapes=True, epsg=_CRS84)
    source.rows = _rows(_Window(path), source)
    return source


def _rows(window: _Window, source: Source) -> Iterator[Row]:
    """Go through the top level: ``features`` one by one, other members whole."""
    if not window.take("{"):
        raise RefusedError("json_broken")
    rest: dict[str, Any] = {}
    has_features = False
    while not window.take("}"):
        name = window.value()
        if not isinstance(name, str) or not window.take(":"):
            raise RefusedError("json_broken")
        if name == "features" and window.take("["):
            has_features = True
            yield from _features(window)
        else:
            rest[name] = window.value()
        _step(window, "}")
    if "crs" in rest:
        source.epsg = epsg_of(rest["crs"])
    if not has_features:
        yield _row(rest, 1)


def _step(window: _Window, end: str, **facts: int) -> None:
    """Step over the comma before the next member, or up to the end."""
    if not window.take(",") and window.peek() != end:
        raise RefusedError("json_broken", **facts)


def _features(window: _Window) -> Iterator[Row]:
    number = 0
    while not window.take("]"):
        number += 1
        yield _row(window.value(), number)
        _step(window, "]", row=number)


def _row(feature: Any, number: int) -> Row:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise RefusedError("json_no_features")
    properties = feature.get("properties")
    shape = feature.get("geometry")
    values = dict(properties) if isinstance(properties, dict) else {}
    if isinstance(feature.get("id"), str | int) and "id" not in values:
        values["id"] = feature["id"]
    return Row(number, values, shape if isinstance(shape, dict) else None)


def epsg_of(crs: Any) -> int | None:
    """Return the EPSG code that a ``crs`` member names, or None."""
    if crs is None:
        return None
    named = json.dumps(crs)[:500]
    if any(name in named for name in WGS84_NAMES):
        return _CRS84
    found = _CRS.search(named)
    return int(found.group(1)) if found else None
