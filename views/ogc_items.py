"""The features of a collection, by page and one by one: GeoJSON for programs, pages for people.

The same question in the same state has the same answer, but for the time stamp that the
standard wants; so its validator is weak.  Who has the answer already is told so before the
question is read; what was asked lately is kept, up to so many bytes; what is asked of a collection
of a common size is found in the process (app/queries/ogc_held.py), the rest in the database.
"""

from collections.abc import Callable
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.adapters.byte_cache import ByteCache
from app.forms.ogc import ONE, check_names, read_items, read_shown
from app.forms.ogc_sort import written_after
from app.queries.ogc import Asked, Page, read_one, read_page
from app.queries.ogc_held import Copies
from app.queries.open_feature import State
from app.serializers.ogc import collection_tail, feature_texts, with_links
from models.open_collection import COLLECTIONS, OpenCollection
from views.access import public
from views.api.answer import etag
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
from views.ogc_lane import Answer, remember
from views.ogc_show import one_page, table_page

blueprint = Blueprint("ogc_items", __name__, url_prefix=f"{ROOT}/collections")
frame(blueprint)

MOST_HELD = 20_000  # features of one collection, about 2.4 kB each
MOST_INDEXED = 500_000  # features of a larger one, about 80 bytes each
CACHE_BYTES = 16 * 1024 * 1024
_copies = Copies(MOST_HELD, MOST_INDEXED)
Body = tuple[bytes, str]  # what is sent (after its time stamp), the system of its coordinates
_answers: ByteCache[Body] = ByteCache(CACHE_BYTES)


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
    state = current_state(name)
    tag = etag(state, GEOJSON)
    if request.if_none_match.contains_weak(tag):
        return _dressed(Response(status=304, mimetype=GEOJSON), tag, state)
    tail, crs = _kept(state, lambda: _page(collection, state))
    made = Answer(name, state, tail, is_page=True)
    remember(made)
    return _dressed(Response(made.text(), mimetype=GEOJSON), tag, state, crs)


@blueprint.get("/<name>/items/<int:key>")
@public
def show(name: str, key: int) -> ResponseReturnValue:
    """Give one feature."""
    collection = known(name)
    if wants_page():
        check_names(request.args, ONE)
        return one_page(collection, _found(collection, key))
    state = current_state(name)
    tag = etag(state, GEOJSON)
    if request.if_none_match.contains_weak(tag):
        return _dressed(Response(status=304, mimetype=GEOJSON), tag, state)
    body, crs = _kept(state, lambda: _feature(collection, key))
    remember(Answer(name, state, body, is_page=False))
    return _dressed(Response(body, mimetype=GEOJSON), tag, state, crs)


def _kept(state: State, make: Callable[[], Body]) -> Body:
    """Return what was answered to this question in this state, or make it and keep it."""
    key = (g.ogc_base, request.full_path, g.lang, state)
    found = _answers.get(key)
    if found is None:
        found = make()
        _answers.put(key, found, len(found[0]))
    return found


def page_of(collection: OpenCollection, asked: Asked, state: State) -> Page:
    """Return a page of features, from the process if it can be."""
    return _copies.page(collection, asked, state) or read_page(collection, asked)


def _found(collection: OpenCollection, key: int) -> str:
    found = read_one(collection, key)
    if found is None:
        abort(404, _("There is no such feature. It may have been removed since."))
    return found


def _feature(collection: OpenCollection, key: int) -> Body:
    """Return one feature, and the system of its coordinates."""
    check_names(request.args, ONE)
    shown = read_shown(request.args, collection)
    text = feature_texts([_found(collection, key)], shown, _site(), g.lang)[0]
    return with_links(text, _one_links(collection, key)).encode(), shown.crs.uri


def _page(collection: OpenCollection, state: State) -> Body:
    """Return what follows the time stamp, and the system of the coordinates."""
    asked, shown = read_items(request.args, collection)
    found = page_of(collection, asked, state)
    texts = feature_texts(found.features, shown, _site(), g.lang)
    tail = collection_tail(texts, _links(collection, found), found.matched)
    return tail.encode(), shown.crs.uri


def _links(collection: OpenCollection, found: Page) -> list[Link]:
    path = f"/collections/{collection.name}"
    given = request.args.to_dict()
    links = [
        link("self", _asked(path, given), GEOJSON, _("This document")),
        link("alternate", _asked(path, given | {"f": "html"}), HTML, _("This as a page")),
        link("collection", address(path), JSON, collection.title.get(g.lang)),
        licence_link(),
    ]
    if found.after is not None:
        after = {"after": written_after(found.after)}
        links.append(link("next", _asked(path, given | after), GEOJSON, _("Next page")))
    return links


def _asked(path: str, args: dict[str, str]) -> str:
    return f"{g.ogc_base}{ROOT}{path}/items" + (f"?{urlencode(args)}" if args else "")


def _one_links(collection: OpenCollection, key: int) -> list[Link]:
    path = f"/collections/{collection.name}"
    return [
        link("self", address(f"{path}/items/{key}"), GEOJSON, _("This document")),
        link("alternate", address(f"{path}/items/{key}", f="html"), HTML, _("This as a page")),
        link("collection", address(path), JSON, collection.title.get(g.lang)),
        licence_link(),
    ]


def _site() -> str:
    return str(g.ogc_base)


def _dressed(response: Response, tag: str, state: State, crs: str = "") -> Response:
    response.set_etag(tag, weak=True)
    response.last_modified = state.changed_at
    response.headers["Cache-Control"] = "no-cache"
    response.content_language.update([g.lang])
    response.vary.update(["Accept", "Accept-Language"])
    if crs:
        response.headers["Content-Crs"] = f"<{crs}>"
    return response
