"""Tests of lists: ``A_CONTAINS(themes, ('energy'))``."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, null, select

from app.queries.ogc_value import is_sqlite, mismatch, property_of
from models.ogc import Node, OgcError, Op, Property
from models.open_collection import OpenCollection
from models.open_feature import OpenFeature

TURNED = {"a_contains": "a_containedby", "a_containedby": "a_contains"}


def array_test(collection: OpenCollection, node: Op) -> ColumnElement[bool]:
    """Return the condition of one of the A_ functions: a list of the features against words.

    Raises:
        OgcError: it is not one list of the features and one of words.

    """
    name, (left, right) = node.name, node.args
    if isinstance(right, Property) and not isinstance(left, Property):
        name, left, right = TURNED.get(name, name), right, left
    if not isinstance(left, Property) or property_of(collection, left.name).kind != "list":
        raise OgcError("ogc_filter_type", field="filter")
    return holds(left.name, name, _words(right))


def holds(field: str, name: str, words: tuple[str, ...]) -> ColumnElement[bool]:
    """Return the condition that the list ``field`` contains, shares, equals … ``words``."""
    if name == "a_overlaps":
        found: ColumnElement[bool] = _has(field, words)
    else:
        contains = and_(True, *(_has(field, (one,)) for one in words))
        within = ~_has(field, words, outside=True)
        found = {
            "a_contains": contains, "a_containedby": within, "a_equals": and_(contains, within),
        }[name]  # fmt: skip
    is_there = OpenFeature.properties[field].as_string().is_not(None)
    return case((is_there, found), else_=null())


def _has(field: str, words: tuple[str, ...], *, outside: bool = False) -> ColumnElement[bool]:
    """Return whether one item of the list is among ``words``, or outside of them."""
    items = _items(field)
    member: Any = items.c.value
    wanted = member.not_in(words) if outside else member.in_(words)
    return exists(select(1).select_from(items).where(wanted))


def _items(field: str) -> Any:
    whole = OpenFeature.properties
    if is_sqlite():
        return func.json_each(whole, f'$."{field}"').table_valued("value")
    member = whole[field]
    a_list = case((func.json_typeof(member) == "array", member), else_=func.json_build_array())
    return func.json_array_elements_text(a_list).table_valued("value")


def _words(node: Node) -> tuple[str, ...]:
    if not isinstance(node, tuple):
        # One word in brackets reads as the word itself.
        node = (node,)
    words = tuple(one for one in node if isinstance(one, str))
    if len(words) != len(node):
        raise mismatch()
    return words
