"""How far places are from one another on the ground."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from geodata.crs import MERCATOR_HALF_M, Position

EARTH_RADIUS_M: Final = 6_371_008.8
"""The mean radius; along the ground in Finland a circle's distance is right to about 0.5 %."""

Floats = NDArray[np.float64]


def metres_from(place: Position, x: Floats, y: Floats) -> Floats:
    """Return the distance in metres along the ground from ``place`` to each of the others.

    ``place`` is (longitude, latitude) in EPSG:4326, ``x`` and ``y`` are EPSG:3857 metres; where
    they are not numbers, neither is the distance.
    """
    lon0, lat0 = np.radians(place[0]), np.radians(place[1])
    lon = x / MERCATOR_HALF_M * np.pi
    lat = 2 * np.arctan(np.exp(y / MERCATOR_HALF_M * np.pi)) - np.pi / 2
    half = (
        np.sin((lat - lat0) / 2) ** 2 + np.cos(lat0) * np.cos(lat) * np.sin((lon - lon0) / 2) ** 2
    )
    distance: Floats = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(half))
    return distance
