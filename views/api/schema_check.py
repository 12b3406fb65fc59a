"""Check a JSON body against its schema: the parts of JSON Schema that our own schemas use."""

import datetime as dt
import math
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from flask_babel import gettext as _

from views.api.schema import Schema, resolved

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}
NAMES_SHOWN = 40


class Fault(NamedTuple):
    """What is wrong with one value; ``pointer`` is a JSON pointer (RFC 6901) into the body."""

    pointer: str
    detail: str


def faults(value: Any, schema: Schema, pointer: str = "") -> Iterator[Fault]:
    """Yield everything that is wrong with a value, in words of the reader's language."""
    schema = resolved(schema)
    if (choices := schema.get("oneOf") or schema.get("anyOf")) is not None:
        if not any(not list(faults(value, one, pointer)) for one in choices):
            yield next(faults(value, choices[0], pointer))
    elif (wrong := _wrong_kind(value, schema)) is not None:
        yield Fault(pointer, wrong)
    else:
        yield from _within(value, schema, pointer)


def _wrong_kind(value: Any, schema: Schema) -> str | None:
    """Return what is wrong with what a value is, or None."""
    kinds = schema.get("type")
    wanted = kinds if isinstance(kinds, list) else [kinds] if kinds else []
    if wanted and not any(_is(value, kind) for kind in wanted):
        return _("This should be of type %(kind)s.", kind=" / ".join(wanted))
    if "enum" in schema and value not in schema["enum"]:
        known = ", ".join(str(one) for one in schema["enum"] if one is not None)
        return _("Write one of these: %(values)s.", values=known)
    return None


def _within(value: Any, schema: Schema, pointer: str) -> Iterator[Fault]:
    if isinstance(value, str):
        yield from _of_text(value, schema, pointer)
    elif isinstance(value, list):
        yield from _of_list(value, schema, pointer)
    elif isinstance(value, dict):
        yield from _of_mapping(value, schema, pointer)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _of_number(value, schema, pointer)


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    if isinstance(value, float) and not math.isfinite(value):
        return False
    return isinstance(value, TYPES[kind])


def _of_text(value: str, schema: Schema, pointer: str) -> Iterator[Fault]:
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    if "\0" in value:
        yield Fault(pointer, _("Leave out signs that cannot be seen."))
    elif len(value) < least:
        yield Fault(pointer, _("This cannot be empty."))
    elif most is not None and len(value) > most:
        yield Fault(pointer, _("At most %(most)s letters.", most=most))
    elif "pattern" in schema and not re.search(schema["pattern"], value):
        yield Fault(pointer, _("This is not in the form that is asked for."))
    elif not _has_form(value, schema.get("format")):
        form = schema["format"]
        yield Fault(pointer, _("This should be in the form %(form)s (RFC 3339).", form=form))


def _has_form(value: str, form: str | None) -> bool:
    try:
        if form == "date":
            return dt.date.fromisoformat(value).isoformat() == value
        if form == "date-time":
            return dt.datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
    return True


def _of_number(value: float, schema: Schema, pointer: str) -> Iterator[Fault]:
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None and value < least:
        yield Fault(pointer, _("At least %(least)s.", least=least))
    elif most is not None and value > most:
        yield Fault(pointer, _("At most %(most)s.", most=most))


def _of_list(value: list[Any], schema: Schema, pointer: str) -> Iterator[Fault]:
    most, least = schema.get("maxItems"), schema.get("minItems", 0)
    if most is not None and len(value) > most:
        yield Fault(pointer, _("At most %(most)s values.", most=most))
        return
    if len(value) < least:
        yield Fault(pointer, _("At least %(least)s values.", least=least))
    for place, one in enumerate(value):
        yield from faults(one, schema.get("items", {}), f"{pointer}/{place}")


def _of_mapping(value: dict[str, Any], schema: Schema, pointer: str) -> Iterator[Fault]:
    properties: dict[str, Schema] = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield Fault(f"{pointer}/{_escaped(name)}", _("This is missing."))
    for name, one in value.items():
        here = f"{pointer}/{_escaped(name)}"
        if name in properties:
            yield from faults(one, properties[name], here)
        elif schema.get("additionalProperties") is False:
            known = ", ".join(list(properties)[:NAMES_SHOWN])
            yield Fault(here, _("There is no such field. There are: %(names)s.", names=known))


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
