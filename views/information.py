"""Pages that a public service owes its readers: accessibility, privacy, open data."""

import json
from typing import Any

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.queries.experiment import ExperimentFilter, cards, search
from app.queries.open_data import published_testbeds
from models.pilot import PublicPhase
from views import language
from views.access import public
from views.home import properties
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("information", __name__, url_prefix=PREFIX)


@blueprint.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """Say how accessible the service is and how to tell of a fault."""
    return page("information/accessibility.html")


@blueprint.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """Say what is kept of whom, why and for how long."""
    return page("information/privacy.html")


@blueprint.get("/open-data")
@public
def open_data() -> ResponseReturnValue:
    """Say which data anybody may take, and where it is."""
    return page("information/open_data.html")


@blueprint.get("/open-data/experiments.geojson")
@public
def experiments() -> ResponseReturnValue:
    """Give every public experiment as GeoJSON in EPSG:4326."""
    every = frozenset(phase.value for phase in PublicPhase)
    found = search(ExperimentFilter(phases=every), clock.today())
    features = []
    for pilot in cards([row.id for row in found.rows]):
        more: dict[str, Any] = {
            "city": pilot.city.slug,
            "themes": pilot.themes,
            "start": pilot.start_day.isoformat(),
            "end": pilot.end_day.isoformat(),
            "run_by": pilot.runner_name,
            "measured": pilot.measured.best(language.current())[0],
            "personal_data": pilot.personal_data,
            "demonstration": pilot.is_demo,
        }
        features.append(
            {
                "type": "Feature",
                "id": pilot.id,
                "geometry": json.loads(pilot.shape_json) if pilot.shape_json else None,
                "properties": {**properties(pilot), **more},
            }
        )
    return _download("experiments", features)


@blueprint.get("/open-data/testbeds.geojson")
@public
def testbeds() -> ResponseReturnValue:
    """Give every published testbed as GeoJSON in EPSG:4326; blurred places stay blurred."""
    lang = language.current()
    features = [
        {
            "type": "Feature",
            "id": testbed.id,
            "geometry": json.loads(testbed.shape_json) if testbed.shape_json else None,
            "properties": {
                "name": testbed.name.best(lang)[0],
                "summary": testbed.summary.best(lang)[0],
                "city": testbed.city.slug,
                "kind": testbed.kind,
                "themes": testbed.themes,
                "capacity": testbed.capacity,
                "url": url_for("testbed.show", city=testbed.city.slug, slug=testbed.slug),
            },
        }
        for testbed in published_testbeds()
    ]
    return _download("testbeds", features)


def _download(name: str, features: list[dict[str, Any]]) -> Response:
    body = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    response = Response(body, mimetype="application/geo+json")
    response.headers["Content-Disposition"] = f'attachment; filename="koepaikka-{name}.geojson"'
    return response
