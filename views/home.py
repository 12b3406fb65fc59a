"""The front page: what is being tried out, on a map and in a list, fed by the same query."""

import json
from collections.abc import Collection, Hashable, Iterable
from typing import Any

import numpy as np
from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app import clock
from app.forms.experiment import experiment_filter
from app.labels import choices, label
from app.queries.city import city_names
from app.queries.experiment import (
    ACTIVE,
    PAGE_LENGTH,
    Experiment,
    ExperimentFilter,
    Found,
    cards,
    search,
    shapes,
)
from app.serializers.map_feature import collection, feature
from geodata.clusters import Points, cluster, extent
from geodata.map_labels import EXPERIMENT_LABELS
from geodata.map_options import SIX_CITIES, ExperimentsMap
from geodata.maps import experiments_map
from models.pilot import PublicPhase
from models.testbed_kind import TestbedKind, Theme
from views import filter_link, language
from views.access import public
from views.city import boundary_urls
from views.experiment_card import card, properties
from views.language import PREFIX
from views.map_answer import answered
from views.map_page import base_map, map_parts, words
from views.map_window import asked_window, chip_names, in_window
from views.page import page
from views.subscription_words import follow_urls

blueprint = Blueprint("home", __name__, url_prefix=PREFIX)

MOST_SHAPES = 400
NEAR_ZOOM = 12
PHASES = list(PublicPhase)


@blueprint.get("/")
@public
def index() -> ResponseReturnValue:
    """Show the experiments that pass the filter: cards of one page, and the map of all."""
    wanted = experiment_filter(request.args)
    found = search(wanted, clock.today())
    where = filter_link.pages(len(found.rows), PAGE_LENGTH)
    first = (where.number - 1) * PAGE_LENGTH
    shown = found.rows[first : first + PAGE_LENGTH]
    filters = groups(found, wanted)
    return page(
        "home/index.html",
        wanted=wanted,
        total=len(found.rows),
        cities=len({row.city for row in found.rows}),
        cards=[card(pilot) for pilot in cards([row.id for row in shown])],
        pages=where,
        groups=filters,
        phases=phase_chips(found, wanted),
        chosen=chosen(filters, wanted),
        downloads=downloads(wanted),
        follow=follow_urls(),
        sort_urls={order: filter_link.sorted_by(order) for order in ("start", "end")},
        map=map_parts(experiments_map, _map(wanted, found)),
    )


@blueprint.get("/map/experiments.json")
@public
def clusters() -> ResponseReturnValue:
    """Answer the map with marks for the window in view."""
    found = search(experiment_filter(request.args), clock.today())
    box, zoom = asked_window(request.args)
    placed = [row for row in found.rows if row.x is not None and row.y is not None]
    names = city_names()
    slugs = {slug: place for place, slug in enumerate(names)}
    points = in_window(
        Points(
            x=np.array([row.x for row in placed], dtype=np.float64),
            y=np.array([row.y for row in placed], dtype=np.float64),
            ids=np.array([row.id for row in placed], dtype=np.int64),
            status=np.array([PHASES.index(row.phase) for row in placed], dtype=np.int64),
            city=np.array([slugs[row.city] for row in placed], dtype=np.int64),
        ),
        box,
        zoom,
    )
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
    """Answer the map with the lines and areas in view, for close zooms."""
    found = search(experiment_filter(request.args), clock.today())
    box, _zoom = asked_window(request.args)
    inside = [row.id for row in found.rows if box is None or _near(row, box)]
    drawn = dict(shapes(inside, MOST_SHAPES))
    features = [
        {"type": "Feature", "geometry": json.loads(drawn[p.id]), "properties": properties(p)}
        for p in cards(list(drawn))
    ]
    return answered(collection(features, len(features)))


def _near(row: Experiment, box: tuple[float, float, float, float]) -> bool:
    """Say whether a mark lies in the box or within its own size around it (large areas)."""
    if row.x is None or row.y is None:
        return False
    wide, high = box[2] - box[0], box[3] - box[1]
    return box[0] - wide <= row.x <= box[2] + wide and box[1] - high <= row.y <= box[3] + high


def _map(wanted: ExperimentFilter, found: Found) -> ExperimentsMap:
    places = [(row.x, row.y) for row in found.rows if row.x is not None and row.y is not None]
    given = MultiDict(filter_link.given(request.args))
    return ExperimentsMap(
        base=base_map(),
        label=_("Map of experiments"),
        labels=words(EXPERIMENT_LABELS),
        data_url=url_for("home.clusters"),
        shapes_url=url_for("home.outlines"),
        outline_urls=boundary_urls(wanted.cities),
        params={name: given.getlist(name) for name in given},
        near=wanted.near,
        legend=("running", "soon", "paused", "ended"),
        bounds=extent(places) or SIX_CITIES,
        centre=wanted.near,
        zoom=NEAR_ZOOM,
    )


def phase_chips(found: Found, wanted: ExperimentFilter) -> list[filter_link.Option]:
    """Return the chips of the states; what is active now is shown until one is chosen."""
    shown = wanted.phases or ACTIVE
    counts = found.counts["state"]
    return [
        filter_link.Option(
            "state",
            phase.value,
            label(phase),
            counts[phase],
            phase in shown,
            _phase_url(phase, shown),
        )
        for phase in PublicPhase
        if counts[phase] or phase in shown
    ]


def _phase_url(phase: PublicPhase, shown: frozenset[str]) -> str:
    """Return the address with one state switched, written out so that the address says it all."""
    return filter_link.here(_with_phases(set(shown) ^ {phase}))


def _with_phases(phases: Collection[str]) -> MultiDict[str, str]:
    args = MultiDict(request.args)
    args.setlist("state", [one.value for one in PublicPhase if one in phases])
    return args


def downloads(wanted: ExperimentFilter) -> list[tuple[str, str]]:
    """Return the forms in which this very list can be taken along, each with its address."""
    given = _with_phases(wanted.phases or ACTIVE)
    return [
        (_("table (CSV)"), filter_link.at("information.experiments_table", given)),
        (_("map (GeoJSON)"), filter_link.at("information.experiments", given)),
    ]


def groups(found: Found, wanted: ExperimentFilter) -> list[filter_link.Group]:
    """Return the filters with their counts, in the order of the page."""
    lang = language.current()
    cities = [(slug, name.best(lang)[0]) for slug, name in city_names().items()]
    answers = [("no", _("Collects no personal data")), ("yes", _("Collects personal data")),
               ("unknown", _("Not known"))]  # fmt: skip
    rows: list[tuple[str, str, list[tuple[str, str]], frozenset[str]]] = [
        ("city", _("City"), cities, wanted.cities),
        ("theme", _("Theme"), choices(Theme), wanted.themes),
        ("kind", _("Kind of place"), choices(TestbedKind), wanted.kinds),
        ("personal_data", _("Personal data"), answers, wanted.personal_data),
    ]
    return [
        filter_link.group(
            name, words_, options, {str(k): n for k, n in found.counts[name].items()}, on
        )
        for name, words_, options, on in rows
    ]


def chosen(
    filters: Iterable[filter_link.Group], wanted: ExperimentFilter
) -> list[filter_link.Option]:
    """Return the filters in force, each with the address that takes it off."""
    on = [option for one in filters for option in one.chosen]
    if wanted.text:
        on.append(
            filter_link.Option(
                "q", wanted.text, f"“{wanted.text}”", 0, True, filter_link.without("q")
            )
        )
    if wanted.near:
        on.append(
            filter_link.Option(
                "near", "", _("Nearest first"), 0, True, filter_link.without("near", "sort")
            )
        )
    return on
