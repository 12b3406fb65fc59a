"""Finding the one place that somebody means by a name, of those that app/queries/place.py knows.

The city may be named after a comma or beside the name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.queries.city import city_names
from app.queries.place import Place, places
from app.queries.search import WORD, fold
from models.base import LANGUAGES, Translated

CANDIDATES = 400


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place with a name; ``city`` is empty where it lies in none of ours or is one itself.

    ``lon`` and ``lat`` in EPSG:4326.
    """

    name: Translated
    city: Translated
    lon: float
    lat: float


def places_named(asked: str, most: int) -> list[NamedPlace]:
    """Return the places that a text names: those named just so, or else those that begin so."""
    cities = city_names()
    words = [fold(word) for word in WORD.findall(asked)]
    found: dict[tuple[str, str], Place] = {}
    exact: set[tuple[str, str]] = set()
    for place, wanted in _meant(words, cities):
        key = (fold(place.name.fi), place.city)
        found.setdefault(key, place)
        if any(wanted == words_of for words_of in _names(place.name)):
            exact.add(key)
    meant = [place for key, place in found.items() if key in exact or not exact]
    return [_named(place, cities) for place in meant[:most]]


def _meant(words: list[str], cities: Mapping[str, Translated]) -> Iterator[tuple[Place, set[str]]]:
    """Return the places that have the words, each with the words of its name that were asked for.

    First with all the words, then without those that name its city.
    """
    for place in places(" ".join(words), CANDIDATES):
        yield place, set(words)
    for slug, name in cities.items():
        said = {word for one in _names(name) for word in one}
        rest = [word for word in words if word not in said]
        if rest and len(rest) < len(words):
            for place in places(" ".join(rest), CANDIDATES):
                if place.city == slug:
                    yield place, set(rest)


def _names(name: Translated) -> list[set[str]]:
    """Return the folded words of a name in each of its languages."""
    return [
        {fold(word) for word in WORD.findall(written)}
        for lang in LANGUAGES
        if (written := name.get(lang))
    ]


def _named(place: Place, cities: Mapping[str, Translated]) -> NamedPlace:
    city = cities.get(place.city, Translated())
    lon, lat = place.at
    return NamedPlace(place.name, Translated() if city == place.name else city, lon, lat)
