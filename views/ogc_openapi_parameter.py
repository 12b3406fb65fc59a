"""The parameters of the interface, with words in the reader's language."""

from typing import Any

from flask import g
from flask_babel import gettext as _

from app.forms.ogc import DEFAULT_LIMIT, FILTER_LANGUAGES, MOST_ON_PAGE, queryables
from geodata.ogc_crs import CRS84, ogc_systems
from models.base import LANGUAGES
from models.open_collection import OpenCollection
from views.ogc_frame import FORMATS
from views.ogc_schema import property_schema

Document = dict[str, Any]
SHARED = (
    "limit", "after", "bbox", "bbox-crs", "datetime", "filter", "filter-lang", "filter-crs",
    "sortby", "crs", "properties", "f", "lang",
)  # fmt: skip
OF_ONE = ("crs", "properties", "f", "lang")


def item_parameters(collection: OpenCollection) -> list[Document]:
    """Return what a page of features can be asked by: the shared ones, and each property."""
    shared = [{"$ref": f"#/components/parameters/{name}"} for name in SHARED]
    return shared + [_own(one.name, property_schema(one)) for one in queryables(collection)]


def feature_parameters() -> list[Document]:
    """Return the parameters of one feature."""
    ident = {
        "name": "featureId", "in": "path", "required": True,
        "description": _("The id of the feature"), "schema": {"type": "integer", "minimum": 0},
    }  # fmt: skip
    return [ident, *({"$ref": f"#/components/parameters/{name}"} for name in OF_ONE)]


def shared_parameters() -> dict[str, Document]:
    """Return the parameters that every collection has."""
    words = {**_where_and_when(), **_rest()}
    return {name: {**_query(name), "description": text, "schema": schema}
            for name, (text, schema) in words.items()}  # fmt: skip


def _query(name: str) -> Document:
    return {"name": name, "in": "query", "required": False, "style": "form", "explode": False}


def _own(name: str, schema: Document) -> Document:
    given = {key: one for key, one in schema.items() if key not in {"title", "description"}}
    if given["type"] == "array":
        given = given["items"]
    words = f"{schema['title']}. {schema['description']}"
    return {**_query(name), "description": words, "schema": given}


def _where_and_when() -> dict[str, tuple[str, Document]]:
    systems = {"type": "string", "format": "uri", "enum": list(ogc_systems()), "default": CRS84}
    return {
        "limit": (
            _("How many features on a page; a larger number gives %(most)s.", most=MOST_ON_PAGE),
            {"type": "integer", "minimum": 1, "maximum": MOST_ON_PAGE, "default": DEFAULT_LIMIT},
        ),
        "after": (
            _("Where the page begins; the link “next” has it."), {"type": "string"},
        ),
        "bbox": (
            _(
                "Only what touches this box: west, south, east, north; six numbers have heights, "
                "which count for nothing. West east of east crosses the antimeridian."
            ),
            {
                "type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6,
            },
        ),
        "bbox-crs": (_("The coordinate system of the box."), systems),
        "crs": (_("The coordinate system of the answer, in the order of its own axes."), systems),
        "datetime": (
            _(
                "Only what is at this time: a day, an instant, or an interval such as "
                "2026-06-01/2026-06-30, 2026-06-01/.. or ../2026-06-30."
            ),
            {"type": "string"},
        ),
    }  # fmt: skip


def _rest() -> dict[str, tuple[str, Document]]:
    systems = {"type": "string", "format": "uri", "enum": list(ogc_systems()), "default": CRS84}
    words = {"type": "array", "items": {"type": "string"}}
    return {
        "filter": (
            _("A filter in CQL2, such as kind = 'park' AND A_CONTAINS(themes, ('energy'))."),
            {"type": "string"},
        ),
        "filter-lang": (
            _("How the filter is written."),
            {
                "type": "string", "enum": list(FILTER_LANGUAGES),
                "default": FILTER_LANGUAGES[0],
            },
        ),
        "filter-crs": (_("The coordinate system of shapes in the filter."), systems),
        "sortby": (
            _("Properties to sort by, a minus before one for falling order."), words,
        ),
        "properties": (_("Only these properties of each feature."), words),
        "f": (_("The format."), {"type": "string", "enum": list(FORMATS)}),
        "lang": (
            _("The language of titles and words; without it, Accept-Language."),
            {"type": "string", "enum": list(LANGUAGES), "default": g.lang},
        ),
    }  # fmt: skip
