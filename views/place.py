"""Finding a place by its name or address: suggestions while somebody types, and a page of answers.

Suggestions come from our own list alone.  The page asks a geocoder as well where the installation
has one; it learns the text and nothing of who asks.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Blueprint, jsonify, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.adapters.geocoder import Geocoder, GeocoderError, Spot
from app.extensions import limiter
from app.labels import label
from app.queries.city import city_names
from app.queries.place import Place, places
from app.queries.search import fold
from geodata.map_options import FINLAND
from models.place import PlaceKind
from models.text import tidy
from views import filter_link, language
from views.access import public
from views.language import PREFIX
from views.page import page

logger = logging.getLogger(__name__)

blueprint = Blueprint("place", __name__, url_prefix=PREFIX)

MOST_SUGGESTED, MOST_LISTED = 7, 40
LONGEST = filter_link.LONGEST_SEARCH
REPLACED = ("q", "near", "place", "sort", "page")
ZOOMS = {PlaceKind.CITY: 11, PlaceKind.DISTRICT: 14}
CLOSE = 16
DIGITS = {PlaceKind.CITY: 3, PlaceKind.DISTRICT: 3}
EXACT = 4


@dataclass(frozen=True, slots=True)
class PlaceView:
    """One place in a list: its name in ``lang``, what and where it is, and where it leads."""

    name: str
    lang: str
    about: str
    url: str


@blueprint.record
def prepare(state: BlueprintSetupState) -> None:
    """Give this installation its page of places, with the geocoder of its settings."""
    settings = state.app.extensions["settings"]
    geocoder = None
    if settings.geocoder_url:
        geocoder = Geocoder(settings.geocoder_url, settings.public_url, FINLAND)
    view = view_of(geocoder, settings.geocoder_attribution)
    state.add_url_rule("/places", "index", view, methods=["GET"])


def view_of(geocoder: Geocoder | None, credit: str) -> Callable[[], ResponseReturnValue]:
    """Return the view of the page of places; without a geocoder our own list answers alone."""

    @public
    @limiter.limit("30/minute")
    def index() -> ResponseReturnValue:
        text = _asked()
        spots, failed = _outside(geocoder, text)
        return page(
            "place/index.html",
            text=text,
            kept=_kept(),
            known=place_views(places(text, MOST_LISTED)),
            spots=spots,
            failed=failed,
            credit=credit if spots else "",
            search_url=filter_link.at("home.index", MultiDict([("q", text)])),
        )

    return index


@blueprint.get("/places.json")
@public
@limiter.limit("240/minute")
def suggestions() -> ResponseReturnValue:
    """Answer with a few places whose names begin so, each with its address on the front page."""
    found = place_views(places(_asked(), MOST_SUGGESTED))
    rows = [{"name": one.name, "about": one.about, "url": one.url} for one in found]
    answer = jsonify(places=rows, words=_count_words(len(rows)))
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def place_views(found: Iterable[Place]) -> list[PlaceView]:
    """Return places as lists show them; each leads to what is near it, with the filters kept."""
    lang, cities = language.current(), city_names()
    rows = []
    for one in found:
        name, name_lang = one.name.best(lang)
        city = cities[one.city].best(lang)[0] if one.city in cities else ""
        said = [label(one.kind), city if city != name else ""]
        if fold(one.matched) != fold(name) and one.matched not in name:
            said.insert(0, one.matched)
        digits, zoom = DIGITS.get(one.kind, EXACT), ZOOMS.get(one.kind, CLOSE)
        rows.append(
            PlaceView(
                name, name_lang, ", ".join(filter(None, said)), _url(name, one.at, digits, zoom)
            )
        )
    return rows


def _outside(geocoder: Geocoder | None, text: str) -> tuple[list[PlaceView], bool]:
    """Return what the geocoder knows, and whether it failed."""
    if geocoder is None or not text:
        return [], False
    try:
        found = geocoder.find(text, language.current())
    except GeocoderError as problem:
        logger.warning("no answer of the geocoder: %s", problem)
        return [], True
    return [_of_spot(spot) for spot in found], False


def _of_spot(spot: Spot) -> PlaceView:
    name = tidy(spot.name)
    return PlaceView(name, "", label(PlaceKind.ADDRESS), _url(name, spot.at, EXACT, CLOSE))


def _url(name: str, at: tuple[float, float], digits: int, zoom: int) -> str:
    """Return the front page's address around a place: list by distance, map in its middle."""
    args = MultiDict(_kept())
    near = f"{at[1]:.{digits}f},{at[0]:.{digits}f}"
    args.setlist("near", [near])
    args.setlist("place", [name])
    view = f"{zoom}/{near.replace(',', '/')}"
    return f"{filter_link.at('home.index', args)}&map={view}"


def _kept() -> list[tuple[str, str]]:
    """Return the filters that stand in the address beside what is being looked for."""
    return [
        (name, value) for name, value in filter_link.given(request.args) if name not in REPLACED
    ]


def _asked() -> str:
    return tidy(request.args.get("q", "")[:LONGEST].replace("\n", " "))


def _count_words(count: int) -> str:
    if not count:
        return _("No place is called that. Press Enter to search the experiments.")
    return _("Places: %(count)s. Choose with the arrow keys.", count=count)
