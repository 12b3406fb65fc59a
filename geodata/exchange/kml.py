"""KML and KMZ, read by ourselves with a parser that knows no entities."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from geodata.exchange.refusal import MOST_CELL, MOST_DEPTH, MOST_POINTS, RefusedError
from geodata.exchange.row import Row, Source

_WGS84 = 4326
_LONLAT = 2
_SHAPES = ("Point", "LineString", "Polygon", "MultiGeometry")
_PLAIN = ("name", "description", "address")


def read(path: Path) -> Source:
    """Return the placemarks of a document."""
    return Source("kml", _rows(path), has_shapes=True, epsg=_WGS84)


def _rows(path: Path) -> Iterator[Row]:
    number = depth = 0
    root: Element | None = None
    try:
        for event, element in iterparse(
            path, events=("start", "end"), forbid_dtd=True, forbid_entities=True
        ):
            if event == "start":
                depth += 1
                root = element if root is None else root
                _check_start(root, depth)
                continue
            depth -= 1
            if _name(element) == "Placemark":
                number += 1
                yield _row(element, number)
                element.clear()
                root.clear()  # type: ignore[union-attr]  # what is behind us need not be kept
    except DefusedXmlException:
        raise RefusedError("xml_entities") from None
    except (ParseError, UnicodeError, ValueError, LookupError):
        raise RefusedError("xml_broken") from None


def _check_start(root: Element, depth: int) -> None:
    if _name(root) != "kml":
        raise RefusedError("file_type_wrong", named="kml", found="xml")
    if depth > MOST_DEPTH:
        raise RefusedError("xml_deep")


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _row(mark: Element, number: int) -> Row:
    values: dict[str, Any] = {}
    shape = None
    for child in mark:
        name = _name(child)
        if name in _PLAIN:
            values[name] = _text(child, number)
        elif name == "ExtendedData":
            values |= dict(_extended(child, number))
        elif name in _SHAPES:
            shape = _shape(child, number)
    return Row(number, values, shape)


def _extended(data: Element, number: int) -> Iterator[tuple[str, str]]:
    for one in data.iter():
        key = one.get("name")
        if not key:
            continue
        if _name(one) == "SimpleData":
            yield key, _text(one, number)
        elif _name(one) == "Data":
            for value in one:
                if _name(value) == "value":
                    yield key, _text(value, number)


def _text(element: Element, number: int) -> str:
    text = "".join(element.itertext()).strip()
    if len(text) > MOST_CELL:
        raise RefusedError("cell_too_large", row=number, column=_name(element), limit=MOST_CELL)
    return text


def _shape(element: Element, number: int, depth: int = 0) -> dict[str, Any] | None:
    kind = _name(element)
    if kind == "MultiGeometry":
        parts = [
            part
            for child in element
            if _name(child) in _SHAPES and depth < MOST_DEPTH
            if (part := _shape(child, number, depth + 1))
        ]
        return bundled(parts)
    if kind == "Polygon":
        rings = [
            _positions(line, number)
            for edge in element
            if _name(edge) in {"outerBoundaryIs", "innerBoundaryIs"}
            for line in edge.iter()
            if _name(line) == "coordinates"
        ]
        return {"type": "Polygon", "coordinates": rings}
    positions = [
        place
        for line in element.iter()
        if _name(line) == "coordinates"
        for place in _positions(line, number)
    ]
    if kind == "Point":
        return {"type": "Point", "coordinates": positions[0]} if positions else None
    return {"type": "LineString", "coordinates": positions}


def bundled(parts: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return one shape of several of the same kind, or the collection that they are."""
    kinds = {part["type"] for part in parts}
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    if len(kinds) == 1 and not parts[0]["type"].startswith(("Multi", "Geo")):
        return {
            "type": f"Multi{parts[0]['type']}",
            "coordinates": [part["coordinates"] for part in parts],
        }
    return {"type": "GeometryCollection", "geometries": parts}


def _positions(element: Element, number: int) -> list[list[float]]:
    """Read ``lon,lat[,height]`` triples between blanks."""
    words = (element.text or "").split()
    if len(words) > MOST_POINTS + 1:
        raise RefusedError("too_many_points", row=number, given=len(words), limit=MOST_POINTS)
    places = []
    for word in words:
        numbers = word.split(",")[:_LONLAT]
        try:
            lon, lat = (float(one) for one in numbers)
        except ValueError:
            raise RefusedError("xml_coordinates", row=number) from None
        places.append([lon, lat])
    return places
