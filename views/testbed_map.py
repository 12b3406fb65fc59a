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
from app.queries.testbed_filter import TestbedFilter, marks
from app.queries.testbed_row import Row
from app.serializers.map_feature import collection, feature
from geodata.clusters import Cluster, Points, cluster
from geodata.crs import from_web_mercator
from geodata.map_options import FINLAND
from views import language
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
    rows = marks(_wanted(), language.current(), box=box)
    found = cluster(_points(rows, list(names)), zoom, chip_names(names), box)
    known = {one.id: properties(one) for one in cards(_named(found))}

    def of(one: Hashable) -> dict[str, Any]:
        return known.get(int(str(one)), {})

    return answered(collection([feature(mark, of) for mark in found], len(rows)))


@blueprint.get("/testbeds/shapes.json")
@public
def shapes() -> ResponseReturnValue:
    """Answer with the lines and areas that touch the window, for close zooms."""
    box, _zoom = asked_window(request.args)
    window = FINLAND
    if box is not None:
        window = (*from_web_mercator(box[0], box[1]), *from_web_mercator(box[2], box[3]))
    drawn = {one.id: one.shape for one in outlines(window, MOST_SHAPES)}
    passing = [row.id for row in marks(_wanted(), language.current(), ids=list(drawn))]
    features = [
        {"type": "Feature", "geometry": json.loads(drawn[one.id]), "properties": properties(one)}
        for one in cards(passing)
    ]
    return answered(collection(features, len(features)))


def _wanted() -> TestbedFilter:
    return testbed_filter(request.args, FreeDaysForm(request.args, clock.today()).search())


def _points(rows: Sequence[Row], cities: list[str]) -> Points:
    placed = [row for row in rows if row.x is not None and row.y is not None]
    return Points(
        x=np.array([row.x for row in placed], dtype=np.float64),
        y=np.array([row.y for row in placed], dtype=np.float64),
        ids=np.array([row.id for row in placed], dtype=np.int64),
        status=np.array([int(row.is_open) for row in placed], dtype=np.int64),
        city=np.array([cities.index(row.city) for row in placed], dtype=np.int64),
    )


def _named(found: Sequence[Cluster]) -> list[int]:
    """Return the testbeds that the marks name: those alone, and the first of each stack."""
    alone = [mark.sample_id for mark in found if mark.sample_id is not None]
    stacked = [one for mark in found for one in mark.stack]
    return [int(str(one)) for one in (*alone, *stacked)]
