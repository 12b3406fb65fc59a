"""How large a filter may be, and what is the same whichever way it is written.

The limits keep one address from costing a database minutes; they are far above what a person
writes or a map program makes.
"""

import datetime as dt
import json
import math
from collections.abc import Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.ogc_crs import OgcCrs, to_lonlat
from models.ogc import ARITY, Instant, Interval, Node, OgcError, Op, Property, Shape

MOST_LETTERS = 8000
MOST_DEPTH = 32
MOST_NODES = 400
MOST_POSITIONS = 5000
GREATEST = 2**53  # beyond it JSON's numbers are not exact
OPEN = ".."
BOX_SIZES = {4, 6}


class Builder:
    """Makes the nodes of one filter and counts them; ``crs`` is that of its geometries."""

    def __init__(self, crs: OgcCrs) -> None:
        self.crs = crs
        self.nodes = 0

    def counted(self, node: Node) -> Node:
        """Return the node, counted.

        Raises:
            OgcError: the filter has too many parts, or a letter or number that none can have.

        """
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise refused("ogc_filter_large")
        if isinstance(node, str) and not is_plain(node):
            raise refused("ogc_filter_syntax", place=1, rest="")
        if isinstance(node, int) and abs(node) > GREATEST:
            return self.counted(float(node))
        return node

    def op(self, name: str, *args: Node) -> Node:
        """Return an operation, checked to be known and to have as many arguments as it needs."""
        if name in {"and", "or"}:
            if len(args) < 2:  # noqa: PLR2004 - one alone joins nothing
                raise refused("ogc_filter_arguments", name=name)
        elif name not in ARITY:
            raise refused("ogc_filter_function", name=name)
        elif len(args) != ARITY[name]:
            raise refused("ogc_filter_arguments", name=name)
        depth = 1 + max((one.depth for one in args if isinstance(one, Op)), default=0)
        if depth > MOST_DEPTH:
            raise refused("ogc_filter_deep")
        return self.counted(Op(name, args, depth))

    def shape(self, geometry: BaseGeometry) -> Node:
        """Return a geometry that was given in the filter's coordinate system.

        Raises:
            OgcError: it is empty, broken, too fine, or not on the map.

        """
        if geometry.is_empty or shapely.get_num_coordinates(geometry) > MOST_POSITIONS:
            raise refused("ogc_filter_geometry")
        if not shapely.is_valid(geometry):
            raise refused("ogc_filter_geometry")
        moved = to_lonlat(geometry, self.crs)
        if not all(math.isfinite(edge) for edge in moved.bounds):
            raise refused("ogc_filter_geometry")
        return self.counted(Shape(moved))

    def box(self, numbers: Sequence[float]) -> Node:
        """Return a box of four numbers, or six with heights, which are left out."""
        if len(numbers) not in BOX_SIZES:
            raise refused("ogc_filter_geometry")
        half = len(numbers) // 2
        (west, south), (east, north) = numbers[:2], numbers[half : half + 2]
        if south > north or west > east:
            raise refused("ogc_filter_geometry")
        return self.shape(shapely.box(west, south, east, north))

    def geojson(self, value: dict[str, Any]) -> Node:
        """Return a GeoJSON geometry."""
        try:
            return self.shape(shapely.force_2d(shapely.from_geojson(json.dumps(value))))
        except (shapely.errors.GEOSException, ValueError, TypeError):
            raise refused("ogc_filter_geometry") from None

    def wkt(self, text: str) -> Node:
        """Return a geometry in well-known text."""
        try:
            return self.shape(shapely.force_2d(shapely.from_wkt(text)))
        except (shapely.errors.GEOSException, ValueError):
            raise refused("ogc_filter_geometry") from None

    def interval(self, ends: Sequence[str | Property]) -> Node:
        """Return an interval of two texts or properties."""
        start, end = (one if isinstance(one, Property) else _end(one) for one in ends)
        if isinstance(start, Instant) and isinstance(end, Instant) and start.text > end.text:
            raise refused("ogc_filter_time", text=f"{start.text}/{end.text}")
        return self.counted(Interval(start, end))


def is_plain(text: str) -> bool:
    """Say whether a database can be asked for this text: no NUL, no half of a letter."""
    return "\0" not in text and all(not "\ud800" <= letter <= "\udfff" for letter in text)


def refused(code: str, **facts: Any) -> OgcError:
    """Return the refusal of a filter."""
    return OgcError(code, field="filter", **facts)


def _end(text: str) -> Instant | None:
    return None if text in {OPEN, ""} else instant(text)


def instant(text: str, *, is_day: bool | None = None) -> Instant:
    """Return a day or an instant from ISO text; an instant becomes UTC with whole seconds.

    Raises:
        OgcError: it is neither, or not the one that ``is_day`` says.

    """
    try:
        if is_day not in (None, "T" not in text.upper()):
            raise refused("ogc_filter_time", text=text[:40])
        if "T" not in text.upper():
            return Instant(dt.date.fromisoformat(text).isoformat())
        moment = dt.datetime.fromisoformat(text.upper())
        moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        return Instant(moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    except (ValueError, OverflowError):
        raise refused("ogc_filter_time", text=text[:40]) from None
