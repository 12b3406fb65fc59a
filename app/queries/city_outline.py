"""The outline of a city as maps draw it: lighter than the boundary that judges."""

import shapely
from geoalchemy2.shape import to_shape

from geodata.crs import WGS84, reproject
from geodata.shapes import to_geojson_text
from models.city import City

OUTLINE_M = 10.0
"""No place of the drawn outline is further than this from the boundary."""


def outline(city: City) -> str | None:
    """Return a city's outline as GeoJSON text, or None where no boundary has been loaded."""
    if city.boundary is None:
        return None
    plane = reproject(to_shape(city.boundary), WGS84, city.gk_epsg)
    lighter = shapely.simplify(plane, OUTLINE_M, preserve_topology=True)
    return to_geojson_text(reproject(lighter, city.gk_epsg, WGS84), 5)
