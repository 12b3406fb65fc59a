"""The front page: what is being tried out, on a map and in a list, fed by the same query."""

import json
from collections.abc import Hashable
from typing import Any

import numpy as np
from flask import Blueprint, Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.forms.experiment import experiment_filter
from app.labels import SENSORS, choices, label
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
from models.pilot import Pilot, PublicPhase, public_phase
from models.testbed_kind import TestbedKind, Theme
from views import filter_link, language
from views.access import public
from views.language import PREFIX
from views.map_page import base_map, map_parts, words
from views.map_window import asked_window, chip_names, in_window
from views.page import daterange, page

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
    return page(
        "home/index.html",
        wanted=wanted,
        total=len(found.rows),
        cities=len({row.city for row in found.rows}),
        cards=[card(pilot) for pilot in cards([row.id for row in shown])],
        pages=where,
        groups=groups(found, wanted),
        phases=phase_chips(found, wanted),
        chosen=chosen(found, wanted),
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

    return _data(collection([feature(mark, of) for mark in marks], len(points.x)))


@blueprint.get("/map/experiment-shapes.json")
@public
def outlines() -> ResponseReturnValue:
    """Answer the map with the lines and areas in view, for close zooms."""
    found = search(experiment_filter(request.args), clock.today())
    box, _zoom = asked_window(request.args)
    inside = [row for row in found.rows if box is None or _near(row, box)][:MOST_SHAPES]
    drawn = dict(shapes([row.id for row in inside]))
    features = [
        {"type": "Feature", "geometry": json.loads(drawn[p.id]), "properties": properties(p)}
        for p in cards(list(drawn))
    ]
    return _data(collection(features, len(features)))


def _near(row: Experiment, box: tuple[float, float, float, float]) -> bool:
    """Say whether a mark lies in the box or within its own size around it (large areas)."""
    if row.x is None or row.y is None:
        return False
    wide, high = box[2] - box[0], box[3] - box[1]
    return box[0] - wide <= row.x <= box[2] + wide and box[1] - high <= row.y <= box[3] + high


def _data(answer: dict[str, Any]) -> Response:
    response = jsonify(answer)
    response.mimetype = "application/geo+json"
    response.headers["Cache-Control"] = "public, max-age=30"
    return response


def _map(wanted: ExperimentFilter, found: Found) -> ExperimentsMap:
    places = [(row.x, row.y) for row in found.rows if row.x is not None and row.y is not None]
    given = {
        name: request.args.getlist(name) for name in request.args if name not in {"page", "map"}
    }
    return ExperimentsMap(
        base=base_map(),
        label=_("Map of experiments"),
        labels=words(EXPERIMENT_LABELS),
        data_url=url_for("home.clusters"),
        shapes_url=url_for("home.outlines"),
        params=given,
        near=wanted.near,
        legend=("running", "soon", "paused", "ended"),
        bounds=extent(places) or SIX_CITIES,
        centre=wanted.near,
        zoom=NEAR_ZOOM,
    )


def phase_of(pilot: Pilot) -> PublicPhase:
    """Return what residents are told of a pilot today."""
    return public_phase(pilot.status, pilot.start_day, pilot.end_day, clock.today())


def place_of(pilot: Pilot) -> str:
    """Return "testbed, city" in the reader's language."""
    lang = language.current()
    city = pilot.city.name.best(lang)[0]
    if pilot.testbed is None:
        return city
    name = pilot.testbed.name.best(lang)[0]
    return name if city in name else f"{name}, {city}"


def dates_of(pilot: Pilot) -> str:
    """Return from when to when, in words that suit its phase."""
    return daterange(pilot.start_day, pilot.end_day)


def properties(pilot: Pilot) -> dict[str, Any]:
    """Return what the map says of one experiment."""
    return {
        "id": str(pilot.id),
        "title": pilot.title.best(language.current())[0],
        "status": phase_of(pilot).value,
        "url": url_for("pilot.show", slug=pilot.slug),
        "place": place_of(pilot),
        "dates": dates_of(pilot),
    }


def tags_of(pilot: Pilot) -> list[str | tuple[str, str]]:
    """Return what is measured, in a few words, and whether personal data is collected."""
    used = [s["type"] for s in pilot.sensors if s.get("type") in SENSORS and s["type"] != "none"]
    tags: list[str | tuple[str, str]] = [(str(SENSORS[kind]), "sensor") for kind in used[:3]]
    if pilot.personal_data is not None:
        words_ = _("Personal data") if pilot.personal_data else _("No personal data")
        tags.append((words_, "shield" if pilot.personal_data else "shield-check"))
    return tags


def card(pilot: Pilot) -> dict[str, Any]:
    """Return what the list says of one experiment."""
    title, title_lang = pilot.title.best(language.current())
    return {
        "pilot": pilot,
        "title": title,
        "lang": title_lang,
        "phase": phase_of(pilot),
        "place": place_of(pilot),
        "url": url_for("pilot.show", slug=pilot.slug),
        "tags": tags_of(pilot),
        "art": pilot.themes[0] if pilot.themes else (pilot.testbed.kind if pilot.testbed else None),
    }


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
    args = request.args.copy()
    after = set(shown) ^ {phase}
    args.setlist("state", [one.value for one in PublicPhase if one in after])
    return filter_link.here(args)


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


def chosen(found: Found, wanted: ExperimentFilter) -> list[filter_link.Option]:
    """Return the filters in force, each with the address that takes it off."""
    on = [option for one in groups(found, wanted) for option in one.chosen]
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
