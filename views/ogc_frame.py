"""What every address below /ogc shares: language, format, links, and how an answer is sent."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, g, request
from flask.blueprints import BlueprintSetupState

from app.forms.ogc import EVERYWHERE, check_names
from app.queries.open_feature import State, state_of
from models.base import LANGUAGES
from models.licence import LICENCES, OpenLicence
from models.ogc import OgcError
from views.api.answer import answer
from views.errors import problem
from views.language import NAMES
from views.messages import message_for
from views.ogc_told import told as _

JSON, GEOJSON, HTML = "application/json", "application/geo+json", "text/html"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
OPENAPI_31 = "application/vnd.oai.openapi+json;version=3.1"
FORMATS = ("json", "html")
ROOT = "/ogc"
Document = dict[str, Any]
Link = dict[str, Any]


def frame(blueprint: Blueprint) -> None:
    """Give a blueprint the address of this installation and the language of each request."""
    blueprint.record_once(_keep)
    blueprint.register_error_handler(OgcError, _refused)


def _keep(state: BlueprintSetupState) -> None:
    base = str(state.app.extensions["settings"].public_url).rstrip("/")

    def know(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
        g.ogc_base = base
        g.lang = asked_language()
        g.ogc_args = request.args
        g.ogc_states = state.app.extensions.get("open_states")

    state.app.url_value_preprocessors.setdefault(state.blueprint.name, []).append(know)


def _refused(error: OgcError) -> Response:
    """Refuse a parameter: its name, and what would be right."""
    return problem(error.status, error.code, message_for(error), parameter=error.field)


def current_state(collection: str) -> State:
    """Return the state of a collection, at most a second old."""
    known: State | None = g.ogc_states.of(collection) if g.ogc_states else None
    return known or state_of(collection)


def asked_language() -> str:
    """Return the language of ``lang``, else the best of those that the reader takes."""
    wanted = request.args.get("lang", "")
    if wanted in LANGUAGES:
        return wanted
    return request.accept_languages.best_match(LANGUAGES, "fi")


def wants_page() -> bool:
    """Say whether a person asks: by ``f=html``, or by taking pages rather than data.

    Raises:
        OgcError: a format that is not offered.

    """
    wanted = request.args.get("f")
    if wanted is None:
        offered = [JSON, GEOJSON, SCHEMA, HTML]
        return request.accept_mimetypes.best_match(offered, JSON) == HTML
    if wanted not in FORMATS:
        raise OgcError("ogc_choice", field="f", choices=", ".join(FORMATS))
    return wanted == "html"


def plain_request() -> bool:
    """Check an address that takes no parameters of its own, and say whether it is for a page."""
    check_names(request.args, EVERYWHERE)
    return wants_page()


def address(path: str = "", **args: str) -> str:
    """Return the whole address of something below /ogc; ``args`` with a dash are written with _."""
    asked = {name.replace("_", "-"): value for name, value in args.items()}
    return f"{g.ogc_base}{ROOT}{path}" + (f"?{urlencode(asked)}" if asked else "")


def link(rel: str, href: str, mimetype: str, title: str, **more: Any) -> Link:
    """Return one link of a document."""
    return {"rel": rel, "href": href, "type": mimetype, "title": title, "hreflang": g.lang, **more}


def own_links(path: str, mimetype: str = JSON) -> list[Link]:
    """Return the links of a document to itself, to its page, and to its other languages."""
    links = [
        link("self", address(path, f="json", lang=g.lang), mimetype, _("This document")),
        link("alternate", address(path, f="html", lang=g.lang), HTML, _("This as a page")),
    ]
    links += [
        link("alternate", address(path, f="json", lang=one), mimetype, NAMES[one], hreflang=one)
        for one in LANGUAGES
        if one != g.lang
    ]
    return links


def licence_link(chosen: OpenLicence) -> Link:
    """Return the link to a licence."""
    known = LICENCES[chosen]
    return link("license", known.url, HTML, known.name)


def sent(document: Document, mimetype: str = JSON, max_age: int = 300) -> Response:
    """Send a document; who has it already is told so."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return answer(text, mimetype, max_age=max_age)


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way to a page."""

    label: str
    url: str


def crumbs(*further: Crumb) -> list[Crumb]:
    """Return the way to a page below /ogc."""
    return [
        Crumb(_("Open data"), f"/{g.lang}/open-data"),
        Crumb("OGC API", page_address()),
        *further,
    ]


def page_address(path: str = "/", **args: str) -> str:
    """Return the address of a page below /ogc in the reader's language, without the host."""
    return f"{ROOT}{path}?{urlencode({'f': 'html', 'lang': g.lang, **args})}"
