"""The small map of where an event is."""

import json

from geodata.map_labels import PLACE_LABELS
from geodata.map_options import PlaceMap
from geodata.maps import place_map
from models.event import Event
from models.testbed import TestbedStatus
from views.map_page import PageMapParts, base_map, map_parts, words
from views.pilot import BLUR_M, positions

CLOSE = 15
KNOWN = (TestbedStatus.PUBLISHED, TestbedStatus.PAUSED, TestbedStatus.RETIRED)


def map_of(event: Event, title: str) -> PageMapParts | None:
    """Return the small map, or None when the place is not known to everybody."""
    testbed = event.testbed
    known = testbed is not None and testbed.status in KNOWN
    shape_json = testbed.shape_json if testbed is not None and known else event.shape_json
    if not shape_json:
        return None
    shape = json.loads(shape_json)
    points = positions(shape["coordinates"])
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    return map_parts(
        place_map,
        PlaceMap(
            base=base_map(), label=title, labels=words(PLACE_LABELS), key="place", geometry=shape,
            blurred_m=BLUR_M if testbed is not None and testbed.blur else None,
            bounds=(west, south, east, north),
            centre=(west, south) if shape["type"] == "Point" else None,
            zoom=CLOSE,
        ),
    )  # fmt: skip
