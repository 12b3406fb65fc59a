"""JSON Schemas of what goes in and out (draft 2020-12, as OpenAPI 3.1 has it).

A schema is a plain mapping; its descriptions are words that are said in the reader's language when
the document is made (views/api/wording.py).  ``component`` gives a schema a name, under which the
document has it once.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from views.api.wording import Words

Schema = dict[str, Any]

MOST_ID = 2**31 - 1
COMPONENTS: dict[str, Schema] = {}
_REF = "#/components/schemas/"


def component(name: str, schema: Schema) -> Schema:
    """Keep a schema under a name and return the reference to it.

    Raises:
        ValueError: Another schema has this name.
    """
    if COMPONENTS.setdefault(name, schema) != schema:
        raise ValueError(name)
    return {"$ref": _REF + name}


def resolved(schema: Schema) -> Schema:
    """Return the schema that a reference leads to, or the schema itself."""
    ref = schema.get("$ref")
    return COMPONENTS[ref.removeprefix(_REF)] if isinstance(ref, str) else schema


def told(schema: Schema, words: Words) -> Schema:
    """Return a schema with a description."""
    return {**schema, "description": words}


def text(*, longest: int | None = None, form: str | None = None, **more: Any) -> Schema:
    """Return the schema of a text; ``form`` is a format as ``date-time`` or ``uri``."""
    schema: Schema = {"type": "string"}
    if longest is not None:
        schema["maxLength"] = longest
    if form is not None:
        schema["format"] = form
    return schema | more


def integer(least: int | None = None, most: int | None = None) -> Schema:
    """Return the schema of a whole number."""
    schema: Schema = {"type": "integer"}
    if least is not None:
        schema["minimum"] = least
    if most is not None:
        schema["maximum"] = most
    return schema


def number() -> Schema:
    """Return the schema of a number."""
    return {"type": "number"}


def flag() -> Schema:
    """Return the schema of yes or no."""
    return {"type": "boolean"}


def one_of(values: Sequence[str]) -> Schema:
    """Return the schema of a word out of a few."""
    return {"type": "string", "enum": list(values)}


def array(items: Schema, most: int | None = None) -> Schema:
    """Return the schema of a list."""
    schema: Schema = {"type": "array", "items": items}
    return schema if most is None else schema | {"maxItems": most}


def maybe(schema: Schema) -> Schema:
    """Return the schema of something that may be null."""
    if "$ref" in schema:
        return {"oneOf": [schema, {"type": "null"}]}
    kind = schema["type"]
    kinds = [*kind, "null"] if isinstance(kind, list) else [kind, "null"]
    found = {**schema, "type": kinds}
    return found | {"enum": [*schema["enum"], None]} if "enum" in schema else found


def mapping(
    properties: Mapping[str, Schema], required: Sequence[str] | None = None, **more: Any
) -> Schema:
    """Return the schema of an object that has these properties and no others.

    All are there unless ``required`` names those that are.
    """
    needed = list(properties if required is None else required)
    schema: Schema = {
        "type": "object",
        "properties": dict(properties),
        "additionalProperties": False,
    }
    return (schema | {"required": needed} if needed else schema) | more


DAY = text(form="date")
INSTANT = text(form="date-time")
ADDRESS = text(form="uri")
IDENT = integer(1, MOST_ID)
LANGUAGE = one_of(("fi", "sv", "en"))
