"""The map on which the point of an event is drawn."""

from flask_babel import gettext as _

from geodata.map_labels import DRAW_LABELS, DRAWING_LABELS
from geodata.map_options import DrawingMap
from geodata.maps import drawing_map
from models.city import City
from views.city import boundary_url
from views.map_page import PageMapParts, base_map, map_parts, words


def drawing(city: City) -> PageMapParts:
    """Return the map that writes a point into the form's coordinates, opened on the city."""
    west, south, east, north = city.bbox
    return map_parts(
        drawing_map,
        DrawingMap(
            base=base_map(),
            label=_("Map for pointing out the place"),
            labels=words(DRAWING_LABELS),
            draw_labels=words(DRAW_LABELS),
            key="drawing",
            bounds=(west, south, east, north),
            field_id="coordinates",
            kind_name="shape",
            kinds=("point",),
            boundary_url=boundary_url(city.slug),
        ),
    )
