"""Names of places that come with the product: cities, their neighbours and districts.

They are facts of our own writing (a name and about its middle), in ``static/geo/place-names.json``,
which the map without tiles reads as well.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from geodata.crs import Position

FILE: Final = Path(__file__).parents[1] / "static" / "geo" / "place-names.json"
CITY_RANK, NEIGHBOUR_RANK = 1, 2


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """One place.  ``names`` are by language, Finnish always; ``at`` is (longitude, latitude).

    ``city`` is the slug of the city it lies in, empty for towns that are none of ours.
    """

    names: dict[str, str]
    rank: int
    city: str
    at: Position

    @property
    def is_town(self) -> bool:
        """Whether it is a whole city or town, not a district of one."""
        return self.rank <= NEIGHBOUR_RANK


@cache
def gazetteer() -> tuple[NamedPlace, ...]:
    """Return every place, the six cities first."""
    features = json.loads(FILE.read_text("utf-8"))["features"]
    return tuple(_place(one["properties"], one["geometry"]["coordinates"]) for one in features)


def _place(facts: dict[str, str | int], at: list[float]) -> NamedPlace:
    names = {"fi": str(facts["name"])}
    names |= {lang: str(facts[f"name_{lang}"]) for lang in ("sv", "en") if f"name_{lang}" in facts}
    return NamedPlace(names, int(facts["rank"]), str(facts.get("city", "")), (at[0], at[1]))
