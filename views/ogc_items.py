"""The features of a collection, by page and one by one: GeoJSON for programs, pages for people.

The same question in the same state has the same answer, but for the time stamp that the
standard wants; so its validator is weak.  Who has the answer already is told so before the
question is read; what was asked lately is kept, up to so many bytes; what is asked of a collection
of a common size is found in the process (app/queries/ogc_held.py), the rest in the database.
"""

from urllib.parse import urlencode

from flask import Blueprint, Response, abort, g, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from werkzeug.http import http_date

from app import clock
from app.adapters.byte_cache import ByteCache
from app.forms.ogc import ONE, check_names, read_items, read_shown
from app.forms.ogc_sort import written_after
from app.queries.licence import licence_of
from app.queries.ogc import Asked, Page, read_one, read_page
from app.queries.ogc_held import Copies
from app.queries.open_feature import State
from app.serializers.ogc import collection_tail, feature_text, with_links
from app.serializers.open_feature import licence_in
from models.licence import OpenLicence
from models.open_collection import COLLECTIONS, OpenCollection
from views.access import public
from views.api.answer import etag_of
from views.ogc_frame import (
    GEOJSON,
    HTML,
    JSON,
    ROOT,
    Link,
    address,
    current_state,
    frame,
    licence_link,
    link,
    wants_page,
)
from views.ogc_show import one_page, table_page
from views.ogc_told import told as _

blueprint = Blueprint("ogc_items", __name__, url_prefix=f"{ROOT}/collections")
frame(blueprint)

MOST_HELD = 20_000  # features of one collection, about 2.4 kB each
CACHE_BYTES = 16 * 1024 * 1024
BEGIN = b'{"type":"FeatureCollection","timeStamp":"'
Body = tuple[bytes, str]  # what is sent (after its time stamp), the system of its coordinates
copies = Copies(MOST_HELD)
_answers: ByteCache[Body] = ByteCache(CACHE_BYTES)


@blueprint.record
def prepare(state: BlueprintSetupState) -> None:
    """Keep where features lie in memory, of as many as the settings say."""
    copies.most_indexed = state.app.extensions["settings"].open_index_features


def known(name: str) -> OpenCollection:
    """Return the collection of a name, or answer that there is none."""
    found = COLLECTIONS.get(name)
    if found is None:
        abort(404, _("There is no such collection. Look at /ogc/collections for those there are."))
    return found


@blueprint.get("/<name>/items")
@public
def index(name: str) -> ResponseReturnValue:
    """Give a page of features."""
    collection = known(name)
    if wants_page():
        asked, _shown = read_items(request.args, collection)
        found = page_of(collection, asked, current_state(name))
        return table_page(collection, asked, found)
    return _data(name)


@blueprint.get("/<name>/items/<int:key>")
@public
def show(name: str, key: int) -> ResponseReturnValue:
    """Give one feature."""
    collection = known(name)
    if wants_page():
        check_names(request.args, ONE)
        return one_page(collection, _found(collection, key))
    return _data(name, key)


def _data(name: str, key: int | None = None) -> Response:
    state = current_state(name)
    tag = tag_of(g.ogc_base, request.full_path, g.lang, state)
    if request.if_none_match.contains_weak(tag):
        return Response(status=304, headers=headers_of(tag, state, g.lang))
    body, crs = answered(name, key, request.full_path, state)
    return Response(stamped(body, key), headers=headers_of(tag, state, g.lang, crs))


def tag_of(base: str, full_path: str, lang: str, state: State) -> str:
    """Return the validator of an answer with features."""
    return etag_of(base + full_path, lang, state, GEOJSON)


def kept(base: str, full_path: str, lang: str, state: State) -> Body | None:
    """Return what was answered lately to a question in this state, without its time stamp."""
    return _answers.get((base, full_path, lang, state))


