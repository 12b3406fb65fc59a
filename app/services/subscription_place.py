"""Make what can be followed: a circle around a point, a drawn area, a view, a testbed, a pilot.

Points are kept to four decimals, about ten metres: enough for news of a neighbourhood, and no more
exact than it has to be about where somebody lives.
"""

from collections.abc import Mapping, Sequence

import shapely
from shapely.geometry import mapping

from app.services.subscription import Followed
from geodata.crs import WGS84, reproject
from geodata.shape_error import ShapeError
from geodata.shape_text import parse_coordinates
from models.errors import FieldError
from models.pilot import Pilot
from models.subscription import PLACE_EPSG, Target
from models.testbed import Testbed

RADII_M = (300, 500, 1000, 2000, 5000, 10_000)
USUAL_RADIUS_M = 1000
MOST_POINTS = 500
DIGITS = 4
VIEW_NAMES = ("q", "city", "theme", "kind", "personal_data")


def around(lon: float, lat: float, radius_m: int, name: str) -> Followed:
    """Return everything within ``radius_m`` of a point in EPSG:4326."""
    x, y = round(lon, DIGITS), round(lat, DIGITS)
    centre = reproject(shapely.Point(x, y), WGS84, PLACE_EPSG)
    wish = {"near": f"{y:.{DIGITS}f},{x:.{DIGITS}f}", "radius": radius_m}
    return Followed(Target.PLACE, name, wish, shape=shapely.to_wkb(centre), radius_m=radius_m)


def point_of(coordinates: str) -> tuple[float, float]:
    """Return (longitude, latitude) of a typed or drawn point.

    Raises:
        FieldError: ``shape_…`` (the codes of geodata's ShapeError) at ``coordinates``.
    """
    point = _read(coordinates, is_area=False)
    return point.x, point.y


def within(coordinates: str, name: str) -> Followed:
    """Return everything that touches an area, given as its corners or as GeoJSON.

    Raises:
        FieldError: ``shape_…`` (the codes of geodata's ShapeError) at ``coordinates``.
    """
    area = shapely.set_precision(_read(coordinates, is_area=True), 10.0**-DIGITS)
    if area.is_empty:
        raise FieldError("shape_ring_not_area", field="coordinates")
    kept = reproject(area, WGS84, PLACE_EPSG)
    return Followed(Target.AREA, name, {"shape": mapping(area)}, shape=shapely.to_wkb(kept))


def view_of(args: Mapping[str, Sequence[str]], name: str) -> Followed:
    """Return a view of the front page by its arguments; what is unknown is left out."""
    wish = {one: sorted(args[one]) for one in VIEW_NAMES if args.get(one)}
    return Followed(Target.VIEW, name, wish)


def this_pilot(pilot: Pilot, name: str) -> Followed:
    """Return one pilot."""
    return Followed(Target.PILOT, name, {}, pilot_id=pilot.id)


def this_testbed(testbed: Testbed, name: str) -> Followed:
    """Return everything that is tried out at one testbed."""
    return Followed(Target.TESTBED, name, {}, testbed_id=testbed.id)


def _read(coordinates: str, *, is_area: bool) -> shapely.Geometry:
    try:
        return parse_coordinates(coordinates, "area" if is_area else "point", WGS84, MOST_POINTS)
    except ShapeError as problem:
        code = f"shape_{problem.code}"
        raise FieldError(code, field="coordinates", **problem.facts) from problem
