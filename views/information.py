"""Pages that a public service owes its readers: accessibility, privacy; and the first downloads."""

import datetime as dt
import json
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.forms.experiment import experiment_filter
from app.queries.experiment import search
from app.queries.experiment_card import cards
from app.queries.open_data import published_testbeds
from app.serializers.table import csv_text
from geodata.crs import from_web_mercator
from models.pilot import Pilot, PublicPhase
from views import language
from views.access import public
from views.experiment_card import phase_of, place_of
from views.language import PREFIX
from views.open_data import front
from views.page import page
from views.personal_kept import kept_lines

blueprint = Blueprint("information", __name__, url_prefix=PREFIX)

DIGITS = 6
STATED_ON = dt.date(2026, 11, 26)  # when somebody last went through the statement
COLUMNS = (
    "id", "title", "status", "place", "city", "themes", "start", "end", "dates_are_exact",
    "run_by", "measured", "personal_data", "demonstration", "lon", "lat", "url",
)  # fmt: skip


@blueprint.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """Say how accessible the service is and how to tell of a fault."""
    return page("information/accessibility.html", stated_on=STATED_ON)


@blueprint.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """Say what is kept of whom, why and for how long."""
    return page("information/privacy.html", kept=kept_lines())


@blueprint.get("/open-data")
@public
def open_data() -> ResponseReturnValue:
    """Say which data anybody may take, and where it is."""
    return front()


@blueprint.get("/how-it-works")
@public
def how_it_works() -> ResponseReturnValue:
    """Tell newcomers what this is: residents, companies and cities, each with the next step."""
    return page("information/how_it_works.html")


@blueprint.get("/open-data/experiments.geojson")
@public
def experiments() -> ResponseReturnValue:
    """Give public experiments as GeoJSON in EPSG:4326; all of them, or what the filter leaves."""
    features = [
        {
            "type": "Feature",
            "id": pilot.id,
            "geometry": json.loads(pilot.shape_json) if pilot.shape_json else None,
            "properties": _facts(pilot),
        }
        for pilot in _asked()
    ]
    return _geojson("experiments", features)


@blueprint.get("/open-data/experiments.csv")
@public
def experiments_table() -> ResponseReturnValue:
    """Give the same experiments as a table; a place is one point."""
    rows = []
    for pilot in _asked():
        row = {"id": pilot.id, **_facts(pilot)}
        if pilot.anchor_x is not None and pilot.anchor_y is not None:
            lon, lat = from_web_mercator(pilot.anchor_x, pilot.anchor_y)
            row |= {"lon": round(lon, DIGITS), "lat": round(lat, DIGITS)}
        rows.append(row)
    return _download(csv_text(COLUMNS, rows), "text/csv", "experiments.csv")


def _asked() -> list[Pilot]:
    wanted = experiment_filter(request.args)
    if not wanted.phases:
        wanted = replace(wanted, phases=frozenset(phase.value for phase in PublicPhase))
    return cards(search(wanted, clock.today()).ids, shaped=True)


def _facts(pilot: Pilot) -> dict[str, Any]:
    """Return what is public of an experiment, in the reader's language where it is text."""
    return {
        "title": pilot.title.best(language.current())[0],
        "status": phase_of(pilot).value,
        "place": place_of(pilot),
        "city": pilot.city.slug,
        "themes": pilot.themes,
        "start": pilot.start_day.isoformat(),
        "end": pilot.end_day.isoformat(),
        "dates_are_exact": not pilot.dates_note,
        "run_by": pilot.runner_name,
        "measured": pilot.measured.best(language.current())[0],
        "personal_data": pilot.personal_data,
        "demonstration": pilot.is_demo,
        "url": url_for("pilot.show", slug=pilot.slug, _external=True),
    }


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
                "url": url_for(
                    "testbed.show", city=testbed.city.slug, slug=testbed.slug, _external=True
                ),
            },
        }
        for testbed in published_testbeds()
    ]
    return _geojson("testbeds", features)


def _geojson(name: str, features: list[dict[str, Any]]) -> ResponseReturnValue:
    body = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    return _download(body, "application/geo+json", f"{name}.geojson")


def _download(body: str, mimetype: str, name: str) -> ResponseReturnValue:
    response = Response(body, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="koepaikka-{name}"'
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)
