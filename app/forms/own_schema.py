"""Schemas of what programs send and read with a token: testbeds, closures, and their small parts.

JSON Schema, as OpenAPI 3.1 takes it.  Limits are those of the pages: of testbeds by the columns of
files (models/exchange_field.py, compared with the forms by a test).
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from models.base import LANGUAGES
from models.exchange_field import (
    FIELDS,
    GROUP_NAME,
    MOST_GROUPS,
    MOST_PEOPLE,
    ExchangeField,
    FieldKind,
)
from models.testbed import TestbedStatus

Schema = dict[str, Any]

REASON, CLOSURE_REASON = 1_000, 120
NOT_WRITTEN = frozenset({"slug", "external_id", "status"})
"""Columns of files that are no part of what a program writes: addresses and the state say them."""


def text(most: int, *, least: int = 0) -> Schema:
    """Return the schema of a text of at most so many letters."""
    return {"type": "string", "maxLength": most} | ({"minLength": least} if least else {})


def whole(least: int, most: int) -> Schema:
    """Return the schema of a whole number."""
    return {"type": "integer", "minimum": least, "maximum": most}


def one_of(kind: type[StrEnum]) -> Schema:
    """Return the schema of a value of a vocabulary."""
    return {"type": "string", "enum": [one.value for one in kind]}


def many(items: Schema, most: int) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": items, "maxItems": most}


def nullable(schema: Schema) -> Schema:
    """Return a schema that takes null, too."""
    made = {**schema, "type": [schema["type"], "null"]}
    return made | ({"enum": [*schema["enum"], None]} if "enum" in schema else {})


def record(properties: dict[str, Schema], required: Iterable[str] = ()) -> Schema:
    """Return the schema of an object that has these properties and no others."""
    needed = sorted(required)
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return made | ({"required": needed} if needed else {})


def in_languages(name: str, schema: Schema) -> dict[str, Schema]:
    """Return the properties of a text in three languages."""
    return {f"{name}_{lang}": schema for lang in LANGUAGES}


def whole_of(schema: Schema, extra: dict[str, Schema]) -> Schema:
    """Return the schema of an answer: what can be written, and what only the service says."""
    properties = {**extra, **schema["properties"]}
    return {"type": "object", "properties": properties, "required": sorted(properties)}


MARK: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "format": "date"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
NUMBER: Schema = {"type": "integer"}
WORDS: Schema = {"type": "string"}
GEOMETRY: Schema = {
    "type": "object",
    "description": "GeoJSON geometry (RFC 7946): Point, LineString, Polygon or a Multi of these.",
    "properties": {
        "type": {
            "type": "string",
            "enum": [
                "Point", "LineString", "Polygon",
                "MultiPoint", "MultiLineString", "MultiPolygon",
            ],
        },
        "coordinates": {"type": "array", "items": {}},
    },
    "required": ["coordinates", "type"],
}  # fmt: skip
GROUP = record(
    {
        "number": nullable(whole(0, MOST_PEOPLE)),
        "group": record({lang: text(GROUP_NAME) for lang in LANGUAGES}),
    },
    ("group",),
)


def _of_column(field: ExchangeField) -> Schema:
    if field.kind is FieldKind.NUMBER:
        number = whole(field.least, field.most)
        return number if field.keeps else nullable(number)
    if field.kind is FieldKind.MARK:
        return MARK
    if field.kind is FieldKind.GROUPS:
        return many(GROUP, MOST_GROUPS)
    if field.vocabulary is not None:
        words = one_of(field.vocabulary)
        if field.kind is FieldKind.CHOICES:
            return many(words, len(field.vocabulary))
        return words if field.keeps else nullable(words)
    return text(field.most)


TESTBED = record(
    {
        **{field.name: _of_column(field) for field in FIELDS if field.name not in NOT_WRITTEN},
        "geometry": nullable(GEOMETRY),
    }
)
TESTBED_READ = whole_of(
    TESTBED,
    {
        "id": NUMBER,
        "external_id": nullable(WORDS),
        "slug": WORDS,
        "status": one_of(TestbedStatus),
        "version": NUMBER,
        "page": WORDS,
        "missing": many(WORDS, 1_000),
        "checked_on": nullable(DAY),
        "updated_at": INSTANT,
    },
)
MOVE = record({"reason": text(REASON)})
CLOSURE = record(
    {
        "start": DAY,
        "end": nullable(DAY),
        "weekdays": many(whole(0, 6), 7),
        "from_hour": whole(0, 23),
        "to_hour": whole(1, 24),
        **in_languages("reason", text(CLOSURE_REASON)),
    },
    ("start",),
)
CLOSURE_READ = whole_of(CLOSURE, {"id": NUMBER, "version": NUMBER})
