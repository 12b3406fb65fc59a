"""A pilot's public page: what, where, who, what is measured, and until when."""

import json
from typing import Any

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.labels import SENSORS
from app.labels_sensor import SIGHT
from app.queries.experiment_card import public_pilot, siblings
from app.queries.harm_report import is_paused_for_safety
from app.queries.indicator import indicators_of
from app.queries.result import family
from geodata.map_labels import PLACE_LABELS
from geodata.map_options import PlaceMap
from geodata.maps import place_map
from models.pilot import TOLD_STATES, Pilot, PilotStatus, PublicPhase
from views import language, pilot_schema
from views.access import public
from views.award_strip import birth
from views.event_card import cards_on_pilot
from views.experiment_card import card, dates_of, phase_of, place_shown, sensors_of
from views.feedback_words import feedback_on
from views.indicator_words import IndicatorLine, lines, with_charts
from views.language import PREFIX
from views.map_page import PageMapParts, base_map, map_parts, words
from views.page import page
from views.panel_words import shown_panel
from views.pilot_update import shown_posts

blueprint = Blueprint("pilot", __name__, url_prefix=PREFIX)

CLOSE = 14
TEXTS = (
    *("title", "plain", "why", "measured", "participation", "status_note"),
    *("collected", "kept_for", "funding"),
)
GOING = (PublicPhase.RUNNING, PublicPhase.PAUSED)
TOLD = ("outcome", "learned")  # public only when the report has been approved
BLUR_M = 300


@blueprint.get("/pilots/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """Show one experiment to everybody."""
    pilot = public_pilot(slug)
    if pilot is None:
        abort(404)
    return page("pilot/show.html", structured=pilot_schema.described(pilot), **values_of(pilot))


def values_of(pilot: Pilot) -> dict[str, Any]:
    """Return everything that the public page shows of a pilot."""
    lang = language.current()
    title, title_lang = pilot.title.best(lang)
    plain, plain_lang = pilot.plain.best(lang)
    return {
        "pilot": pilot,
        "title": title,
        "title_lang": title_lang,
        "plain": plain,
        "plain_lang": plain_lang,
        "other_languages": _other_languages(pilot, lang),
        "phase": phase_of(pilot),
        "place": place_shown(pilot),
        "dates": dates_of(pilot),
        "sensors": [_Sensor(kind, count) for kind, count in sensors_of(pilot)],
        "partners": pilot.partners.splitlines() if pilot.partners else [],
        "is_blurred": pilot.testbed is not None and pilot.testbed.blur,
        "indicators": _indicators(pilot),
        "was_called_off": pilot.status is PilotStatus.STOPPED and clock.today() < pilot.start_day,
        "testbed_url": _testbed_url(pilot),
        "events": cards_on_pilot(pilot.id),
        "posts": shown_posts(pilot),
        "panel": shown_panel(pilot),
        "is_told": pilot.status in TOLD_STATES,
        "family": family(pilot),
        "born_of": birth(pilot),
        "siblings": [card(one) for one in siblings(pilot)],
        "map": map_of(pilot, title),
        "feedback": feedback_on(pilot),
        "paused_for_safety": is_paused_for_safety(pilot),
    }


class _Sensor:
    """One kind of sensor as the page explains it; ``count`` is None when it was not told."""

    def __init__(self, kind: str, count: int | None) -> None:
        self.kind, self.count = kind, count
        self.words = SENSORS[kind]
        self.notices, self.misses = SIGHT[kind]


def _indicators(pilot: Pilot) -> list[IndicatorLine]:
    """Return what is counted while it runs and the way so far; results are told at the end."""
    pilot_id: int | None = pilot.id  # none before it is written, in the preview of an application
    if pilot_id is None or phase_of(pilot) not in GOING:
        return []
    return with_charts(lines(indicators_of([pilot_id])[pilot_id]), is_told=False)


def _other_languages(pilot: Pilot, lang: str) -> bool:
    """Say whether any text on the page is shown in another language than the reader's."""
    names = (*TEXTS, *TOLD) if pilot.status in TOLD_STATES else TEXTS
    used = [getattr(pilot, name).best(lang) for name in names]
    return any(text and written_in != lang for text, written_in in used)


def _testbed_url(pilot: Pilot) -> str | None:
    if pilot.testbed is None or pilot.testbed.status == "draft":
        return None
    return url_for("testbed.show", city=pilot.city.slug, slug=pilot.testbed.slug)


def map_of(pilot: Pilot, title: str) -> PageMapParts | None:
    """Return the small map, or None when the place is not known."""
    if not pilot.shape_json:
        return None
    shape = json.loads(pilot.shape_json)
    points = positions(shape["coordinates"])
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    single = shape["type"] == "Point"
    return map_parts(
        place_map,
        PlaceMap(
            base=base_map(),
            label=title,
            labels=words(PLACE_LABELS),
            key="place",
            geometry=shape,
            status=phase_of(pilot).value,
            blurred_m=BLUR_M if pilot.testbed is not None and pilot.testbed.blur else None,
            bounds=(west, south, east, north),
            centre=(west, south) if single else None,
            zoom=CLOSE,
        ),
    )


def positions(nested: list[object]) -> list[list[float]]:
    """Return the positions of GeoJSON coordinates of any depth."""
    if nested and not isinstance(nested[0], list):
        return [nested]  # type: ignore[list-item]  # the depth is known here
    return [one for inner in nested for one in positions(inner)]  # type: ignore[arg-type]  # as above
