"""What clients read before they ask for tiles: the grid, the tilesets, TileJSON and a style.

Source: OGC API - Tiles Part 1 (20-057); 2D Tile Matrix Set and Tile Set Metadata 2.0 (17-083r4);
TileJSON 3.0; MapLibre Style Specification 8.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from geodata.crs import to_web_mercator
from geodata.outline import WINDOW
from geodata.tile_cluster import CLUSTER_ZOOM, CROWDED_ZOOM, LAYER
from geodata.tile_grid import (
    CRS_URI,
    MATRIX_SET,
    MATRIX_SET_URI,
    MOST_ZOOM,
    TILE_PX,
    Tile,
    cell_size,
    scale_denominator,
    tile_at,
)
from geodata.vector_tile import MIMETYPE
from models.licence import Licence
from models.open_field import FieldType, OpenCollection, OpenField

LAST_ZOOM: Final = 18
"""The last zoom at which there are tiles; positions are finer than a hand's breadth by then."""

CLOSE_ZOOM: Final = 16
"""The last zoom for clients that enlarge tiles themselves."""

JSON: Final = "application/json"
HTML: Final = "text/html"
TILEJSON: Final = "application/vnd.mapbox.tile+json"
STYLE: Final = "application/vnd.mapbox.style+json"
CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_REL: Final = "http://www.opengis.net/def/rel/ogc/1.0/"

Document = dict[str, Any]


def link(href: str, rel: str, kind: str, title: str = "", **more: object) -> Document:
    """Return a link of a document; ``kind`` is the media type it leads to."""
    return {"href": href, "rel": rel, "type": kind, **({"title": title} if title else {}), **more}


def matrix_sets(root: str) -> Document:
    """Return the list of grids; ``root`` is the address of the interface, without a slash."""
    address = f"{root}/tileMatrixSets"
    return {
        "links": [
            link(address, "self", JSON),
        ],
        "tileMatrixSets": [
            {
                "id": MATRIX_SET,
                "title": "Google Maps Compatible for the World",
                "uri": MATRIX_SET_URI,
                "crs": CRS_URI,
                "links": [link(f"{address}/{MATRIX_SET}", "self", JSON)],
            }
        ],
    }


def matrix_set() -> Document:
    """Return the grid as the standard defines it."""
    west, north = Tile(0, 0, 0).corner()
    return {
        "id": MATRIX_SET,
        "title": "Google Maps Compatible for the World",
        "uri": MATRIX_SET_URI,
        "crs": CRS_URI,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": [
            {
                "id": str(z),
                "scaleDenominator": scale_denominator(z),
                "cellSize": cell_size(z),
                "cornerOfOrigin": "topLeft",
                "pointOfOrigin": [west, north],
                "tileWidth": TILE_PX,
                "tileHeight": TILE_PX,
                "matrixWidth": 1 << z,
                "matrixHeight": 1 << z,
            }
            for z in range(MOST_ZOOM + 1)
        ],
    }


@cache
def limits(z: int) -> tuple[Tile, Tile]:
    """Return the north-western and the south-eastern tile of a zoom at which anything may lie."""
    west, south, east, north = WINDOW
    return tile_at(*to_web_mercator(west, north), z), tile_at(*to_web_mercator(east, south), z)


def in_limits(tile: Tile) -> bool:
    """Whether there is such a tile: of a zoom that is offered, and around Finland."""
    if not tile.exists or tile.z > LAST_ZOOM:
        return False
    first, last = limits(tile.z)
    return first.row <= tile.row <= last.row and first.column <= tile.column <= last.column


