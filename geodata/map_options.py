"""What a page says about the map it wants; every value is plain and checked on the way in."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import shapely

from geodata.crs import TM35FIN
from geodata.map_labels import DRAWING_LABELS, EXPERIMENT_LABELS, PLACE_LABELS
from geodata.map_parts import same_origin

LonLat = tuple[float, float]
Box = tuple[float, float, float, float]
Status = Literal["running", "soon", "paused", "ended", "testbed", "challenge", "gathering"]
ShapeKind = Literal["point", "line", "area"]

FINLAND: Box = (19.0, 59.3, 31.7, 70.2)
SIX_CITIES: Box = (21.6, 59.9, 26.6, 65.25)

METRES_IN_DEGREE = 111_195.0  # of latitude
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_WEB_LINK = re.compile(r"https?://[^\s\"'<>\\]+")


class MissingLabelsError(LookupError):
    """A map was given a table of texts with some missing."""


def complete(labels: Mapping[str, str], needed: Mapping[str, str]) -> None:
    """Check that ``labels`` has every key of ``needed``.

    Raises:
        MissingLabelsError: with the missing keys.

    """
    if missing := sorted(needed.keys() - labels.keys()):
        raise MissingLabelsError(", ".join(missing))


@dataclass(frozen=True, kw_only=True)
class BaseMap:
    """What lies below everything else, the same for every map of an installation.

    The outline (GeoJSON polygons, one file for zoom 0-5 and one from 6) is always there; tiles
    cover it when they can be fetched.  ``place_names_url`` is GeoJSON points with ``name``, perhaps
    ``name_sv`` and the like, and ``rank`` (1 first, 3 only from zoom 11); they are drawn from zoom
    9 when there are no tiles.  The product's own are in ``static/geo/place-names.json``.

    Raises:
        RemoteAddressError: for an address that is not a path on our own origin; tiles of others
            are served through ours.

    """

    outline_url: str
    outline_low_url: str | None = None
    tiles_url: str | None = None
    tiles_attribution: str = ""
    tiles_attribution_url: str | None = None
    tiles_min_zoom: int = 0
    tiles_max_zoom: int = 19
    place_names_url: str | None = None

    def __post_init__(self) -> None:
        for address in (
            self.outline_url,
            self.outline_low_url,
            self.tiles_url,
            self.place_names_url,
        ):
            if address is not None:
                same_origin(address)
        if self.tiles_url is not None and not all(
            part in self.tiles_url for part in ("{z}", "{x}", "{y}")
        ):
            raise ValueError("tiles_url needs {z}, {x} and {y}")
        link = self.tiles_attribution_url
        if link is not None and not _WEB_LINK.fullmatch(link):
            raise ValueError("tiles_attribution_url must be a web address")


@dataclass(frozen=True, kw_only=True)
class MapOptions:
    """What every map needs: a name for the page, a name for people, words, and where it opens.

    ``key`` makes the element's id (``map_<key>``) and must be unique on the page.  ``label`` names
    the map for assistive technology and may hold people's own text.  It opens on ``bounds`` unless
    ``centre`` is given.
    """

    base: BaseMap
    label: str
    labels: Mapping[str, str]
    key: str = "main"
    bounds: Box = SIX_CITIES
    centre: LonLat | None = None
    zoom: float = 11
    min_zoom: int = 4
    max_zoom: int = 18

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise ValueError("key must be lower case letters, digits and _")
        west, south, east, north = self.bounds
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004 - degrees
            raise ValueError("bounds must be west, south, east, north in degrees")

    @property
    def start(self) -> dict[str, object]:
        """Return where the map opens, as the browser wants it (latitude first)."""
        if self.centre is not None:
            lon, lat = self.centre
            return {"centre": [lat, lon], "zoom": self.zoom}
        west, south, east, north = self.bounds
        return {"bounds": [[south, west], [north, east]]}


@dataclass(frozen=True, kw_only=True)
class ExperimentsMap(MapOptions):
    """The map of many places, fed by the server with clusters for the window in view.

    ``data_url``, ``shapes_url`` and ``things_url`` (challenges and events) are asked with
    ``params`` (the filters in force) and ``bbox`` and ``zoom``; see `geodata.maps` for what they
    answer.  ``outline_urls`` answer with the outlines of the cities that were asked for.
    ``near`` marks the place that the list is sorted by.  ``legend`` lists the states that can
    occur, in the order of the key.
    """

    data_url: str
    shapes_url: str | None = None
    things_url: str | None = None
    outline_urls: Sequence[str] = ()
    params: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    near: LonLat | None = None
    legend: tuple[Status, ...] = ("running", "soon", "paused", "ended", "testbed")

    def __post_init__(self) -> None:
        super().__post_init__()
        complete(self.labels, EXPERIMENT_LABELS)
        same_origin(self.data_url)
        for address in (self.shapes_url, *self.outline_urls):
            if address is not None:
                same_origin(address)


@dataclass(frozen=True, kw_only=True)
class PlaceMap(MapOptions):
    """The small map of one place on its own page.

    ``geometry`` is a GeoJSON geometry.  ``blurred_m`` is the radius of the circle to draw around a
    point whose exact place is not shown.
    """

    geometry: Mapping[str, object]
    status: Status = "testbed"
    blurred_m: float | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        complete(self.labels, PLACE_LABELS)


@dataclass(frozen=True, kw_only=True)
class CompareMap(MapOptions):
    """The small map of a shape as it was and as it is: GeoJSON geometries, one may be missing."""

    before: Mapping[str, object] | None
    after: Mapping[str, object] | None

    def __post_init__(self) -> None:
        super().__post_init__()
        complete(self.labels, PLACE_LABELS)


@dataclass(frozen=True, kw_only=True)
class AroundMap(MapOptions):
    """The small map of a place with what lies within ``radius_m`` of it; it opens on all of that.

    ``geometry`` is a GeoJSON point, or a polygon, which has no radius.
    """

    geometry: Mapping[str, object]
    radius_m: float = 0.0

    def __post_init__(self) -> None:
        west, south, east, north = shapely.from_geojson(json.dumps(self.geometry)).bounds
        up = self.radius_m / METRES_IN_DEGREE
        aside = up / math.cos(math.radians(max(abs(south), abs(north))))
        object.__setattr__(self, "bounds", (west - aside, south - up, east + aside, north + up))
        super().__post_init__()
        complete(self.labels, PLACE_LABELS)


@dataclass(frozen=True, kw_only=True)
class DrawingMap(MapOptions):
    """The map beside a coordinates field; the field's text stays the value.

    ``field_id`` is the id of the textarea, ``kind_name`` the name of the radio buttons with the
    values point, line and area (or of one hidden field), ``crs_name`` the name of the select whose
    values are EPSG codes; without it coordinates are in 4326.  ``draw_labels`` is the translated
    table `geodata.map_labels.DRAW_LABELS`.
    ``plane`` is the EPSG code in which lengths and areas are measured.  ``boundary_url`` answers
    with the city's outline as GeoJSON; ``nearby_url``, asked with ``bbox``, with the places to snap
    to: features with ``name``.  ``radius_name`` is the name of the select with a radius in metres:
    a circle that wide is drawn around a point.
    """

    field_id: str
    kind_name: str
    draw_labels: Mapping[str, str]
    crs_name: str | None = None
    plane: int = TM35FIN
    boundary_url: str | None = None
    nearby_url: str | None = None
    radius_name: str | None = None
    kinds: tuple[ShapeKind, ...] = ("point", "line", "area")
    limits: Box = FINLAND

    def __post_init__(self) -> None:
        super().__post_init__()
        complete(self.labels, DRAWING_LABELS)
        for address in (self.boundary_url, self.nearby_url):
            if address is not None:
                same_origin(address)
