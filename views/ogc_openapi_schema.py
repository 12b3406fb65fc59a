"""The shapes of all answers, bundled: nothing in them is fetched from elsewhere."""

from typing import Any

from models.open_collection import COLLECTIONS, OpenCollection
from views.ogc_schema import property_schema

Document = dict[str, Any]
TEXT: Document = {"type": "string"}
URI: Document = {"type": "string", "format": "uri"}
COUNT: Document = {"type": "integer", "minimum": 0}
_DEPTHS = {
    "Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2,
    "MultiPolygon": 3,
}  # fmt: skip


def schemas() -> dict[str, Document]:
    """Return every schema by name."""
    found = {**_shared(), **_geometries()}
    for one in COLLECTIONS.values():
        found |= _of(one)
    return found


def _ref(name: str) -> Document:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(items: Document) -> Document:
    return {"type": "array", "items": items}


def _object(required: tuple[str, ...], **properties: Document) -> Document:
    found: Document = {"type": "object", "properties": properties}
    return {**found, "required": list(required)} if required else found


def _shared() -> dict[str, Document]:
    links = _list(_ref("link"))
    return {
        "link": _object(
            ("href", "rel"), href=TEXT, rel=TEXT, type=TEXT, hreflang=TEXT, title=TEXT
        ),
        "landingPage": _object(
            ("links",), title=TEXT, description=TEXT, attribution=TEXT, links=links
        ),
        "confClasses": _object(("conformsTo",), conformsTo=_list(URI), links=links),
        "openapi": _object(("openapi", "info", "paths"), openapi=TEXT, info={"type": "object"},
                           paths={"type": "object"}),
        "jsonSchema": _object(("type", "properties"), type=TEXT, properties={"type": "object"}),
        "collections": _object(
            ("links", "collections"), links=links, crs=_list(URI),
            collections=_list(_ref("collection")),
        ),
        "collection": _object(
            ("id", "links"), id=TEXT, title=TEXT, description=TEXT, attribution=TEXT,
            itemType=TEXT, extent=_ref("extent"), crs=_list(URI), storageCrs=URI, links=links,
        ),
        "extent": _object(
            (), spatial=_object((), bbox=_list(_list({"type": "number"})), crs=URI),
            temporal=_object((), interval=_list(_list({**TEXT, "nullable": True})), trs=URI),
        ),
        "problem": _object(
            ("type", "status", "detail"), type=TEXT, title=TEXT,
            status={"type": "integer", "minimum": 400, "maximum": 599}, code=TEXT, detail=TEXT,
            parameter={**TEXT, "nullable": True}, field={**TEXT, "nullable": True},
        ),
    }  # fmt: skip


def _geometries() -> dict[str, Document]:
    found: dict[str, Document] = {}
    for name, depth in _DEPTHS.items():
        positions: Document = _list({"type": "number"}) | {"minItems": 2}
        for _level in range(depth):
            positions = _list(positions)
        found[name] = _object(
            ("type", "coordinates"), type={"type": "string", "enum": [name]}, coordinates=positions
        )
    every = [_ref(name) for name in _DEPTHS]
    found["GeometryCollection"] = _object(
        ("type", "geometries"), type={"type": "string", "enum": ["GeometryCollection"]},
        geometries=_list({"oneOf": every}),
    )  # fmt: skip
    found["geometry"] = {"oneOf": [*every, _ref("GeometryCollection")]}
    return found


def _of(one: OpenCollection) -> dict[str, Document]:
    """Return the schemas of a collection: its properties, a feature, a page of features."""
    said = {}
    for field in one.fields:
        schema = property_schema(field)
        said[field.name] = schema if field.is_required else _or_null(schema)
    links = _list(_ref("link"))
    return {
        f"{one.name}Properties": {"type": "object", "properties": said},
        f"{one.name}Feature": _object(
            ("type", "id", "geometry", "properties"),
            type={"type": "string", "enum": ["Feature"]}, id={"type": "integer"},
            geometry=_ref("geometry"), properties=_ref(f"{one.name}Properties"), links=links,
        ),
        f"{one.name}Page": _object(
            ("type", "features", "links"),
            type={"type": "string", "enum": ["FeatureCollection"]},
            timeStamp={"type": "string", "format": "date-time"}, numberMatched=COUNT,
            numberReturned=COUNT, links=links, features=_list(_ref(f"{one.name}Feature")),
        ),
    }  # fmt: skip


def _or_null(schema: Document) -> Document:
    found = {**schema, "nullable": True}
    if "enum" in found:
        found["enum"] = [*found["enum"], None]
    return found
