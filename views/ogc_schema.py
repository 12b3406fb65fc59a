"""What features say, as JSON Schema: to ask by (queryables), and as they are written (schema).

Source: OGC 19-079r2, 6; OGC 23-058 (Part 5) for the roles.
"""

from typing import Any

from flask import g

from app.forms.ogc import queryables
from models.open_collection import OpenCollection
from models.open_field import FieldType, OpenField
from views.ogc_frame import Document, address

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TYPES: dict[FieldType, dict[str, Any]] = {
    FieldType.STRING: {"type": "string"},
    FieldType.INTEGER: {"type": "integer"},
    FieldType.BOOLEAN: {"type": "boolean"},
    FieldType.DATE: {"type": "string", "format": "date"},
    FieldType.INSTANT: {"type": "string", "format": "date-time"},
    FieldType.LIST: {"type": "array", "items": {"type": "string"}},
    FieldType.PAGE: {"type": "string", "format": "uri"},
}


def queryables_document(collection: OpenCollection) -> Document:
    """Return by which properties the features of a collection can be asked."""
    properties = {one.name: property_schema(one) for one in queryables(collection)}
    return {
        **_head(collection, "queryables"),
        "properties": {"geometry": _geometry(), **properties},
        "additionalProperties": False,
    }


def schema_document(collection: OpenCollection) -> Document:
    """Return what the features of a collection say, in the order in which they say it."""
    properties: dict[str, Any] = {
        "id": {"type": "integer", "x-ogc-role": "id", "x-ogc-propertySeq": 1},
        "geometry": {**_geometry(), "x-ogc-role": "primary-geometry", "x-ogc-propertySeq": 2},
    }
    roles = {
        collection.starts: "primary-interval-start",
        collection.ends: "primary-interval-end",
    }
    for place, one in enumerate(collection.fields, start=3):
        role = {"x-ogc-role": roles[one.name]} if one.name in roles else {}
        properties[one.name] = {**property_schema(one), **role, "x-ogc-propertySeq": place}
    required = [one.name for one in collection.fields if one.is_required]
    return {**_head(collection, "schema"), "properties": properties, "required": required}


def property_schema(field: OpenField) -> dict[str, Any]:
    """Return the schema of one property, with its words in the reader's language."""
    lang = g.lang
    found = {"title": field.title.get(lang), "description": field.words.get(lang)}
    kind = dict(_TYPES[field.type])
    if field.values and field.type is FieldType.LIST:
        kind["items"] = {"type": "string", "enum": list(field.values)}
    elif field.values:
        kind["enum"] = list(field.values)
    return {**found, **kind}


def _geometry() -> dict[str, str]:
    return {"format": "geometry-any"}


def _head(collection: OpenCollection, name: str) -> dict[str, Any]:
    return {
        "$schema": DRAFT,
        "$id": address(f"/collections/{collection.name}/{name}"),
        "type": "object",
        "title": collection.title.get(g.lang),
        "description": collection.words.get(g.lang),
    }
