"""Maps on pages: what geodata's builders need from this installation, and what templates call.

A view names the map it wants; the base below it, the files and the translated words come from
here::

    parts = map_parts(place_map, PlaceMap(base=base_map(), labels=words(PLACE_LABELS), …))
    return page("testbed/show.html", map=parts)

In the template: ``{% block head %}{{ map.head() }}{% endblock %}``, ``{{ map.html }}`` where the
map goes, and ``{% block scripts %}{{ map.scripts() }}{% endblock %}``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, g, url_for
from flask_babel import gettext
from markupsafe import Markup

from app.adapters.tile_ground import HIGHEST_ZOOM, TileGround, TileSettings, tile_ground
from geodata.map_labels import DRAW_LABELS, DRAWING_LABELS
from geodata.map_options import BaseMap, DrawingMap, MapOptions
from geodata.map_parts import AssetManifest, MapParts
from geodata.maps import drawing_map
from views.headers import csp_nonce

Options = TypeVar("Options", bound=MapOptions)

TILES = "/tiles/base/{z}/{x}/{y}.png"
OUTLINE = ("outline-10m", "outline")
OUTLINE_LOW = ("outline-50m", "outline-low")


@dataclass(frozen=True, slots=True)
class Ground:
    """What every map of an installation stands on: its files and its tiles, if it has any."""

    files: Any
    tiles: TileGround | None


@dataclass(frozen=True, slots=True)
class PageMapParts:
    """The parts of one map with this response's nonce, ready for a template."""

    parts: MapParts

    @property
    def html(self) -> Markup:
        """The map's element and its help text."""
        return self.parts.html

    def head(self) -> Markup:
        """Return the style sheet links, for the block ``head``."""
        return self.parts.head(csp_nonce(), _vendor_path)

    def scripts(self) -> Markup:
        """Return the script tags, for the block ``scripts``."""
        return self.parts.scripts(csp_nonce(), _vendor_path)

    def inline(self) -> Markup:
        """Return the script of this map alone, after ``scripts`` of another one of its kind."""
        return self.parts.inline(csp_nonce())


def init_app(app: Flask, settings: TileSettings) -> None:
    """Lay the ground of this installation's maps before each request."""
    tiles = app.extensions["tile_ground"] = tile_ground(settings)
    ground = Ground(files=app.extensions["files"], tiles=tiles)

    @app.before_request
    def lay() -> None:
        g.ground = ground


def map_parts(
    builder: Callable[[AssetManifest, Options], MapParts], options: Options
) -> PageMapParts:
    """Return the parts of the map that ``builder`` (of geodata.maps) makes from ``options``."""
    return PageMapParts(builder(g.ground.files.map_manifest(), options))


def base_map() -> BaseMap:
    """Return what lies below every map here: the built-in outline, and tiles when configured."""
    ground: Ground = g.ground
    tiles = ground.tiles
    return BaseMap(
        outline_url=_outline(OUTLINE) or _vendor_path(f"{OUTLINE[0]}.json"),
        outline_low_url=_outline(OUTLINE_LOW),
        tiles_url=TILES if tiles else None,
        tiles_attribution=tiles.attribution if tiles else "",
        tiles_min_zoom=tiles.min_zoom if tiles else 0,
        tiles_max_zoom=tiles.max_zoom if tiles else HIGHEST_ZOOM,
        place_names_url=ground.files.own("geo/place-names.json"),
    )


def drawing_parts(label: str, **changes: Any) -> PageMapParts:
    """Return the map that writes what is drawn into the form's field ``coordinates``.

    ``changes`` are further fields of `DrawingMap`.
    """
    return map_parts(
        drawing_map,
        DrawingMap(
            base=base_map(),
            label=label,
            labels=words(DRAWING_LABELS),
            draw_labels=words(DRAW_LABELS),
            field_id="coordinates",
            kind_name="shape",
            **changes,
        ),
    )


def words(table: Mapping[str, str]) -> dict[str, str]:
    """Return a table of geodata.map_labels in the reader's language."""
    return {key: gettext(text) for key, text in table.items()}


def _outline(keys: tuple[str, ...]) -> str | None:
    known = [key for key in keys if key in g.ground.files.manifest]
    return str(g.ground.files.vendor(known[0]).url) if known else None


def _vendor_path(path: str) -> str:
    return url_for("static", filename=f"vendor/{path}")
