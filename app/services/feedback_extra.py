"""What can be sent along by anyone: a picture, made anew, and a point on the map."""

from dataclasses import dataclass

from shapely import Point

from app.adapters import picture
from app.adapters.file_store import FileStore
from app.adapters.picture import PictureError
from geodata.shapes import ShapeError, parse_coordinates
from models.city import City
from models.errors import FieldError

DECIMALS = 4  # about ten metres: nobody's door
AROUND_DEGREES = 0.3
"""How far out of its city's box a pilot can be told of: somebody may have met it on the way."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture that is in the store: its digest, and the pixels of its largest size."""

    digest: str
    width: int
    height: int


def take_photo(store: FileStore, content: bytes) -> Photo:
    """Make a picture anew and put it into the store; nothing that its file tells besides is kept.

    Raises:
        FieldError: ``upload`` with the codes of ``PictureProblem``.
    """
    try:
        made = picture.prepare(content)
    except PictureError as refused:
        raise FieldError(refused.problem, field="upload", **refused.facts) from None
    for name, data in made.contents.items():
        store.put(name, data)
    return Photo(made.digest, made.width, made.height)


def point_near(city: City, typed: str) -> tuple[float, float] | None:
    """Return (longitude, latitude) in EPSG:4326 of typed coordinates, rounded; None for none.

    Raises:
        FieldError: ``place`` with ``place_not_read`` or ``place_far`` (city).
    """
    if not typed.strip():
        return None
    try:
        found = parse_coordinates(typed, "point")
    except ShapeError:
        raise FieldError("place_not_read", field="place") from None
    point = found if isinstance(found, Point) else found.centroid
    lon, lat = round(point.x, DECIMALS), round(point.y, DECIMALS)
    west, south, east, north = city.bbox
    within = (
        west - AROUND_DEGREES <= lon <= east + AROUND_DEGREES
        and south - AROUND_DEGREES <= lat <= north + AROUND_DEGREES
    )
    if not within:
        raise FieldError("place_far", field="place", city=city.name)
    return lon, lat
