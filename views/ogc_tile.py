"""OGC API - Tiles: the public things as vector tiles, for maps that draw them themselves.

A tile is kept in the memory of the process under the state of its collection, so that it is written
once however many maps ask for it, and is never older than what it shows.
"""

import gzip
from collections.abc import Callable
from functools import partial
from http import HTTPStatus

from flask import Response, abort, request
from flask.blueprints import Blueprint, BlueprintSetupState
from flask_babel import gettext as _

from app.adapters.byte_cache import ByteCache
from app.queries.ogc_tile import feature_tile
from app.queries.open_feature import State, state_of
from app.serializers.ogc_tile import LAST_ZOOM, in_limits
from geodata.tile_grid import MATRIX_SET, Tile
from geodata.vector_tile import MIMETYPE
from models.open_collection import COLLECTIONS
from views.access import public
from views.api.answer import asked_language
from views.api.problem import bad_parameter, refuse_language, refuse_unknown
from views.ogc_items import copies

FRESH_S = 60  # a map asks again after a minute, and is told at no cost that nothing has changed
LEAST_PACKED = 400  # bytes; packing fewer saves no packet
MOST_DIGITS = 10
PACKED = b"\x1f\x8b"  # a tile itself begins with its first layer, 0x1a
FORM = "2"  # of the tiles: another when the same features are to be written otherwise
KNOWN = frozenset({"f", "lang"})

blueprint = Blueprint("ogc_tile", __name__, url_prefix="/ogc")


@blueprint.record
def prepare(state: BlueprintSetupState) -> None:
    """Give this installation its tiles, with as much memory as its settings say."""
    kept: ByteCache[bytes] = ByteCache(state.app.extensions["settings"].tile_cache_mb << 20)
    state.app.extensions["kept_tiles"] = kept
    rule = "/collections/<collection>/tiles/<grid>/<zoom>/<row>/<column>"
    state.add_url_rule(rule, "tile", view_of(kept), methods=["GET"])


def view_of(kept: ByteCache[bytes]) -> Callable[[str, str, str, str, str], Response]:
    """Return the view of tiles that are remembered in ``kept``."""

    @public
    def tile(collection: str, grid: str, zoom: str, row: str, column: str) -> Response:
        if collection not in COLLECTIONS or grid != MATRIX_SET:
            abort(404)
        if request.args:
            _check()
        wanted = Tile(_number("tileMatrix", zoom), _number("tileRow", row),
                      _number("tileCol", column))  # fmt: skip
        if not in_limits(wanted):
            abort(404)
        return _answer(kept, collection, state_of(collection), wanted)

    return tile


def _check() -> None:
    asked_language()
    refuse_unknown(KNOWN, _("A tile takes only the parameter f. Leave the others out."))
    refuse_language()
    if request.args.get("f", "mvt") != "mvt":
        bad_parameter("f", _("Tiles come as f=mvt only."))


def _number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > MOST_DIGITS:
        bad_parameter(name, _("Give a whole number. Zooms go from 0 to %(last)s.", last=LAST_ZOOM))
    return int(text)


def _answer(kept: ByteCache[bytes], collection: str, state: State, tile: Tile) -> Response:
    """Send a tile, or that it is empty, or that the asker has it already."""
    is_packed = request.accept_encodings.quality("gzip") > 0
    tag = tag_of(collection, state, tile, is_packed=is_packed)
    if request.if_none_match.contains(tag):
        return Response(status=HTTPStatus.NOT_MODIFIED, headers=headers_of(tag))
    body = tile_body(kept, collection, state, tile, is_packed=is_packed)
    status = HTTPStatus.OK if body else HTTPStatus.NO_CONTENT
    return Response(body, status, headers=headers_of(tag, body))


def tile_body(
    kept: ByteCache[bytes], collection: str, state: State, tile: Tile, *, is_packed: bool
) -> bytes:
    """Return what is sent of a tile: nothing when it is empty, packed where that pays."""
    tag = tag_of(collection, state, tile, is_packed=is_packed)
    body = kept.get(tag)
    if body is None:
        index = partial(copies.index, COLLECTIONS[collection], state)
        body = feature_tile(collection, state, tile, index)
        if is_packed and len(body) >= LEAST_PACKED:
            body = gzip.compress(body, 6, mtime=0)
        kept.put(tag, body, len(body))
    return body


def tag_of(collection: str, state: State, tile: Tile, *, is_packed: bool) -> str:
    """Return the strong validator of a tile.

    The instant beside the number tells a database apart that was put back to an earlier day.
    """
    place = f"{collection}/{tile.z}/{tile.row}/{tile.column}"
    packed = ".gz" if is_packed else ""
    return f"{FORM}.{place}.{state.revision}.{state.changed_at.timestamp():.6f}{packed}"


def headers_of(tag: str, body: bytes = b"") -> dict[str, str]:
    """Return the headers of an answer with a tile, besides those that every answer has."""
    found = {
        "Content-Type": MIMETYPE,
        "ETag": f'"{tag}"',
        "Cache-Control": f"public, max-age={FRESH_S}",
        "Vary": "Accept-Encoding",
    }
    if body.startswith(PACKED):
        found["Content-Encoding"] = "gzip"
    return found