def answered(name: str, key: int | None, full_path: str, state: State) -> Body:
    """Return a page of features, or one by its key, as in `kept`; needs no request.

    The language, the parameters and the address of this installation are in ``g``.

    Raises:
        OgcError: a parameter cannot be followed.
        NotFound: there is no such feature.

    """
    found = kept(g.ogc_base, full_path, g.lang, state)
    if found is None:
        collection = known(name)
        found = _page(collection, state) if key is None else _feature(collection, key)
        _answers.put((g.ogc_base, full_path, g.lang, state), found, len(found[0]))
    return found


def stamped(body: bytes, key: int | None) -> bytes:
    """Return what is sent now: a page of features says when that was."""
    if key is not None:
        return body
    return b"".join((BEGIN, f'{clock.now():%Y-%m-%dT%H:%M:%S.%fZ}"'.encode(), body))


def headers_of(tag: str, state: State, lang: str, crs: str = "") -> dict[str, str]:
    """Return the headers of an answer with features, besides those that every answer has."""
    found = {
        "Content-Type": GEOJSON,
        "ETag": f'W/"{tag}"',
        "Last-Modified": http_date(state.changed_at),
        "Cache-Control": "no-cache",
        "Content-Language": lang,
        "Vary": "Accept, Accept-Language",
    }
    return found | ({"Content-Crs": f"<{crs}>"} if crs else {})


def page_of(collection: OpenCollection, asked: Asked, state: State) -> Page:
    """Return a page of features, from the process if it can be."""
    return copies.page(collection, asked, state) or read_page(collection, asked)


def _found(collection: OpenCollection, key: int) -> str:
    found = read_one(collection, key)
    if found is None:
        abort(404, _("There is no such feature. It may have been removed since."))
    return found


def _feature(collection: OpenCollection, key: int) -> Body:
    """Return one feature, and the system of its coordinates."""
    check_names(g.ogc_args, ONE)
    shown = read_shown(g.ogc_args, collection)
    found = _found(collection, key)
    text = feature_text([found], shown, _site(), g.lang)
    links = _one_links(collection, key, licence_in(found))
    return with_links(text, links).encode(), shown.crs.uri


def _page(collection: OpenCollection, state: State) -> Body:
    """Return what follows the time stamp, and the system of the coordinates."""
    asked, shown = read_items(g.ogc_args, collection)
    found = page_of(collection, asked, state)
    text = feature_text(found.features, shown, _site(), g.lang)
    licence = licence_of(collection.name, g.ogc_args.get("city", ""), state)
    links = _links(collection, found, licence)
    tail = collection_tail(text, len(found.features), links, found.matched)
    return tail.encode(), shown.crs.uri


def _links(collection: OpenCollection, found: Page, licence: OpenLicence) -> list[Link]:
    path = f"/collections/{collection.name}"
    given = g.ogc_args.to_dict()
    asked = urlencode(given)
    links = [
        link("self", _asked(path, asked), GEOJSON, _("This document")),
        link("alternate", _asked(path, _with(asked, given, f="html")), HTML, _("This as a page")),
        link("collection", address(path), JSON, collection.title.get(g.lang)),
        licence_link(licence),
    ]
    if found.after is not None:
        after = _with(asked, given, after=written_after(found.after))
        links.append(link("next", _asked(path, after), GEOJSON, _("Next page")))
    return links


def _with(asked: str, given: dict[str, str], **more: str) -> str:
    """Return the parameters, written out in ``asked`` already, with another or anew."""
    if more.keys() & given.keys():
        return urlencode(given | more)
    return "&".join(filter(None, (asked, urlencode(more))))


def _asked(path: str, asked: str) -> str:
    return f"{g.ogc_base}{ROOT}{path}/items" + (f"?{asked}" if asked else "")


def _one_links(collection: OpenCollection, key: int, licence: OpenLicence) -> list[Link]:
    path = f"/collections/{collection.name}"
    return [
        link("self", address(f"{path}/items/{key}"), GEOJSON, _("This document")),
        link("alternate", address(f"{path}/items/{key}", f="html"), HTML, _("This as a page")),
        link("collection", address(path), JSON, collection.title.get(g.lang)),
        licence_link(licence),
    ]


def _site() -> str:
    return str(g.ogc_base)
