"""OGC API - Tiles: the public things as vector tiles, for maps that draw them themselves.

A tile is kept in the memory of the process under the state of its collection, so that it is written
once however many maps ask for it; what another process changed shows at most a second later.
"""

import gzip
from collections.abc import Callable
from http import HTTPStatus

from flask import Response, abort, request
from flask.blueprints import Blueprint, BlueprintSetupState
from flask_babel import gettext as _

from app.adapters.byte_cache import ByteCache
from app.queries.ogc_tile import feature_tile
from app.queries.open_feature import State, state_of
from app.queries.open_fresh import FreshStates
from app.serializers.ogc_tile import LAST_ZOOM, in_limits
from geodata.tile_grid import MATRIX_SET, Tile
from geodata.vector_tile import MIMETYPE
from models.open_collection import COLLECTIONS
from views.access import public
from views.api.answer import asked_language
from views.api.problem import bad_parameter, refuse_language, refuse_unknown
from views.ogc_lane import Answer, remember

FRESH_S = 60  # a map asks again after a minute, and is told at no cost that nothing has changed
LEAST_PACKED = 400  # bytes; packing fewer saves no packet
MOST_DIGITS = 10
FORM = "1"  # of the tiles: another when the same features are to be written otherwise
KNOWN = frozenset({"f", "lang"})

blueprint = Blueprint("ogc_tile", __name__, url_prefix="/ogc")


@blueprint.record
def prepare(state: BlueprintSetupState) -> None:
    """Give this installation its tiles, with as much memory as its settings say."""
    kept: ByteCache[bytes] = ByteCache(state.app.extensions["settings"].tile_cache_mb << 20)
    fresh: FreshStates | None = state.app.extensions.get("open_states")
    rule = "/collections/<collection>/tiles/<grid>/<zoom>/<row>/<column>"
    state.add_url_rule(rule, "tile", view_of(kept, fresh), methods=["GET"])


def view_of(
    kept: ByteCache[bytes], fresh: FreshStates | None
) -> Callable[[str, str, str, str, str], Response]:
    """Return the view of tiles that are remembered in ``kept``; ``fresh`` knows the states."""

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
        return _answer(kept, collection, _state(fresh, collection), wanted)

    return tile


def _state(fresh: FreshStates | None, collection: str) -> State:
    """Return the state of a collection, at most a second old."""
    known = fresh.of(collection) if fresh else None
    return known or state_of(collection)


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
    tag = _tag(collection, state, tile, is_packed=is_packed)
    if request.if_none_match.contains(tag):
        return _dressed(Response(status=HTTPStatus.NOT_MODIFIED), tag)
    body = kept.get(tag)
    if body is None:
        body = feature_tile(collection, state, tile)
        if is_packed and len(body) >= LEAST_PACKED:
            body = gzip.compress(body, 6, mtime=0)
        kept.put(tag, body, len(body))
    remember(Answer(collection, state, body, is_tile=True))
    if not body:
        return _dressed(Response(status=HTTPStatus.NO_CONTENT), tag)
    response = Response(body, mimetype=MIMETYPE)
    if body.startswith(b"\x1f\x8b"):  # a tile begins with its first layer, 0x1a
        response.headers["Content-Encoding"] = "gzip"
    return _dressed(response, tag)


def _tag(collection: str, state: State, tile: Tile, *, is_packed: bool) -> str:
    """Return the strong validator of a tile.

    The instant beside the number tells a database apart that was put back to an earlier day.
    """
    place = f"{collection}/{tile.z}/{tile.row}/{tile.column}"
    packed = ".gz" if is_packed else ""
    return f"{FORM}.{place}.{state.revision}.{state.changed_at.timestamp():.6f}{packed}"


def _dressed(response: Response, tag: str) -> Response:
    response.set_etag(tag)
    response.headers["Cache-Control"] = f"public, max-age={FRESH_S}"
    response.headers["Vary"] = "Accept-Encoding"
    return response
