"""Tiles of the base map, through our own origin, so that no third party sees our readers.

The upstream, or the archive, is named by the settings alone.  A tile that cannot be had is an
empty answer that nobody keeps: the map then shows the built-in outline.
"""

import logging
import math
from collections.abc import Callable

from flask import Response, request
from flask.blueprints import Blueprint, BlueprintSetupState
from werkzeug.http import parse_date

from app.adapters.tile_ground import TileGround, Tiles
from app.adapters.tile_source import NoSuchTileError, RestingTileError, TileError
from app.adapters.tile_store import Tile
from geodata.outline import WINDOW
from views.access import public

logger = logging.getLogger(__name__)

MAX_ZOOM = 20
BAD_GATEWAY, NOT_FOUND = 502, 404
ELSEWHERE_S = 86_400

blueprint = Blueprint("tile", __name__)


@blueprint.record
def prepare(state: BlueprintSetupState) -> None:
    """Give this installation its tile address, with the upstream of its settings."""
    ground: TileGround | None = state.app.extensions["tile_ground"]
    store = ground.tiles if ground is not None else None
    rule = "/tiles/base/<int:z>/<int:x>/<int:y>.png"
    state.add_url_rule(rule, "base", view_of(store), methods=["GET"])


def view_of(store: Tiles | None) -> Callable[[int, int, int], Response]:
    """Return the view of the tiles of a store; without a store there are none."""

    @public
    def base(z: int, x: int, y: int) -> Response:
        if store is None or not in_reach(z, x, y):
            return _nothing(NOT_FOUND, f"public, max-age={ELSEWHERE_S if store else 0}")
        try:
            tile = store.tile(z, x, y)
        except NoSuchTileError:
            return _nothing(NOT_FOUND, "public, max-age=3600")
        except TileError as problem:
            level = logging.DEBUG if isinstance(problem, RestingTileError) else logging.WARNING
            logger.log(level, "no tile %s/%s/%s: %s", z, x, y, problem)
            return _nothing(BAD_GATEWAY, "no-store")
        return _answer(tile)

    return base


def in_reach(z: int, x: int, y: int) -> bool:
    """Say whether the tile exists and shows some of the region around Finland."""
    if z > MAX_ZOOM or max(x, y) >= 1 << z:
        return False
    west, south, east, north = WINDOW
    side = 1 / (1 << z)
    left, right = x * side, (x + 1) * side
    top, bottom = y * side, (y + 1) * side
    return (
        right > _across(west) and left < _across(east)
        and bottom > _down(north) and top < _down(south)
    )  # fmt: skip


def _across(lon: float) -> float:
    """Return a longitude as a share of the map's width, from the west."""
    return lon / 360 + 0.5


def _down(lat: float) -> float:
    """Return a latitude as a share of the map's height (web Mercator), from the north."""
    return 0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)


def _answer(tile: Tile) -> Response:
    response = Response(tile.body, mimetype=tile.content_type)
    response.set_etag(tile.etag)
    response.last_modified = parse_date(tile.last_modified)
    response.headers["Cache-Control"] = f"public, max-age={tile.max_age()}"
    response.make_conditional(request)
    return response


def _nothing(status: int, cache: str) -> Response:
    response = Response(b"", status, mimetype="text/plain")
    response.headers["Cache-Control"] = cache
    return response
