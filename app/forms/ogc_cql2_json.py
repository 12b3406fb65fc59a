"""Read a filter written as CQL2 JSON: ``{"op": "=", "args": [{"property": "kind"}, "park"]}``.

Source: OGC 21-065r2, annex C (JSON schema of CQL2).
"""

import json
import math
from typing import Any

from app.forms.ogc_filter_limit import MOST_DEPTH, MOST_LETTERS, Builder, instant, refused
from geodata.ogc_crs import OgcCrs
from models.ogc import Node, Property


def read_json(text: str, crs: OgcCrs) -> Node:
    """Return the tree of a filter; geometries in it are in ``crs``.

    Raises:
        OgcError: it is no CQL2 JSON, or larger than what is answered.

    """
    if len(text) > MOST_LETTERS:
        raise refused("ogc_filter_large")
    try:
        value = json.loads(text, parse_constant=_no_number)
    except RecursionError:
        raise refused("ogc_filter_deep") from None
    except json.JSONDecodeError as problem:
        rest = text[problem.pos : problem.pos + 30].strip()
        raise refused("ogc_filter_syntax", place=problem.pos + 1, rest=rest) from None
    if not isinstance(value, dict | bool):
        raise refused("ogc_filter_syntax", place=1, rest=text[:30])
    return _node(value, Builder(crs), 1)


def _no_number(_name: str) -> float:
    raise refused("ogc_filter_syntax", place=1, rest=_name)


def _node(value: Any, build: Builder, depth: int) -> Node:
    if depth > MOST_DEPTH * 2:  # JSON opens two brackets where text opens one
        raise refused("ogc_filter_deep")
    if isinstance(value, str | bool | int):
        return build.counted(value)
    if isinstance(value, float) and math.isfinite(value):
        return build.counted(value)
    if isinstance(value, list):
        return tuple(_node(one, build, depth + 1) for one in value)
    if isinstance(value, dict):
        return _object(value, build, depth)
    raise _misread(value)


def _object(value: dict[str, Any], build: Builder, depth: int) -> Node:
    match value:
        case {"op": str(name), "args": list(args), **rest} if not rest:
            return build.op(name.lower(), *(_node(one, build, depth + 1) for one in args))
        case {"property": str(name), **rest} if not rest:
            return build.counted(Property(name))
        case {"date": str(text), **rest} | {"timestamp": str(text), **rest} if not rest:
            return build.counted(instant(text, is_day="date" in value))
        case {"interval": [start, end], **rest} if not rest:
            return build.interval([_end(start), _end(end)])
        case {"bbox": list(numbers), **rest} if not rest:
            return build.box([_number(one) for one in numbers])
        case {"type": str(_kind), **rest} if "coordinates" in rest or "geometries" in rest:
            return build.geojson(value)
    raise _misread(value)


def _end(value: Any) -> str | Property:
    match value:
        case str(text):
            return text
        case {"property": str(name), **rest} if not rest:
            return Property(name)
        case {"date": str(text), **rest} | {"timestamp": str(text), **rest} if not rest:
            return text
    raise _misread(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refused("ogc_filter_geometry")
    return float(value)


def _misread(value: Any) -> Exception:
    rest = json.dumps(value, ensure_ascii=False)[:30]
    return refused("ogc_filter_syntax", place=1, rest=rest)
