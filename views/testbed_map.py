"""What the map of testbeds asks for: marks for the window in view, and outlines when close."""

import json
from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app import clock
from app.forms.testbed_filter import FreeDaysForm, testbed_filter
from app.queries.city import city_names
from app.queries.testbed import cards, outlines
from app.queries.testbed_filter import Marks, TestbedFilter, marks
from app.serializers.map_feature import collection, feature
from geodata.clusters import Cluster, Points, cluster
from geodata.crs import from_web_mercator
from geodata.map_options import FINLAND
from views.access import public
from views.language import PREFIX
from views.map_answer import answered
from views.map_window import asked_window, chip_names
from views.testbed_card import properties

blueprint = Blueprint("testbed_map", __name__, url_prefix=PREFIX)

MOST_SHAPES = 400


@blueprint.get("/testbeds/map.json")
@public
def clusters() -> ResponseReturnValue:
    """Answer with marks for the testbeds that pass the list's filter and lie in the window."""
    box, zoom = asked_window(request.args)
    names = city_names()
    passing = marks(_wanted(), box=box)
    found = cluster(_points(passing, list(names)), zoom, chip_names(names), box)
    known = {one.id: properties(one) for one in cards(_named(found))}

    def of(one: Hashable) -> dict[str, Any]:
        return known.get(int(str(one)), {})

    return answered(collection([feature(mark, of) for mark in found], len(passing)))


@blueprint.get("/testbeds/shapes.json")
@public
def shapes() -> ResponseReturnValue:
    """Answer with the lines and areas that touch the window, for close zooms."""
    box, _zoom = asked_window(request.args)
    window = FINLAND
    if box is not None:
        window = (*from_web_mercator(box[0], box[1]), *from_web_mercator(box[2], box[3]))
    drawn = {one.id: one.shape for one in outlines(window, MOST_SHAPES)}
    passing = marks(_wanted(), ids=list(drawn)).ids
    features = [
        {"type": "Feature", "geometry": json.loads(drawn[one.id]), "properties": properties(one)}
        for one in cards(passing)
    ]
    return answered(collection(features, len(features)))


def _wanted() -> TestbedFilter:
    return testbed_filter(request.args, FreeDaysForm(request.args, clock.today()).search())


def _points(passing: Marks, cities: list[str]) -> Points:
    """Return those found as the clusters want them; cities by their place in ``cities``."""
    rows, places = passing.field, passing.places
    places = places[~np.isnan(rows.x[places])]
    number = np.array([cities.index(slug) for slug in rows.city.words], dtype=np.int64)
    return Points(
        x=rows.x[places],
        y=rows.y[places],
        ids=rows.ids[places],
        status=rows.is_open[places].astype(np.int64),
        city=number[rows.city.codes[places]] if len(number) else rows.city.codes[places],
    )


def _named(found: Sequence[Cluster]) -> list[int]:
    """Return the testbeds that the marks name: those alone, and the first of each stack."""
    alone = [mark.sample_id for mark in found if mark.sample_id is not None]
    stacked = [one for mark in found for one in mark.stack]
    return [int(str(one)) for one in (*alone, *stacked)]
