"""Filters as conditions of SQL, the same on both engines.

Comparisons with nothing are unknown, as in SQL and CQL2: ``NOT (capacity > 2)`` leaves out what has
no capacity.  Each name in a filter is one of the collection's own fields, each value goes into the
statement as a parameter.
"""

from collections.abc import Callable, Mapping
from operator import eq, ge, gt, le, lt, ne
from typing import Any

import shapely
from sqlalchemy import ColumnElement, and_, false, func, literal, not_, or_, true

from app.queries.ogc_array import array_test
from app.queries.ogc_pattern import like
from app.queries.ogc_time import temporal_test
from app.queries.ogc_value import GEOMETRY, Value, alike, is_sqlite, mismatch, value_of
from models.ogc import ARRAY, COMPARISONS, SPATIAL, TEMPORAL, Node, OgcError, Op, Property, Shape
from models.open_collection import OpenCollection
from models.open_feature import OpenFeature

Condition = ColumnElement[bool]
_SIGNS: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": eq, "<>": ne, "<": lt, ">": gt, "<=": le, ">=": ge,
}  # fmt: skip
_UNORDERED = {"boolean"}


def condition(collection: OpenCollection, node: Node) -> Condition:
    """Return what a filter demands of the features of a collection.

    Raises:
        OgcError: an unknown property, or things that cannot be compared.

    """
    return _Compiler(collection).truth(node)


class _Compiler:
    def __init__(self, collection: OpenCollection) -> None:
        self.collection = collection

    def truth(self, node: Node) -> Condition:
        if isinstance(node, bool):
            return true() if node else false()
        if isinstance(node, Property):
            value = value_of(self.collection, node)
            if value.kind != "boolean":
                raise mismatch()
            return value.sql
        if not isinstance(node, Op):
            raise mismatch()
        if node.name in {"and", "or"}:
            join = and_ if node.name == "and" else or_
            return join(*(self.truth(one) for one in node.args)).self_group()
        if node.name == "not":
            return not_(self.truth(node.args[0]).self_group())
        return self.predicate(node)

    def predicate(self, node: Op) -> Condition:
        if node.name in COMPARISONS:
            return self.compared(node.name, *(value_of(self.collection, one) for one in node.args))
        if node.name in SPATIAL:
            return self.spatial(node)
        if node.name in TEMPORAL:
            return temporal_test(self.collection, node)
        if node.name in ARRAY:
            return array_test(self.collection, node)
        single: dict[str, Callable[..., Condition]] = {
            "between": self.between, "in": self.among, "isnull": self.missing, "like": self.like,
        }  # fmt: skip
        if node.name not in single:
            raise mismatch()
        return single[node.name](*node.args)

    def compared(self, name: str, left: Value, right: Value) -> Condition:
        left, right = alike(left, right)
        if left.kind in _UNORDERED and name not in {"=", "<>"}:
            raise mismatch()
        found: Condition = _SIGNS[name](left.sql, right.sql)
        return found

    def between(self, what: Node, low: Node, high: Node) -> Condition:
        value, least, most = (value_of(self.collection, one) for one in (what, low, high))
        return and_(self.compared(">=", value, least), self.compared("<=", value, most))

    def among(self, what: Node, items: Node) -> Condition:
        if not isinstance(items, tuple) or not items:
            raise OgcError("ogc_filter_arguments", field="filter", name="in")
        value = value_of(self.collection, what)
        return or_(*(self.compared("=", value, value_of(self.collection, one)) for one in items))

    def missing(self, what: Node) -> Condition:
        if isinstance(what, Property) and what.name in GEOMETRY:
            nowhere: Condition = OpenFeature.geom.is_(None)
            return nowhere
        value = value_of(self.collection, what)
        if value.kind == "list":
            without: Condition = OpenFeature.properties[_name(what)].as_string().is_(None)
            return without
        return value.sql.is_(None)

    def like(self, what: Node, pattern: Node) -> Condition:
        value = value_of(self.collection, what)
        if value.kind != "text":
            raise mismatch()
        return like(value.sql, pattern)

    def spatial(self, node: Op) -> Condition:
        left, right = (self.geometry(one) for one in node.args)
        test = getattr(func, f"ST_{node.name[2:].capitalize()}")(left, right)
        # SpatiaLite answers with numbers, and with -1 where there is no shape.
        found: Condition = func.nullif(test, -1) == 1 if is_sqlite() else test
        return found

    def geometry(self, node: Node) -> ColumnElement[Any]:
        if isinstance(node, Shape):
            return func.ST_GeomFromWKB(literal(shapely.to_wkb(node.geometry)), 4326)
        if isinstance(node, Property) and node.name in GEOMETRY:
            return OpenFeature.geom  # type: ignore[return-value]  # a column of geometry
        raise mismatch()


def _name(node: Node) -> str:
    if isinstance(node, Property):
        return node.name
    raise mismatch()
