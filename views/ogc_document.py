"""The documents that describe the service: landing page, conformance, collections.

Source: OGC 17-069r4 (Features, Part 1), 18-058r1 (Part 2), 19-079r2 (Part 3), 21-065r2 (CQL2),
20-057 (Tiles).
"""

from typing import Any

from flask import g
from flask_babel import gettext as _

from app.queries.licence import licence_of, licences
from app.queries.ogc_extent import Extent
from geodata.ogc_crs import CRS84, ogc_systems
from models.licence import LICENCES, OpenLicence, covering
from models.open_collection import COLLECTIONS, OpenCollection
from views.ogc_frame import (
    GEOJSON,
    HTML,
    JSON,
    OPENAPI,
    SCHEMA,
    Document,
    address,
    licence_link,
    link,
    own_links,
)

_REL = "http://www.opengis.net/def/rel/ogc/1.0/"
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
_FEATURES = "http://www.opengis.net/spec/ogcapi-features-"
_TILES = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/"
_CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf/"
CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    *(f"{_FEATURES}1/1.0/conf/{one}" for one in ("core", "oas30", "html", "geojson")),
    f"{_FEATURES}2/1.0/conf/crs",
    *(
        f"{_FEATURES}3/1.0/conf/{one}"
        for one in ("queryables", "queryables-query-parameters", "filter", "features-filter")
    ),
    *(_TILES + one for one in ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt")),
    "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
    *(
        _CQL2 + one
        for one in (
            "cql2-text", "cql2-json", "basic-cql2", "advanced-comparison-operators",
            "case-insensitive-comparison", "accent-insensitive-comparison",
            "basic-spatial-functions", "basic-spatial-functions-plus", "spatial-functions",
            "temporal-functions", "array-functions", "property-property",
        )
    ),
)  # fmt: skip
"""What holds, and what the tests show to hold."""


def conformance() -> Document:
    """Return which parts of the standards hold."""
    return {"conformsTo": list(CONFORMANCE), "links": own_links("/conformance")}


def landing() -> Document:
    """Return the document that everything is found from."""
    lang, licence = g.lang, covering(licences().values())
    return {
        "title": _("Koepaikka: open data of the testbeds of six Finnish cities"),
        "description": _(
            "Testbeds, pilots, challenges and events in Helsinki, Espoo, Vantaa, Tampere, Turku "
            "and Oulu, and the areas of the cities."
        ),
        "attribution": attribution(licence),
        "links": [
            *own_links("/"),
            link("service-desc", address("/api"), OPENAPI, _("How to ask, as OpenAPI 3.0")),
            link("service-doc", address("/api", f="html", lang=lang), HTML, _("How to ask")),
            link("conformance", address("/conformance"), JSON, _("Which standards hold")),
            link("data", address("/collections"), JSON, _("Collections")),
            link(f"{_REL}tiling-schemes", address("/tileMatrixSets"), JSON, _("Grids of tiles")),
            licence_link(licence),
        ],
    }


def attribution(licence: OpenLicence) -> str:
    """Return how to name the source."""
    return str(_("The city and Koepaikka, %(licence)s", licence=LICENCES[licence].name))


def collections(extents: dict[str, Extent]) -> Document:
    """Return all collections."""
    return {
        "links": [*own_links("/collections"), licence_link(covering(licences().values()))],
        "crs": list(ogc_systems()),
        "collections": [collection(one, extents[one.name]) for one in COLLECTIONS.values()],
    }


def collection(one: OpenCollection, extent: Extent) -> Document:
    """Return one collection: what it holds, where and when, in which systems, and its links."""
    path = f"/collections/{one.name}"
    items = f"{path}/items"
    lang, licence = g.lang, licence_of(one.name)
    return {
        "id": one.name,
        "title": one.title.get(lang),
        "description": one.words.get(lang),
        "attribution": attribution(licence),
        "itemType": "feature",
        "extent": _extent(extent),
        "crs": list(ogc_systems()),
        "storageCrs": CRS84,
        "links": [
            *own_links(path),
            link("items", address(items), GEOJSON, _("Features as GeoJSON")),
            link("items", address(items, f="html", lang=lang), HTML, _("Features as a page")),
            link(f"{_REL}tilesets-vector", address(f"{path}/tiles"), JSON, _("Vector tiles")),
            link(
                f"{_REL}queryables",
                address(f"{path}/queryables"), SCHEMA, _("What can be asked by"),
            ),
            link("describedby", address(f"{path}/schema"), SCHEMA, _("What features say")),
            licence_link(licence),
        ],
    }  # fmt: skip


def _extent(extent: Extent) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if extent.box is not None:
        found["spatial"] = {"bbox": [list(extent.box)], "crs": CRS84}
    if extent.period is not None:
        found["temporal"] = {"interval": [list(extent.period)], "trs": GREGORIAN}
    return found
