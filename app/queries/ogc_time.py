"""Tests of time: ``T_INTERSECTS(INTERVAL(starts_on, ends_on), INTERVAL('2026-06-01', '..'))``.

Both ends of an interval belong to it.  An end that a feature does not have is open, unless it has
neither: then nothing is known of its time.  A day beside an instant lasts from 00:00:00 to
23:59:59, UTC.

Source: OGC 21-065r2, temporal functions (Allen's relations).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, func, literal, null, or_

from app.queries.ogc_value import MIDNIGHT, Value, by_code, mismatch, value_of
from models.ogc import Instant, Interval, Node, Op, Property
from models.open_collection import OpenCollection

Sql = ColumnElement[Any]
FIRST, LAST = "", "~"  # before and after every day, letter by letter
LAST_SECOND = "T23:59:59"
TIMES = {"day", "instant"}


@dataclass(frozen=True, slots=True)
class Span:
    """From ``start`` to ``end``; None is open, and so is a property of an interval with no value.

    ``known`` is where anything is known of it, None where that is everywhere.
    """

    start: Value | None
    end: Value | None
    is_interval: bool = False
    known: Sql | None = None

    @property
    def is_exact(self) -> bool:
        """Whether an end is an instant."""
        return any(one is not None and one.kind == "instant" for one in (self.start, self.end))

    def ends(self, *, exact: bool) -> tuple[Sql, Sql]:
        """Return both ends as texts: days, or seconds when ``exact``."""
        return (
            self._end(self.start, FIRST, MIDNIGHT if exact else ""),
            self._end(self.end, LAST, LAST_SECOND if exact else ""),
        )

    def _end(self, value: Value | None, without: str, second: str) -> Sql:
        if value is None:
            return by_code(literal(without, String))
        text = value.sql
        if second and value.kind == "day":
            text = by_code(text.concat(second))
        return by_code(func.coalesce(text, without)) if self.is_interval else text


_TESTS: Mapping[str, Callable[[Sql, Sql, Sql, Sql], ColumnElement[bool]]] = {
    "t_after": lambda a, _b, _c, d: a > d,
    "t_before": lambda _a, b, c, _d: b < c,
    "t_contains": lambda a, b, c, d: and_(a < c, b > d),
    "t_disjoint": lambda a, b, c, d: or_(b < c, a > d),
    "t_during": lambda a, b, c, d: and_(a > c, b < d),
    "t_equals": lambda a, b, c, d: and_(a == c, b == d),
    "t_finishedby": lambda a, b, c, d: and_(a < c, b == d),
    "t_finishes": lambda a, b, c, d: and_(a > c, b == d),
    "t_intersects": lambda a, b, c, d: and_(a <= d, b >= c),
    "t_meets": lambda _a, b, c, _d: b == c,
    "t_metby": lambda a, _b, _c, d: a == d,
    "t_overlappedby": lambda a, b, c, d: and_(a > c, a < d, b > d),
    "t_overlaps": lambda a, b, c, d: and_(a < c, b > c, b < d),
    "t_startedby": lambda a, b, c, d: and_(a == c, b > d),
    "t_starts": lambda a, b, c, d: and_(a == c, b < d),
}


def temporal_test(collection: OpenCollection, node: Op) -> ColumnElement[bool]:
    """Return the condition of one of the T_ functions.

    Raises:
        OgcError: an argument is no time.

    """
    left, right = (_span(collection, one) for one in node.args)
    exact = left.is_exact or right.is_exact
    found = _TESTS[node.name](*left.ends(exact=exact), *right.ends(exact=exact))
    known = [one.known for one in (left, right) if one.known is not None]
    return case((and_(*known), found), else_=null()) if known else found


def _span(collection: OpenCollection, node: Node) -> Span:
    if isinstance(node, Interval):
        start, end = (_end_of(collection, one) for one in (node.start, node.end))
        return Span(start, end, is_interval=True, known=_known(start, end))
    value = value_of(collection, node)
    if value.kind not in TIMES:
        raise mismatch()
    return Span(value, value)


def _end_of(collection: OpenCollection, end: Property | Instant | None) -> Value | None:
    if end is None:
        return None
    value = value_of(collection, end)
    if value.kind not in TIMES:
        raise mismatch()
    return value


def _known(*ends: Value | None) -> Sql | None:
    given = [one for one in ends if one is not None]
    if not given or any(one.is_literal for one in given):
        return None
    return or_(*(one.sql.is_not(None) for one in given))


def during(
    collection: OpenCollection, period: tuple[str | None, str | None]
) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that a feature's own time shares any of ``period``.

    A collection without a time of its own is the same at all times; a feature without one in a
    collection that has them is at none.
    """
    if not collection.starts:
        return
    span = _span(collection, Interval(Property(collection.starts), Property(collection.ends)))
    start, end = span.ends(exact=span.is_exact)
    first, last = period
    if span.known is not None:
        yield span.known
    if first is not None:
        yield end >= first
    if last is not None:
        yield start <= last
