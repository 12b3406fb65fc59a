"""The preview of a collection on the map: its features as marks, as anybody may have them."""

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

import numpy as np
from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.queries.city import cities, city_names
from app.queries.open_place import Shown, places_of, some
from app.serializers.map_feature import collection, feature
from geodata.clusters import Points, cluster, extent
from geodata.map_labels import EXPERIMENT_LABELS
from geodata.map_options import SIX_CITIES, ExperimentsMap, Status
from geodata.maps import experiments_map
from models.base import LANGUAGES
from models.city import City
from models.open_collection import COLLECTIONS
from models.pilot import PilotStatus
from views import language
from views.access import public
from views.city import boundary_urls
from views.language import PREFIX
from views.map_answer import answered
from views.map_page import PageMapParts, base_map, map_parts, words
from views.map_window import asked_window, chip_names, in_window
from views.page import daterange

blueprint = Blueprint("open_data_map", __name__, url_prefix=PREFIX + "/open-data/map")

MARKS: dict[str, Status] = {"testbeds": "testbed", "challenges": "challenge", "events": "gathering"}
PILOT_MARKS: tuple[Status, ...] = ("running", "soon", "paused", "ended")
OVER = frozenset({PilotStatus.REPORTING, PilotStatus.COMPLETED, PilotStatus.STOPPED})


@blueprint.get("/<name>.json")
@public
def marks(name: str) -> ResponseReturnValue:
    """Answer the map with marks for the features in view."""
    if name not in COLLECTIONS:
        abort(404)
    box, zoom = asked_window(request.args)
    names = city_names()
    points = in_window(_of_city(places_of(name), list(names)), box, zoom)
    found = cluster(points, zoom, chip_names(names), box)
    asked = [one.sample_id for one in found if one.sample_id is not None]
    asked += [one for mark in found for one in mark.stack]
    known = some(name, [int(str(one)) for one in asked])

    def of(one: Hashable) -> dict[str, Any]:
        shown = known.get(int(str(one)))
        return _told(name, shown) if shown else {}

    return answered(collection([feature(mark, of) for mark in found], len(points.x)))


def _of_city(points: Points, slugs: list[str]) -> Points:
    asked = request.args.get("city", "")
    if asked not in slugs:
        return points
    kept = points.city == slugs.index(asked)
    return Points(points.x[kept], points.y[kept], points.ids[kept], points.status[kept],
                  points.city[kept])  # fmt: skip


def _told(name: str, shown: Shown) -> dict[str, Any]:
    told = {
        "id": str(shown.key),
        "title": title_of(shown)[0],
        "status": _status(name, shown),
        "url": f"/{language.current()}{page_path(shown)}",
        "place": city_names()[shown.properties["city"]].best(language.current())[0],
    }
    if shown.starts and shown.ends:
        told["dates"] = daterange(shown.starts, shown.ends)
    return told


def page_path(shown: Shown) -> str:
    """Return the address of a feature's page without the language."""
    return str(shown.properties["page"]).removeprefix("/fi")


def title_of(shown: Shown) -> tuple[str, str]:
    """Return a feature's title and the language that it is in."""
    for lang in (language.current(), *LANGUAGES):
        if title := shown.properties.get(f"title_{lang}"):
            return str(title), lang
    return str(shown.properties["slug"]), ""


def _status(name: str, shown: Shown) -> Status:
    if name != "pilots":
        return MARKS.get(name, "testbed")
    today, status = clock.today(), shown.properties["status"]
    if status in OVER or (shown.ends and shown.ends < today):
        return "ended"
    if status == PilotStatus.PAUSED:
        return "paused"
    return "soon" if shown.starts and shown.starts > today else "running"


def preview(name: str, city: City | None) -> PageMapParts | None:
    """Return the map of a collection, or of a city in it; None where nothing has a place."""
    points = places_of(name)
    if city is not None:
        slugs = [one.slug for one in cities()]
        kept = points.city == slugs.index(city.slug)
        points = replace(points, x=points.x[kept], y=points.y[kept])
    if not len(points.x):
        return None
    slugs_shown = [city.slug] if city else [one.slug for one in cities()]
    return map_parts(
        experiments_map,
        ExperimentsMap(
            base=base_map(),
            label=_("Map: %(name)s", name=COLLECTIONS[name].title.best(language.current())[0]),
            labels=words(EXPERIMENT_LABELS),
            data_url=url_for("open_data_map.marks", name=name),
            outline_urls=boundary_urls(slugs_shown) if name == "cities" or city else (),
            params={"city": city.slug} if city else {},
            legend=PILOT_MARKS if name == "pilots" else (MARKS.get(name, "testbed"),),
            bounds=extent(np.column_stack((points.x, points.y))) or SIX_CITIES,
        ),
    )
