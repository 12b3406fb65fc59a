"""The small maps of what is followed: a place with a circle as wide as news of it comes from."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from flask_babel import gettext as _

from geodata.map_labels import PLACE_LABELS
from geodata.map_options import AroundMap
from geodata.maps import around_map
from models.subscription import Subscription, Target
from views.map_page import PageMapParts, base_map, map_parts, words

MOST_MAPS = 12  # on one page; more would be slow on a phone


def followed_maps(followed: Iterable[Subscription]) -> dict[int, PageMapParts]:
    """Return the map of each place and area among what is followed, by the subscription's id."""
    placed = (one for one in followed if one.target in {Target.PLACE, Target.AREA})
    return {one.id: _map(one) for one in islice(placed, MOST_MAPS)}


def _map(one: Subscription) -> PageMapParts:
    return map_parts(
        around_map,
        AroundMap(
            base=base_map(),
            label=_("Map: %(name)s", name=one.name),
            labels=words(PLACE_LABELS),
            key=f"followed_{one.id}",
            geometry=_geometry(one),
            radius_m=one.radius_m,
        ),
    )


def _geometry(one: Subscription) -> dict[str, Any]:
    if one.target is Target.AREA:
        shape: dict[str, Any] = one.wish["shape"]
        return shape
    lat, lon = (float(part) for part in one.wish["near"].split(","))
    return {"type": "Point", "coordinates": [lon, lat]}
