"""Marks of the map as GeoJSON, as geodata/maps.py describes what ``data_url`` answers."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from geodata.clusters import Cluster
from geodata.crs import from_web_mercator

Properties = Callable[[Hashable], Mapping[str, Any]]
DIGITS = 6


def collection(features: Sequence[Mapping[str, Any]], total: int) -> dict[str, Any]:
    """Return a FeatureCollection that also says how many places there are in all."""
    return {"type": "FeatureCollection", "total": total, "features": list(features)}


def feature(mark: Cluster, properties: Properties) -> dict[str, Any]:
    """Return one mark; ``properties(id)`` says what is known of a single place."""
    lon, lat = from_web_mercator(mark.x, mark.y)
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(lon, DIGITS), round(lat, DIGITS)]},
        "properties": _many(mark, properties)
        if mark.sample_id is None
        else dict(properties(mark.sample_id)),
    }


def _many(mark: Cluster, properties: Properties) -> dict[str, Any]:
    west, south = from_web_mercator(mark.bounds[0], mark.bounds[1])
    east, north = from_web_mercator(mark.bounds[2], mark.bounds[3])
    known: dict[str, Any] = {
        "count": mark.count,
        "cell": mark.key,
        "bbox": [round(edge, DIGITS) for edge in (west, south, east, north)],
        "size": mark.size_px,
    }
    if mark.name is not None:
        known |= {"name": mark.name, "anchor": mark.anchor}
    if mark.stack:
        known["items"] = [dict(properties(one)) for one in mark.stack]
    return known
