"""Filters of CQL2 judged feature by feature in Python, without a database: what is right.

Three values: True, False and None (unknown), as in SQL and CQL2.  Trees are those of CQL2 JSON.
"""

import datetime as dt
import re
import unicodedata

import shapely

UNKNOWN = None
SIGNS = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}
LOW, HIGH = dt.date.min, dt.date.max


def holds(tree, feature):  # noqa: PLR0911 - one line a kind of test
    """Return whether a filter holds for one GeoJSON feature."""
    if isinstance(tree, bool):
        return tree
    op, args = tree["op"], tree["args"]
    if op in {"and", "or"}:
        return _joined(op, [holds(one, feature) for one in args])
    if op == "not":
        inner = holds(args[0], feature)
        return UNKNOWN if inner is UNKNOWN else not inner
    if op == "isNull":
        return _value(args[0], feature) is None
    if op.startswith("s_"):
        return _spatial(op, args, feature)
    if op.startswith("t_"):
        return _temporal(op, args, feature)
    if op.startswith("a_"):
        return _array(op, args, feature)
    return _scalar(op, args, feature)


def _joined(op, found):
    deciding = op == "or"
    if deciding in found:
        return deciding
    return UNKNOWN if UNKNOWN in found else not deciding


def _scalar(op, args, feature):
    if op == "in":
        items = [{"op": "=", "args": [args[0], one]} for one in args[1]]
        return _joined("or", [holds(one, feature) for one in items])
    if op == "between":
        value, low, high = (_value(one, feature) for one in args)
        return UNKNOWN if value is None else low <= value <= high
    left, right = (_value(one, feature) for one in args)
    if left is None or right is None:
        return UNKNOWN
    if op == "like":
        wanted = re.escape(right).replace("%", ".*").replace("_", ".")
        return re.fullmatch(wanted, left, re.DOTALL) is not None
    return SIGNS[op](left, right)


def _value(node, feature):
    if not isinstance(node, dict):
        return node
    if "property" in node:
        return feature["properties"].get(node["property"])
    if "date" in node:
        return node["date"]
    inner = _value(node["args"][0], feature)
    if inner is None:
        return None
    if node["op"] == "casei":
        return inner.lower()
    apart = unicodedata.normalize("NFD", inner)
    return "".join(one for one in apart if not unicodedata.combining(one))


def _spatial(op, args, feature):
    if feature["geometry"] is None:
        return UNKNOWN
    mine = shapely.geometry.shape(feature["geometry"])
    other = args[1]
    theirs = shapely.box(*other["bbox"]) if "bbox" in other else shapely.geometry.shape(other)
    return bool(getattr(mine, op.removeprefix("s_"))(theirs))


def _temporal(op, args, feature):
    left, right = (_span(one, feature) for one in args)
    if left is None or right is None:
        return UNKNOWN
    (a, b), (c, d) = left, right
    return {
        "t_after": a > d,
        "t_before": b < c,
        "t_contains": a < c and b > d,
        "t_disjoint": b < c or a > d,
        "t_during": a > c and b < d,
        "t_equals": (a, b) == (c, d),
        "t_finishedby": a < c and b == d,
        "t_finishes": a > c and b == d,
        "t_intersects": a <= d and b >= c,
        "t_meets": b == c,
        "t_metby": a == d,
        "t_overlappedby": c < a < d < b,
        "t_overlaps": a < c < b < d,
        "t_startedby": a == c and b > d,
        "t_starts": a == c and b < d,
    }[op]


def _span(node, feature):
    if "interval" not in node:
        day = _day(node, feature)
        return None if day is None else (day, day)
    start, end = (_day(one, feature) for one in node["interval"])
    is_own = any(isinstance(one, dict) for one in node["interval"])
    if is_own and start is None and end is None:
        return None
    return (start or LOW, end or HIGH)


def _day(node, feature):
    if node == "..":
        return None
    text = node if isinstance(node, str) else _value(node, feature)
    return None if text is None else dt.date.fromisoformat(text)


def _array(op, args, feature):
    mine = feature["properties"].get(args[0]["property"])
    if mine is None:
        return UNKNOWN
    mine, theirs = set(mine), set(args[1])
    return {
        "a_contains": mine >= theirs,
        "a_containedBy": mine <= theirs,
        "a_equals": mine == theirs,
        "a_overlaps": bool(mine & theirs),
    }[op]
