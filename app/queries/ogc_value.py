"""The properties of features as SQL, the same on both engines, and the values they meet.

Texts compare letter by letter by their code, not by the order of a language, so that both engines
(and pages by key) agree.  An instant is compared as its first 19 letters (``2026-03-01T09:00:00``),
a day as its ten.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Float, String, cast, func, literal, literal_column

from app.database import db
from models.ogc import FOLDING, Instant, Node, OgcError, Op, Property
from models.ogc_fold import UPPER
from models.open_collection import OpenCollection
from models.open_feature import OpenFeature
from models.open_field import FieldType

COLUMNS = {
    "city": OpenFeature.city,
    "slug": OpenFeature.slug,
}  # the same words as in ``properties``, where every feature has them
INSTANT_LETTERS = 19
MIDNIGHT = "T00:00:00"
GEOMETRY = {"geometry", "geom"}


@dataclass(frozen=True, slots=True)
class Value:
    """A value as SQL and what it is: text, number, boolean, day, instant or list."""

    kind: str
    sql: ColumnElement[Any]
    is_literal: bool = False
    plain: Any = None


_KINDS = {
    FieldType.STRING: "text",
    FieldType.PAGE: "text",
    FieldType.INTEGER: "number",
    FieldType.BOOLEAN: "boolean",
    FieldType.DATE: "day",
    FieldType.INSTANT: "instant",
    FieldType.LIST: "list",
}


def is_sqlite() -> bool:
    """Say whether the embedded engine answers."""
    return db.engine.dialect.name == "sqlite"


def by_code(text: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a text that sorts by code on PostgreSQL as it does on SQLite anyway."""
    return text if is_sqlite() else text.collate("C")


def property_of(collection: OpenCollection, name: str) -> Value:
    """Return a property of the features.

    Raises:
        OgcError: the collection has no such property.

    """
    field = collection.field(name)
    if field is None:
        raise OgcError("ogc_filter_property", field="filter", name=name[:60])
    kind = _KINDS[field.type]
    member = OpenFeature.properties[name]
    if kind == "number":
        return Value(kind, member.as_float())
    if kind in {"boolean", "list"}:
        return Value(kind, member.as_boolean() if kind == "boolean" else member)
    text: ColumnElement[Any] = COLUMNS.get(name, member.as_string())
    if kind == "instant":
        text = func.substr(text, 1, INSTANT_LETTERS)
    return Value(kind, by_code(text))


def value_of(collection: OpenCollection, node: Node) -> Value:
    """Return one side of a comparison.

    Raises:
        OgcError: it is no value (a predicate, a list, a geometry).

    """
    match node:
        case bool():
            return Value("boolean", literal(node), is_literal=True, plain=node)
        case int() | float():
            return Value("number", literal(float(node), Float), is_literal=True, plain=node)
        case str():
            return Value("text", by_code(literal(node, String)), is_literal=True, plain=node)
        case Instant():
            return moment(node)
        case Property():
            return property_of(collection, node.name)
        case Op() if node.name in FOLDING:
            return _folded(node.name, value_of(collection, node.args[0]))
    raise mismatch()


def moment(node: Instant) -> Value:
    """Return a day or an instant as it is compared."""
    kind = "day" if node.is_day else "instant"
    text = node.text[:INSTANT_LETTERS]
    return Value(kind, by_code(literal(text, String)), is_literal=True, plain=text)


def alike(left: Value, right: Value) -> tuple[Value, Value]:
    """Return two values that can be compared: a day beside an instant becomes its midnight, UTC.

    Raises:
        OgcError: they are of different kinds.

    """
    left, right = _as_time(left, right), _as_time(right, left)
    if {left.kind, right.kind} == {"day", "instant"}:
        return _at_midnight(left), _at_midnight(right)
    if left.kind != right.kind or left.kind == "list":
        raise mismatch()
    return left, right


def mismatch() -> OgcError:
    """Return the refusal of values that cannot be compared."""
    return OgcError("ogc_filter_type", field="filter")


def _as_time(value: Value, other: Value) -> Value:
    """Read a plain text beside a day or an instant as one, as many programs write it."""
    if value.kind != "text" or not value.is_literal or other.kind not in {"day", "instant"}:
        return value
    text = str(value.plain)
    return moment(Instant(text)) if text[:4].isdigit() else value


def _at_midnight(value: Value) -> Value:
    if value.kind == "instant":
        return value
    return Value("instant", by_code(value.sql.concat(MIDNIGHT)))


def _folded(name: str, value: Value) -> Value:
    if value.kind != "text":
        raise mismatch()
    if is_sqlite():
        return Value("text", getattr(func, f"koepaikka_{name}")(value.sql))
    if name == "casei":
        sql: ColumnElement[Any] = func.translate(value.sql, UPPER, UPPER.lower())
    else:
        apart = func.normalize(value.sql, literal_column("NFD"))
        sql = func.regexp_replace(apart, "[\u0300-\u036f]", "", "g")
    return Value("text", by_code(cast(sql, String)))
