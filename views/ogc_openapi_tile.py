"""The description of the tiles' addresses, for the document of views/ogc_openapi.py."""

from typing import Any

from flask import g
from flask_babel import gettext as _

from app.serializers.ogc_tile import JSON, LAST_ZOOM, STYLE, TILEJSON
from geodata.tile_grid import MATRIX_SET
from geodata.vector_tile import MIMETYPE
from models.open_collection import COLLECTIONS, OpenCollection

Document = dict[str, Any]
_ANY: Document = {"type": "object"}


def tile_paths() -> Document:
    """Return the grid's addresses and those of the tiles of every collection."""
    grids = "/tileMatrixSets"
    found = {
        grids: _reading("Capabilities", "tileMatrixSets", _("The grids of tiles"), {JSON: _ANY}),
        f"{grids}/{MATRIX_SET}": _reading(
            "Capabilities", "tileMatrixSet", _("The grid of the tiles"), {JSON: _ANY}
        ),
    }
    for one in COLLECTIONS.values():
        found |= _of(one)
    return found


def _of(one: OpenCollection) -> Document:
    tiles = f"/collections/{one.name}/tiles"
    grid = f"{tiles}/{MATRIX_SET}"
    page = {"text/html": {"type": "string"}}
    name, title = one.name, one.title.get(g.lang)
    described = {JSON: _ANY, TILEJSON: _ANY, **page}
    tile = _reading(name, f"{name}.tile", _("A vector tile: %(title)s", title=title),
                    {MIMETYPE: {"type": "string", "format": "binary"}})  # fmt: skip
    tile["get"]["parameters"] = [_place(where) for where in ("tileMatrix", "tileRow", "tileCol")]
    tile["get"]["responses"]["204"] = {"description": _("There is nothing in this tile")}
    tile["get"]["responses"]["404"] = {"$ref": "#/components/responses/NotFound"}
    return {
        tiles: _reading(name, f"{name}.tilesets", _("The tilesets"), {JSON: _ANY, **page}),
        grid: _reading(name, f"{name}.tileset", _("What the tiles hold"), described),
        f"{grid}/style.json": _reading(
            name, f"{name}.style", _("A style for MapLibre"), {STYLE: _ANY}
        ),
        f"{grid}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": tile,
    }


def _place(name: str) -> Document:
    schema = {"type": "integer", "minimum": 0}
    if name == "tileMatrix":
        schema["maximum"] = LAST_ZOOM
    words = {
        "tileMatrix": _("The zoom"),
        "tileRow": _("The row of the tile, from the north"),
        "tileCol": _("The column of the tile, from the west"),
    }
    return {
        "name": name, "in": "path", "required": True, "description": words[name], "schema": schema,
    }  # fmt: skip


def _reading(tag: str, ident: str, summary: str, content: dict[str, Document]) -> Document:
    return {
        "get": {
            "tags": [tag],
            "operationId": ident,
            "summary": summary,
            "parameters": [{"$ref": "#/components/parameters/lang"}],
            "responses": {
                "200": {
                    "description": _("What was asked for"),
                    "content": {kind: {"schema": schema} for kind, schema in content.items()},
                },
                "304": {"description": _("Nothing has changed since")},
                "400": {"$ref": "#/components/responses/BadParameter"},
                "500": {"$ref": "#/components/responses/ServerError"},
            },
        }
    }