class Tileset:
    """The tiles of one collection as described to clients; addresses begin with ``root``."""

    def __init__(
        self,
        kind: OpenCollection,
        fields: Sequence[OpenField],
        root: str,
        lang: str,
        *,
        has_clusters: bool,
        licence: Licence,
    ) -> None:
        self.kind, self.fields, self.lang = kind, fields, lang
        self.has_clusters, self.licence = has_clusters, licence
        self.title = kind.title.best(lang)[0]
        self.words = kind.words.best(lang)[0]
        self.root = root
        self.collection = f"{root}/collections/{kind.name}"
        self.address = f"{self.collection}/tiles/{MATRIX_SET}"

    def listed(self) -> Document:
        """Return the list of the collection's tilesets, which is this one."""
        tiles = f"{self.collection}/tiles"
        return {
            "links": [
                link(f"{tiles}?f=json", "self", JSON),
                link(f"{tiles}?f=html", "alternate", HTML),
                link(self.collection, f"{_REL}geodata", JSON, self.title),
            ],
            "tilesets": [
                {**self._head(), "links": [link(self.address, "self", JSON), *self._ways()]}
            ],
        }

    def described(self) -> Document:
        """Return everything about the tileset."""
        west, south, east, north = WINDOW
        return {
            **self._head(),
            "description": self.words,
            "attribution": "Koepaikka",
            "license": self.licence.url,
            "layers": self._layers(),
            "tileMatrixSetLimits": [_limited(z) for z in range(LAST_ZOOM + 1)],
            "boundingBox": {"lowerLeft": [west, south], "upperRight": [east, north], "crs": CRS84},
            "links": [
                link(f"{self.address}?f=json", "self", JSON),
                link(f"{self.address}?f=html", "alternate", HTML),
                link(f"{self.address}?f=tilejson", "describedby", TILEJSON, "TileJSON"),
                link(f"{self.address}/style.json", f"{_REL}styles", STYLE, "MapLibre"),
                *self._ways(),
                link(self.collection, f"{_REL}geodata", JSON, self.title),
                link(self.licence.url, "license", HTML),
            ],
        }

    def tilejson(self) -> Document:
        """Return the tileset as web maps read it."""
        first = 0 if not self.has_clusters else CLUSTER_ZOOM + 1
        layers = [
            {
                "id": self.kind.name,
                "description": self.words,
                "minzoom": first,
                "maxzoom": CLOSE_ZOOM,
                "fields": {field.name: _words(field, self.lang) for field in self.fields},
            }
        ]
        if self.has_clusters:
            counted = {"id": LAYER, "minzoom": 0, "maxzoom": CROWDED_ZOOM}
            layers.append({**counted, "fields": {"count": "Number"}})
        return {
            "tilejson": "3.0.0",
            "name": self.title,
            "description": self.words,
            "attribution": f'<a href="{self.licence.url}">Koepaikka, {self.licence.name}</a>',
            "scheme": "xyz",
            "tiles": [f"{self.address}/{{z}}/{{y}}/{{x}}"],
            "minzoom": 0,
            "maxzoom": CLOSE_ZOOM,
            "bounds": list(WINDOW),
            "center": [25.0, 62.5, 4],
            "vector_layers": layers,
        }

    def style(self) -> Document:
        """Return a style with which MapLibre draws the tiles as they are."""
        source = {"source": self.kind.name}
        plain = {**source, "source-layer": self.kind.name}
        layers: list[Document] = [
            {"id": "ground", "type": "background", "paint": {"background-color": GROUND}},
            {"id": "area", "type": "fill", **plain, "filter": _of("Polygon"),
             "paint": {"fill-color": INK, "fill-opacity": 0.15}},
            {"id": "edge", "type": "line", **plain, "filter": _of("Polygon", "LineString"),
             "paint": {"line-color": INK, "line-width": 2}},
            {"id": "point", "type": "circle", **plain, "filter": _of("Point"),
             "paint": {"circle-color": INK, "circle-radius": 5, "circle-stroke-color": "#ffffff",
                       "circle-stroke-width": 1.5}},
        ]  # fmt: skip
        if self.has_clusters:
            size = ["interpolate", ["linear"], ["log10", ["get", "count"]], 0, 4, 4, 16]
            layers.append({
                "id": "clusters", "type": "circle", **source, "source-layer": LAYER,
                "paint": {"circle-color": INK, "circle-opacity": 0.75, "circle-radius": size,
                          "circle-stroke-color": "#ffffff", "circle-stroke-width": 1},
            })  # fmt: skip
        return {
            "version": 8,
            "name": self.title,
            "center": [25.0, 62.5],
            "zoom": 4,
            "sources": {
                self.kind.name: {"type": "vector", "url": f"{self.address}?f=tilejson"},
            },
            "layers": layers,
        }

    def _head(self) -> Document:
        return {
            "title": self.title,
            "dataType": "vector",
            "crs": CRS_URI,
            "tileMatrixSetURI": MATRIX_SET_URI,
            "tileMatrixSetId": MATRIX_SET,
        }

    def _ways(self) -> list[Document]:
        """Return the links to the grid and to the tiles themselves."""
        template = f"{self.address}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
        grid = f"{self.root}/tileMatrixSets/{MATRIX_SET}"
        return [
            link(grid, f"{_REL}tiling-scheme", JSON, MATRIX_SET),
            link(template, "item", MIMETYPE, self.title, templated=True),
        ]

    def _layers(self) -> list[Document]:
        first = CLUSTER_ZOOM + 1 if self.has_clusters else 0
        properties = {field.name: _schema(field, self.lang) for field in self.fields}
        layers = [_layer(self.kind.name, self.title, (first, LAST_ZOOM), properties)]
        if self.has_clusters:
            counted = {"count": {"type": "integer", "minimum": 1}}
            layers.append(_layer(LAYER, self.title, (0, CROWDED_ZOOM), counted))
            layers[-1]["geometryDimension"] = 0
        return layers


INK, GROUND = "#0b4f6c", "#f4f6f7"


def _layer(name: str, title: str, zooms: tuple[int, int], properties: Document) -> Document:
    return {
        "id": name,
        "title": title,
        "dataType": "vector",
        "minTileMatrix": str(zooms[0]),
        "maxTileMatrix": str(zooms[1]),
        "propertiesSchema": {"type": "object", "properties": properties},
    }


def _limited(z: int) -> Document:
    first, last = limits(z)
    return {
        "tileMatrix": str(z),
        "minTileRow": first.row,
        "maxTileRow": last.row,
        "minTileCol": first.column,
        "maxTileCol": last.column,
    }


def _schema(field: OpenField, lang: str) -> Document:
    found: Document = {"type": "string", "title": field.title.best(lang)[0]}
    if field.type is FieldType.DATE:
        found["format"] = "date"
    if field.values:
        found["enum"] = list(field.values)
    return found


def _words(field: OpenField, lang: str) -> str:
    return field.title.best(lang)[0]


def _of(*kinds: str) -> list[Any]:
    return ["match", ["geometry-type"], list(kinds), True, False]
