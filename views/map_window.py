"""What the browser's map asks for: a window and a zoom, and which places lie in it."""

from collections.abc import Mapping

import numpy as np
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from geodata.clusters import CITY_ZOOM, MAX_ZOOM, Box, CityNames, Points
from geodata.crs import to_web_mercator
from models.base import Translated
from views import language

CAPITAL = ("helsinki", "espoo", "vantaa")
EDGES = 4


def asked_window(args: MultiDict[str, str]) -> tuple[Box | None, float]:
    """Return the window in EPSG:3857 metres (None: everything) and the zoom that was asked for."""
    zoom = args.get("zoom", 6.0, type=float)
    try:
        edges = [float(edge) for edge in args.get("bbox", "").split(",")]
    except ValueError:
        edges = []
    box = None
    if len(edges) == EDGES and all(np.isfinite(edges)):
        west, south, east, north = edges
        box = (
            *to_web_mercator(_within(west, 180.0), _within(south, 85.0)),
            *to_web_mercator(_within(east, 180.0), _within(north, 85.0)),
        )
    return box, min(max(zoom if np.isfinite(zoom) else 6.0, 0.0), float(MAX_ZOOM))


def _within(degrees: float, most: float) -> float:
    return min(max(degrees, -most), most)


def in_window(points: Points, box: Box | None, zoom: float = float(MAX_ZOOM)) -> Points:
    """Return those of the points that lie in the window.

    Far out it is all of them, because a city's chip counts the whole city.
    """
    if box is None or zoom < CITY_ZOOM:
        return points
    west, south, east, north = box
    inside = (points.x >= west) & (points.x <= east) & (points.y >= south) & (points.y <= north)
    return Points(
        points.x[inside], points.y[inside], points.ids[inside], points.status[inside],
        points.city[inside],
    )  # fmt: skip


def chip_names(cities: Mapping[str, Translated]) -> CityNames:
    """Return what the chips of cities are called in the reader's language."""
    lang = language.current()
    return CityNames(
        names=[name.best(lang)[0] for name in cities.values()],
        capital=frozenset(place for place, slug in enumerate(cities) if slug in CAPITAL),
        capital_name=_("Capital region"),
        several=_("{n} cities"),
    )
