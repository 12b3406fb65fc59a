"""What the front page's map asks for: marks for the window in view, and shapes when close."""

import json
from collections.abc import Hashable
from typing import Any, Final

import numpy as np
from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app import clock
from app.forms.experiment import Shown, experiment_filter, shown_kinds
from app.queries.city import city_names
from app.queries.experiment import ExperimentFilter, Found, search
from app.queries.experiment_card import cards, shapes
from app.serializers.map_feature import collection, feature
from geodata.clusters import Points, cluster, extent
from geodata.crs import from_web_mercator
from geodata.map_labels import EXPERIMENT_LABELS
from geodata.map_options import SIX_CITIES, ExperimentsMap
from views import filter_link
from views.access import public
from views.city import boundary_urls
from views.experiment_card import properties
from views.language import PREFIX
from views.map_answer import answered
from views.map_page import base_map, words
from views.map_window import asked_window, chip_names, in_window

blueprint = Blueprint("home_map", __name__, url_prefix=PREFIX)

MOST_SHAPES = 250
NEAR_ZOOM = 13
LEGEND: Final = ("running", "soon", "paused", "ended")


@blueprint.get("/map/experiments.json")
@public
def clusters() -> ResponseReturnValue:
    """Answer the map with marks for the window in view."""
    if Shown.EXPERIMENTS not in shown_kinds(request.args):
        return answered(collection([], 0))
    found = search(experiment_filter(request.args), clock.today())
    box, zoom = asked_window(request.args)
    names = city_names()
    points = in_window(_points(found, list(names)), box, zoom)
    marks = cluster(points, zoom, chip_names(names), box)
    single = [mark.sample_id for mark in marks if mark.sample_id is not None]
    single += [one for mark in marks for one in mark.stack]
    known = {pilot.id: properties(pilot) for pilot in cards([int(str(one)) for one in single])}

    def of(one: Hashable) -> dict[str, Any]:
        return known.get(int(str(one)), {})

    return answered(collection([feature(mark, of) for mark in marks], len(points.x)))


@blueprint.get("/map/experiment-shapes.json")
@public
def outlines() -> ResponseReturnValue:
    """Answer the map with the lines and areas that touch the window, for close zooms."""
    if Shown.EXPERIMENTS not in shown_kinds(request.args):
        return answered(collection([], 0))
    found = search(experiment_filter(request.args), clock.today())
    box, _zoom = asked_window(request.args)
    window = None
    if box is not None:
        window = (*from_web_mercator(box[0], box[1]), *from_web_mercator(box[2], box[3]))
    passing = frozenset(found.field.ids[found.places].tolist())
    drawn = dict(shapes(window, passing, MOST_SHAPES))
    features = [
        {"type": "Feature", "geometry": json.loads(drawn[p.id]), "properties": properties(p)}
        for p in cards(list(drawn))
    ]
    return answered(collection(features, len(features)))


def _points(found: Found, cities: list[str]) -> Points:
    """Return those found as the clusters want them; cities by their place in ``cities``."""
    rows, places = found.field, found.places
    places = places[~np.isnan(rows.x[places])]
    number = np.array([cities.index(slug) for slug in rows.city.words], dtype=np.int64)
    return Points(
        x=rows.x[places],
        y=rows.y[places],
        ids=rows.ids[places],
        status=found.phase[places],
        city=number[rows.city.codes[places]] if len(number) else rows.city.codes[places],
    )


def home_map(wanted: ExperimentFilter, found: Found, *, alone: bool = False) -> ExperimentsMap:
    """Return the map of the front page: on what was found, or around the place asked for.

    ``alone`` leaves out the challenges and events beside the experiments.
    """
    given = MultiDict(filter_link.given(request.args))
    return ExperimentsMap(
        base=base_map(),
        label=_("Map of experiments"),
        labels=words(EXPERIMENT_LABELS),
        data_url=url_for("home_map.clusters"),
        shapes_url=url_for("home_map.outlines"),
        things_url=None if alone else url_for("home_thing.marks"),
        outline_urls=boundary_urls(wanted.cities),
        params={name: given.getlist(name) for name in given},
        near=wanted.near,
        legend=(*LEGEND, *(() if alone else ("challenge", "gathering"))),
        bounds=extent(found.positions) or SIX_CITIES,
        centre=wanted.near,
        zoom=NEAR_ZOOM,
    )
