"""Finding a place by its name, without asking anybody outside: one function behind every list.

The names are those of `geodata.gazetteer`, and of the public testbeds with their districts and
addresses.  Words are folded (å and ä found as a); the last letters of each may be missing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from app.database import db
from app.queries.search import WORD, fold, matching_ids
from app.queries.testbed_field import LISTED
from geodata.crs import from_web_mercator
from geodata.gazetteer import gazetteer
from models.base import LANGUAGES, Translated
from models.city import City
from models.place import PlaceKind
from models.testbed import Testbed

CANDIDATES = 400
MOST_WORDS = 6
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Place:
    """A place with a name.  ``city`` is the slug of its city, or empty; ``at`` is (lon, lat).

    ``matched`` is the one of its names that was looked for.
    """

    kind: PlaceKind
    name: Translated
    matched: str
    city: str
    at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A public testbed that has the words somewhere."""

    name: Translated
    district: Translated
    address: str
    city: str
    at: tuple[float, float]


def places(asked: str, most: int) -> list[Place]:
    """Return the places that an asked text may mean, the likeliest first.

    Each of its words must begin a word of the place's name in one of the languages.
    """
    words = [fold(word) for word in WORD.findall(asked)][:MOST_WORDS]
    if not words or len("".join(words)) < SHORTEST:
        return []
    known = list(_written(words))
    named = {(fold(place.name.fi), place.city) for place in known}
    candidates = _candidates(asked)
    known += [
        place
        for place in _districts(words, candidates)
        if (fold(place.name.fi), place.city) not in named
    ]
    known += _testbeds(words, candidates)
    return sorted(known, key=lambda place: _rank(place, words))[:most]


def _written(words: list[str]) -> Iterator[Place]:
    for one in gazetteer():
        if matched := _named(words, one.names.values()):
            kind = PlaceKind.CITY if one.is_town else PlaceKind.DISTRICT
            yield Place(kind, Translated.of(one.names), matched, one.city, one.at)


def _candidates(asked: str) -> list[_Candidate]:
    ids = matching_ids("testbed", asked, CANDIDATES) or set()
    rows = db.session.execute(
        select(
            Testbed.name, Testbed.district, Testbed.address, Testbed.blur, City.slug,
            Testbed.anchor_x, Testbed.anchor_y,
        )
        .join(City, City.id == Testbed.city_id)
        .where(Testbed.id.in_(ids), Testbed.status.in_(LISTED), Testbed.anchor_x.is_not(None))
        .order_by(Testbed.id)
    )  # fmt: skip
    return [
        _Candidate(name, district, "" if blur else address, city, from_web_mercator(x, y))
        for name, district, address, blur, city, x, y in rows
        if x is not None and y is not None
    ]


def _districts(words: list[str], candidates: list[_Candidate]) -> Iterator[Place]:
    """Return the districts that cities have named, in the middle of the testbeds found there."""
    by_name: dict[tuple[str, str], list[_Candidate]] = {}
    for one in candidates:
        if _named(words, _all_names(one.district)):
            by_name.setdefault((fold(one.district.fi), one.city), []).append(one)
    for (_name, city), there in by_name.items():
        lon = sum(one.at[0] for one in there) / len(there)
        lat = sum(one.at[1] for one in there) / len(there)
        district = there[0].district
        matched = _named(words, _all_names(district))
        yield Place(PlaceKind.DISTRICT, district, matched, city, (lon, lat))


def _testbeds(words: list[str], candidates: list[_Candidate]) -> Iterator[Place]:
    for one in candidates:
        if matched := _named(words, _all_names(one.name)):
            yield Place(PlaceKind.TESTBED, one.name, matched, one.city, one.at)
        if matched := _named(words, [one.address]):
            yield Place(PlaceKind.ADDRESS, Translated(one.address), matched, one.city, one.at)


def _all_names(name: Translated) -> list[str]:
    return [written for lang in LANGUAGES if (written := name.get(lang))]


def _named(words: list[str], names: Iterable[str]) -> str:
    """Return the first of the names in which each of the words begins a word, or nothing."""
    for name in names:
        parts = [fold(part) for part in WORD.findall(name)]
        if all(any(part.startswith(word) for part in parts) for word in words):
            return name
    return ""


def _rank(place: Place, words: list[str]) -> tuple[bool, bool, int, str, str]:
    """Order places: named just so, then beginning so, then the wider before the narrower."""
    whole = " ".join(words)
    names = [" ".join(WORD.findall(fold(name))) for name in _all_names(place.name)]
    return (
        whole not in names,
        not any(name.startswith(whole) for name in names),
        list(PlaceKind).index(place.kind),
        names[0],
        place.city,
    )
