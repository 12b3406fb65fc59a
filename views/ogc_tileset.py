"""What a map reads before it asks for tiles: the grid, the tilesets, TileJSON, a ready style."""

import json

from flask import Blueprint, Response, abort, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.queries.licence import licence_of
from app.queries.ogc_tile import has_clusters, tile_fields
from app.serializers.ogc_tile import (
    HTML,
    JSON,
    STYLE,
    TILEJSON,
    Document,
    Tileset,
    matrix_set,
    matrix_sets,
)
from geodata.tile_grid import MATRIX_SET
from models.licence import LICENCES
from models.open_collection import COLLECTIONS
from views.access import public
from views.api.answer import answer, asked_language
from views.api.problem import bad_parameter, refuse_language, refuse_unknown
from views.page import page

ROOT = "/ogc"
KNOWN = frozenset({"f", "lang"})
OFFERED = {"json": JSON, "html": HTML, "tilejson": TILEJSON}

blueprint = Blueprint("ogc_tileset", __name__, url_prefix=ROOT)


@blueprint.record
def prepare(state: BlueprintSetupState) -> None:
    """Give this installation the addresses, which name it in their links."""
    views = Tilesets(state.app.extensions["settings"].public_url + ROOT)
    tiles = "/collections/<collection>/tiles"
    for rule, name, view in (
        ("/tileMatrixSets", "grids", views.grids),
        ("/tileMatrixSets/<grid>", "grid", views.grid),
        (tiles, "index", views.index),
        (f"{tiles}/<grid>", "show", views.show),
        (f"{tiles}/<grid>/style.json", "style", views.style),
    ):
        state.add_url_rule(rule, name, view, methods=["GET"])


class Tilesets:
    """The documents of one installation; ``root`` is the address of its interface."""

    def __init__(self, root: str) -> None:
        self.root = root

    @public
    def grids(self) -> ResponseReturnValue:
        """List the grids: one."""
        _form("json")
        return _sent(matrix_sets(self.root))

    @public
    def grid(self, grid: str) -> ResponseReturnValue:
        """Give a grid."""
        _known_grid(grid)
        _form("json")
        return _sent(matrix_set())

    @public
    def index(self, collection: str) -> ResponseReturnValue:
        """List the tilesets of a collection: one."""
        tileset = self._tileset(collection, MATRIX_SET)
        if _form("json", "html") == "html":
            return self._page(tileset)
        return _sent(tileset.listed())

    @public
    def show(self, collection: str, grid: str) -> ResponseReturnValue:
        """Describe the tiles of a collection."""
        tileset = self._tileset(collection, grid)
        form = _form("json", "html", "tilejson")
        if form == "html":
            return self._page(tileset)
        if form == "tilejson":
            return _sent(tileset.tilejson(), TILEJSON)
        return _sent(tileset.described())

    @public
    def style(self, collection: str, grid: str) -> ResponseReturnValue:
        """Give a style with which the tiles can be looked at at once."""
        tileset = self._tileset(collection, grid)
        _form("json")
        return _sent(tileset.style(), STYLE)

    def _tileset(self, collection: str, grid: str) -> Tileset:
        _known_grid(grid)
        kind = COLLECTIONS.get(collection)
        if kind is None:
            abort(404)
        return Tileset(
            kind, tile_fields(collection), self.root, asked_language(),
            has_clusters=has_clusters(collection), licence=LICENCES[licence_of(collection)],
        )  # fmt: skip

    def _page(self, tileset: Tileset) -> ResponseReturnValue:
        kind, lang = tileset.kind, tileset.lang
        asks = f"?f=html&lang={lang}"
        return page(
            "ogc_tile/tileset.html",
            kind=kind,
            tileset=tileset,
            layers=tileset.described()["layers"],
            crumbs=[
                (_("Open data"), f"/{lang}/open-data"),
                ("OGC API", f"{ROOT}/{asks}"),
                (kind.title.best(lang)[0], f"{ROOT}/collections/{kind.name}{asks}"),
                (_("Vector tiles"), ""),
            ],
        )


def _known_grid(grid: str) -> None:
    if grid != MATRIX_SET:
        abort(404)


def _form(*forms: str) -> str:
    """Return the form that is asked for, by ``f`` or else by what the asker takes."""
    asked_language()
    refuse_unknown(KNOWN, _("Only f and lang are taken here. Leave the others out."))
    refuse_language()
    wanted = request.args.get("f")
    if wanted is None:
        kinds = {OFFERED[form]: form for form in forms}
        return kinds[request.accept_mimetypes.best_match(list(kinds), JSON)]
    if wanted not in forms:
        bad_parameter("f", _("Give one of these: %(forms)s.", forms=", ".join(forms)))
    return wanted


def _sent(document: Document, mimetype: str = JSON) -> Response:
    return answer(json.dumps(document, ensure_ascii=False), mimetype)
