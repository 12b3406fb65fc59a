"""OGC API – Features: where a GIS program begins, and what it learns of the collections."""

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.ogc import EVERYWHERE, check_names, queryables
from app.queries.ogc_extent import extents
from models.ogc import OgcError
from models.open_collection import COLLECTIONS
from views.access import public
from views.ogc_document import CONFORMANCE, collection, collections, conformance, landing
from views.ogc_frame import (
    OPENAPI,
    OPENAPI_31,
    ROOT,
    SCHEMA,
    Crumb,
    crumbs,
    frame,
    page_address,
    plain_request,
    sent,
)
from views.ogc_items import known
from views.ogc_openapi import openapi
from views.ogc_schema import queryables_document, schema_document
from views.page import page

blueprint = Blueprint("ogc", __name__, url_prefix=ROOT)
frame(blueprint)

TM35FIN_URI = "http://www.opengis.net/def/crs/EPSG/0/3067"
API_FORMATS = ("json", "openapi31", "html")


@blueprint.get("/")
@public
def index() -> ResponseReturnValue:
    """Give the document that everything is found from."""
    if plain_request():
        return page("ogc/landing.html", crumbs=crumbs(), collections=COLLECTIONS.values(),
                    document=landing())  # fmt: skip
    return sent(landing())


@blueprint.get("/conformance")
@public
def standards() -> ResponseReturnValue:
    """Say which parts of the standards hold."""
    if plain_request():
        return page(
            "ogc/conformance.html",
            crumbs=crumbs(Crumb(_("Which standards hold"), "")),
            classes=CONFORMANCE,
        )
    return sent(conformance())


@blueprint.get("/api")
@public
def api() -> ResponseReturnValue:
    """Describe every address and parameter, as OpenAPI or as a page."""
    check_names(request.args, EVERYWHERE)
    wanted = request.args.get("f")
    if wanted is not None and wanted not in API_FORMATS:
        raise OgcError("ogc_choice", field="f", choices=", ".join(API_FORMATS))
    accepted = request.accept_mimetypes
    offered = ["application/vnd.oai.openapi+json", "application/json", "text/html"]
    if wanted == "html" or (wanted is None and accepted.best_match(offered) == "text/html"):
        return page(
            "ogc/api.html", crumbs=crumbs(), document=openapi(is_newer=False), examples=examples()
        )
    is_newer = wanted == "openapi31" or (
        wanted is None and "version=3.1" in request.headers.get("Accept", "")
    )
    return sent(openapi(is_newer=is_newer), OPENAPI_31 if is_newer else OPENAPI)


@blueprint.get("/collections")
@public
def all_collections() -> ResponseReturnValue:
    """List the collections."""
    if plain_request():
        return page(
            "ogc/collections.html",
            crumbs=crumbs(Crumb(_("Collections"), "")),
            collections=COLLECTIONS.values(),
        )
    return sent(collections(extents()), max_age=0)


@blueprint.get("/collections/<name>")
@public
def one_collection(name: str) -> ResponseReturnValue:
    """Describe one collection."""
    found = known(name)
    document = collection(found, extents()[name])
    if plain_request():
        return page("ogc/collection.html", crumbs=crumbs(*_way(name)), collection=found,
                    document=document, fields=found.fields, asked=queryables(found))  # fmt: skip
    return sent(document, max_age=0)


@blueprint.get("/collections/<name>/queryables")
@public
def asked_by(name: str) -> ResponseReturnValue:
    """Say by which properties features can be asked."""
    found = known(name)
    if plain_request():
        return _fields(name, "queryables")
    return sent(queryables_document(found), SCHEMA)


@blueprint.get("/collections/<name>/schema")
@public
def said(name: str) -> ResponseReturnValue:
    """Say what features say."""
    found = known(name)
    if plain_request():
        return _fields(name, "schema")
    return sent(schema_document(found), SCHEMA)


def examples() -> list[tuple[str, str]]:
    """Return questions in words and as what follows the address of the collections."""
    return [
        (_("Testbeds in the centre of Helsinki"), "testbeds/items?bbox=24.92,60.16,24.97,60.18"),
        (_("Pilots that run in June 2026"), "pilots/items?datetime=2026-06-01/2026-06-30"),
        (
            _("Testbeds for energy with room for two pilots"),
            "testbeds/items?filter=A_CONTAINS(themes,('energy'))%20AND%20capacity%3E=2",
        ),
        (
            _("Pilots of Tampere, the latest first, in ETRS-TM35FIN"),
            f"pilots/items?city=tampere&sortby=-starts_on&crs={TM35FIN_URI}",
        ),
    ]


def _fields(name: str, which: str) -> ResponseReturnValue:
    found = known(name)
    fields = queryables(found) if which == "queryables" else found.fields
    title = _("What can be asked by") if which == "queryables" else _("What features say")
    way = crumbs(*_way(name), Crumb(title, ""))
    return page("ogc/fields.html", crumbs=way, collection=found, fields=fields, which=which)


def _way(name: str) -> list[Crumb]:
    return [Crumb(known(name).title.get(g.lang), page_address(f"/collections/{name}"))]
