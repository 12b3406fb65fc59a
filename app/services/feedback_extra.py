"""What can be sent along by anyone: a picture, made anew, and a point on the map."""

from dataclasses import dataclass

from shapely import Point

from app import clock
from app.adapters import picture
from app.adapters.file_store import FileStore
from app.adapters.picture import PictureError
from geodata.shapes import ShapeError, parse_coordinates
from models.city import City
from models.errors import FieldError

DECIMALS = 4  # about ten metres: nobody's door
AROUND_DEGREES = 0.3
"""How far out of its city's box a pilot can be told of: somebody may have met it on the way."""


UNSENT_KEPT_S = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture that is in the store: its digest, and the pixels of its largest size."""

    digest: str
    width: int
    height: int


def wait_photo(store: FileStore, content: bytes) -> Photo:
    """Make a picture anew and put it aside until it is sent; its file tells nothing else.

    Raises:
        FieldError: ``upload`` with the codes of ``PictureProblem``.
    """
    try:
        made = picture.prepare(content)
    except PictureError as refused:
        raise FieldError(refused.problem, field="upload", **refused.facts) from None
    for name, data in made.contents.items():
        store.put(picture.unsent_name(name), data)
    return Photo(made.digest, made.width, made.height)


def waiting_picture(store: FileStore, photo: Photo) -> bytes | None:
    """Return the smallest size of a picture that waits, as WebP; None when it has been swept."""
    name = picture.stored_name(photo.digest, picture.widths_of(photo.width)[0], "webp")
    return store.read(picture.unsent_name(name))


def send_photo(store: FileStore, photo: Photo) -> bool:
    """Put a picture that waits among those that are sent; False when it has been swept."""
    names = picture.names_of(photo.digest, photo.width)
    found = [(name, store.read(picture.unsent_name(name))) for name in names]
    for name, data in found:
        if data is None:
            return False
        store.put(name, data)
    return True


def sweep_unsent(store: FileStore) -> int:
    """Forget the pictures that somebody chose and did not send within a day; return how many."""
    gone = 0
    for name in store.put_before(clock.now().timestamp() - UNSENT_KEPT_S):
        if name.startswith(picture.UNSENT):
            store.remove(name)
            gone += 1
    return gone


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
