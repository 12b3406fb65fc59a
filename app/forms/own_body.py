"""What is wrong with the JSON that a program sent, field by field, by the schema it is promised.

The schemas are those of the published description of the interface (app/forms/own_schema.py), so
that what is described and what is held cannot differ.  Only what these schemas use is known here.
Rules beyond single values, and those that need rows, are the services'.
"""

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong; ``pointer`` says where (RFC 6901), ``code`` has words."""

    pointer: str
    code: str
    facts: dict[str, Any] = field(default_factory=dict)


_HALF = re.compile("[\x00\ud800-\udfff]")
"""What no database can keep: NUL, and halves of surrogate pairs."""

_PYTHON: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


def faults(schema: Schema, value: Any, pointer: str = "") -> Iterator[Fault]:
    """Yield everything that is wrong with a value, outermost first."""
    kinds = _kinds(schema)
    if not kinds:  # anything
        return
    if not any(_is(kind, value) for kind in kinds):
        wanted = next(kind for kind in kinds if kind != "null")
        yield Fault(pointer, "wrong_type", {"wanted": wanted})
    elif value is not None and "enum" in schema and value not in schema["enum"]:
        yield Fault(pointer, "not_a_choice_here", {"given": str(value)[:40]})
    else:
        yield from _within(schema, value, pointer)


def _within(schema: Schema, value: Any, pointer: str) -> Iterator[Fault]:
    if isinstance(value, str):
        yield from _text(schema, value, pointer)
    elif isinstance(value, list):
        yield from _list(schema, value, pointer)
    elif isinstance(value, dict):
        yield from _object(schema, value, pointer)
    elif value is not None and not isinstance(value, bool):
        yield from _number(schema, value, pointer)


def _kinds(schema: Schema) -> list[str]:
    kinds = schema.get("type", [])
    return [kinds] if isinstance(kinds, str) else list(kinds)


def _is(kind: str, value: Any) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    if kind == "integer" and isinstance(value, float):
        return False
    if kind == "number" and isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, _PYTHON[kind])


def _text(schema: Schema, value: str, pointer: str) -> Iterator[Fault]:
    most, least = schema.get("maxLength"), schema.get("minLength", 0)
    if _HALF.search(value):
        yield Fault(pointer, "half_letter")
    elif most is not None and len(value) > most:
        yield Fault(pointer, "too_many_letters", {"most": most, "length": len(value)})
    elif len(value) < least or (least and not value.strip()):
        yield Fault(pointer, "needed")
    elif schema.get("format") == "date" and not _is_day(value):
        yield Fault(pointer, "not_an_iso_day")


def _is_day(value: str) -> bool:
    try:
        return dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _number(schema: Schema, value: float, pointer: str) -> Iterator[Fault]:
    least, most = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
    if not least <= value <= most:
        yield Fault(pointer, "number_range", {"least": least, "most": most})


def _list(schema: Schema, value: list[Any], pointer: str) -> Iterator[Fault]:
    most = schema.get("maxItems")
    if most is not None and len(value) > most:
        yield Fault(pointer, "too_many_entries", {"most": most})
        return
    if len(value) < schema.get("minItems", 0):
        yield Fault(pointer, "needed")
    for number, one in enumerate(value):
        yield from faults(schema["items"], one, f"{pointer}/{number}")


def _object(schema: Schema, value: dict[str, Any], pointer: str) -> Iterator[Fault]:
    known = schema.get("properties")
    if known is None:
        return
    for name in schema.get("required", ()):
        if name not in value:
            yield Fault(f"{pointer}/{escaped(name)}", "needed")
    for name, one in value.items():
        where = f"{pointer}/{escaped(name)}"
        if name in known:
            yield from faults(known[name], one, where)
        elif schema.get("additionalProperties") is False:
            yield Fault(where, "no_such_field")


def escaped(name: str) -> str:
    """Return a name as a step of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")[:100]
