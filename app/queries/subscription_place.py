"""Finding the point that somebody means by a name: a city, a testbed, its district or address."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from app.database import db
from app.queries.search import WORD, fold, matching_ids
from geodata.crs import from_web_mercator
from models.base import LANGUAGES, Translated
from models.city import City
from models.testbed import Testbed, TestbedStatus

MOST = 400  # testbeds that are looked at


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place with a name, in a city; ``lon`` and ``lat`` in EPSG:4326."""

    name: Translated
    city: Translated
    lon: float
    lat: float


def places_named(asked: str, most: int) -> list[NamedPlace]:
    """Return the places that a text names, those named just so before those that begin so.

    The city may be named after a comma or beside the name.
    """
    words = {fold(word) for word in WORD.findall(asked)}
    if not words:
        return []
    found: dict[tuple[str, str], tuple[int, NamedPlace]] = {}
    for place in _candidates(asked):
        rank = min(_ranks(place, words), default=None)
        key = (fold(place.name.fi or place.name.best("fi")[0]), place.city.fi)
        if rank is not None and (key not in found or rank < found[key][0]):
            found[key] = (rank, place)
    ranked = sorted(found.values(), key=lambda one: one[0])
    exact = [place for rank, place in ranked if rank == 0]
    return (exact or [place for _rank, place in ranked])[:most]


def _ranks(place: NamedPlace, words: set[str]) -> Iterator[int]:
    city = {fold(place.city.get(lang)) for lang in LANGUAGES}
    for lang in LANGUAGES:
        name = {fold(word) for word in WORD.findall(place.name.get(lang))}
        wanted = words - city or words
        if name and wanted == name:
            yield 0
        elif name and all(any(one.startswith(word) for one in name) for word in wanted):
            yield 1


def _candidates(asked: str) -> Iterator[NamedPlace]:
    for city in db.session.scalars(select(City)):
        yield NamedPlace(city.name, city.name, city.centre_lon, city.centre_lat)
    ids = matching_ids("testbed", asked.replace(",", " ")) or set()
    rows = db.session.scalars(
        select(Testbed)
        .where(
            Testbed.id.in_(sorted(ids)[:MOST]),
            Testbed.status == TestbedStatus.PUBLISHED,
            Testbed.anchor_x.is_not(None),
        )
        .order_by(Testbed.id)
    ).all()
    for one in rows:
        for name in (one.name, one.district, Translated("" if one.blur else one.address)):
            if name:
                yield _at(name, [two for two in rows if _has(two, name, one.city_id)])


def _has(one: Testbed, name: Translated, city_id: int) -> bool:
    names = (one.name, one.district, Translated(one.address))
    return one.city_id == city_id and name in names


def _at(name: Translated, there: list[Testbed]) -> NamedPlace:
    """Return a name in the middle of the testbeds that have it."""
    points = [from_web_mercator(one.anchor_x or 0.0, one.anchor_y or 0.0) for one in there]
    lon = sum(point[0] for point in points) / len(points)
    lat = sum(point[1] for point in points) / len(points)
    return NamedPlace(name, there[0].city.name, lon, lat)
