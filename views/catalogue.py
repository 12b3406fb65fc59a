"""The catalogue of open data for portals: whole, of a city, or one data set; page by page."""

import datetime as dt
from collections.abc import Callable, Hashable, Sequence
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.queries.catalogue import OpenSet, around
from app.queries.city import cities
from app.queries.open_feature import states
from app.serializers.catalogue_way import ENDINGS, Frame, Listed, Sheet
from models.city import City
from views import language
from views.access import public
from views.api.answer import answer
from views.api.problem import bad_parameter, refuse_unknown
from views.installation import here
from views.open_data_way import gettable, page_of, services, ways

blueprint = Blueprint("catalogue", __name__)

ENDING = "<any(ttl,jsonld,rdf):ending>"
PAGE_SIZE, MOST = 100, 500  # data sets on a page: usually all
KNOWN: Final = frozenset({"page", "page_size", "modified_since"})
PAGE = "text/html"


@blueprint.get("/dcat")
@blueprint.get("/dcat/<slug>")
@public
def negotiated(slug: str | None = None) -> ResponseReturnValue:
    """Give the catalogue in the form that is asked for; people are led to the page."""
    city = _city(slug)
    ending = _wished()
    if ending is None:
        return _see(url_for("information.open_data", lang=language.current()))
    return _vary(_catalogue(city, ending))


@blueprint.get(f"/dcat.{ENDING}")
@blueprint.get(f"/dcat/<slug>.{ENDING}")
@public
def catalogue(ending: str, slug: str | None = None) -> ResponseReturnValue:
    """Give the catalogue, or what is in it of one city."""
    return _catalogue(_city(slug), ending)


@blueprint.get("/dcat/datasets/<name>")
@public
def negotiated_set(name: str) -> ResponseReturnValue:
    """Give one data set in the form that is asked for; people are led to its page."""
    found = _set(name)
    ending = _wished()
    if ending is None:
        return _see(f"/{language.current()}{page_of(found)}")
    return _vary(_one(found, ending))


@blueprint.get(f"/dcat/datasets/<name>.{ENDING}")
@public
def data_set(name: str, ending: str) -> ResponseReturnValue:
    """Give one data set by itself."""
    return _one(_set(name), ending)


def _wished() -> str | None:
    """Return the ending whose form the asker likes best, None for a page; Turtle when in doubt."""
    forms = {mimetype: ending for ending, (mimetype, _name) in ENDINGS.items()}
    best = request.accept_mimetypes.best_match([*forms, PAGE], default="text/turtle")
    return forms.get(best)


def _see(address: str) -> ResponseReturnValue:
    return _vary(redirect(address, HTTPStatus.SEE_OTHER))  # type: ignore[arg-type]  # ours are Flask's


def _vary(response: Response) -> Response:
    response.vary.add("Accept")
    return response


def _city(slug: str | None) -> City | None:
    if slug is None:
        return None
    found = next((one for one in cities() if one.slug == slug), None)
    return found or abort(404)


def _set(name: str) -> OpenSet:
    refuse_unknown(frozenset(), _("This address takes no parameters."))
    return next((one for one in gettable() if one.name == name), None) or abort(404)


def _one(found: OpenSet, ending: str) -> Response:
    def made() -> str:
        from app.serializers import catalogue as writer  # noqa: PLC0415 - for few, much memory

        graph = writer.set_graph(
            here().base_url, _listed(found), services(), is_demo=here().is_demo
        )
        return writer.text_of(graph, ending)

    return _sent(("set", found.name), ending, made)


def _catalogue(city: City | None, ending: str) -> Response:
    refuse_unknown(KNOWN, _("This address knows page, page_size and modified_since."))
    number, size = _number("page", 1), min(_number("page_size", PAGE_SIZE), MOST)
    since = _since()

    def made() -> str:
        from app.serializers import catalogue as writer  # noqa: PLC0415 - as above

        found = [one for one in gettable() if _belongs(one, city) and _is_new(one, since)]
        last = max(1, -(-len(found) // size))
        if number > last:
            abort(404)
        shown = [_listed(one) for one in found[(number - 1) * size : number * size]]
        sheet = Sheet(
            here=_page(city, ending, number),
            first=_page(city, ending, 1),
            last=_page(city, ending, last),
            total=len(found),
            size=size,
            before=_page(city, ending, number - 1) if number > 1 else None,
            after=_page(city, ending, number + 1) if number < last else None,
        )
        graph = writer.catalogue_graph(_frame(city, found, sheet), shown, services())
        return writer.text_of(graph, ending)

    return _sent((city and city.slug, number, size, since), ending, made)


def _frame(city: City | None, found: Sequence[OpenSet], sheet: Sheet) -> Frame:
    return Frame(
        base=here().base_url,
        city=city,
        box=around([city] if city else cities()),
        changed_at=max((one.changed_at for one in found if one.changed_at), default=None),
        is_demo=here().is_demo,
        sheet=sheet,
    )


def _sent(what: Hashable, ending: str, made: Callable[[], str]) -> Response:
    """Send a text, made anew only when data or a city's words have changed since."""
    known = tuple(
        (one.slug, one.name, one.role_mailbox, tuple(one.bbox), one.licence) for one in cities()
    )
    numbers = tuple(states().items())
    text = here().texts.of((what, ending, numbers, known), made)
    return answer(text, ENDINGS[ending][0])


def _listed(found: OpenSet) -> Listed:
    return Listed(found, ways(found), page_of(found))


def _belongs(one: OpenSet, city: City | None) -> bool:
    return city is None or (one.city is not None and one.city.id == city.id)


def _is_new(one: OpenSet, since: dt.datetime | None) -> bool:
    return since is None or one.changed_at is None or one.changed_at >= since


def _page(city: City | None, ending: str, number: int) -> str:
    """Return the whole address of a page, with the rest of what was asked."""
    asked = {name: request.args[name] for name in sorted(KNOWN - {"page"} & request.args.keys())}
    if number > 1:
        asked["page"] = str(number)
    path = url_for("catalogue.catalogue", ending=ending, slug=city.slug if city else None)
    return here().base_url + path + (f"?{urlencode(asked)}" if asked else "")


def _number(name: str, usual: int) -> int:
    given = request.args.get(name, str(usual))
    if not (given.isascii() and given.isdigit() and 0 < int(given[:9]) < 10**8):
        bad_parameter(name, _("Write a whole number, 1 or more."))
    return int(given)


def _since() -> dt.datetime | None:
    """Return the instant asked for; a day begins at midnight UTC."""
    given = request.args.get("modified_since", "")
    if not given:
        return None
    try:
        moment = dt.datetime.fromisoformat(given.replace(" ", "+"))
    except ValueError:
        bad_parameter("modified_since", _("Write a day or an instant, as in 2026-11-27."))
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
