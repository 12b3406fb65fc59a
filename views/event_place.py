"""The map on which the point of an event is drawn."""

from flask_babel import gettext as _

from models.city import City
from views.city import boundary_url
from views.map_page import PageMapParts, drawing_parts


def drawing(city: City) -> PageMapParts:
    """Return the map that writes a point into the form's coordinates, opened on the city."""
    return drawing_parts(
        _("Map for pointing out the place"),
        key="drawing",
        bounds=tuple(city.bbox),
        kinds=("point",),
        boundary_url=boundary_url(city.slug),
    )
