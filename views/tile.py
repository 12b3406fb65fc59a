"""Base map tiles through our own origin, so that no third party sees the reader."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, g

from app.adapters.tile_source import TileError, TileSource
from views.access import public

blueprint = Blueprint("tile", __name__)

MOST_ZOOM = 20


def init_app(app: Flask, settings: Any) -> None:
    """Make the source of tiles known to each request, when one is set."""
    source = None
    if settings.tiles_url:
        agent = f"Koepaikka (+{settings.public_url})"
        source = TileSource(settings.tiles_url, Path(settings.instance) / "tiles", agent)

    @app.before_request
    def know() -> None:
        g.tile_source = source


@blueprint.get("/tiles/base/<int:z>/<int:x>/<int:y>.png")
@public
def base(z: int, x: int, y: int) -> Response:
    """Give one tile; 404 when none is set or the numbers are off, 502 when the upstream fails."""
    source: TileSource | None = g.tile_source
    if source is None or z > MOST_ZOOM or x >= 2**z or y >= 2**z:
        abort(404)
    try:
        tile = source.get(z, x, y)
    except TileError:
        return Response(status=502, headers={"Cache-Control": "no-store"})
    response = Response(tile.body, mimetype=tile.media_type)
    response.headers["Cache-Control"] = f"public, max-age={tile.max_age_s}"
    response.add_etag()
    return response
