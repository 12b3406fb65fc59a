"""OGC API – Features, the standard in which GIS programs read the public collections.

What is asked for is read from an address by app/forms/ogc*.py, the answer by app/queries/ogc*.py
from ``OpenFeature`` and ``OpenState`` (models/open_feature.py); views/ogc*.py speak HTTP.  Nothing
is written here, and nothing is shown that a signed-out reader does not see.

This module holds what a filter says once it has been read: the same tree from CQL2 as text and
CQL2 as JSON, in which an operation is ``Op(name, arguments)`` by the names of the JSON encoding.

Source: OGC 21-065r2, Common Query Language (CQL2).
"""

from dataclasses import dataclass
from typing import TypeAlias

from shapely.geometry.base import BaseGeometry

from models.errors import DomainError


class OgcError(DomainError):
    """A parameter of an address that cannot be followed; ``field`` names it."""

    code = "ogc_parameter"
    status = 400


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a feature, by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Instant:
    """A day (``2026-03-01``) or an instant in UTC (``2026-03-01T09:00:00Z``), as text."""

    text: str

    @property
    def is_day(self) -> bool:
        """Whether it is a whole day."""
        return "T" not in self.text


@dataclass(frozen=True, slots=True)
class Interval:
    """From one instant to another, both inclusive; None is open."""

    start: "Property | Instant | None"
    end: "Property | Instant | None"


@dataclass(frozen=True, slots=True)
class Shape:
    """A geometry in ``(lon, lat)``."""

    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class Op:
    """An operation by its name in CQL2 JSON, in lower case; ``depth`` counts the ones inside."""

    name: str
    args: "tuple[Node, ...]"
    depth: int = 1


Literal: TypeAlias = str | int | float | bool
Node: TypeAlias = "Op | Property | Instant | Interval | Shape | Literal | tuple[Node, ...]"

LOGICAL = {"and", "or", "not"}
COMPARISONS = {"=", "<>", "<", ">", "<=", ">="}
FOLDING = {"casei", "accenti"}
SPATIAL = {
    "s_contains", "s_crosses", "s_disjoint", "s_equals", "s_intersects", "s_overlaps", "s_touches",
    "s_within",
}  # fmt: skip
TEMPORAL = {
    "t_after", "t_before", "t_contains", "t_disjoint", "t_during", "t_equals", "t_finishedby",
    "t_finishes", "t_intersects", "t_meets", "t_metby", "t_overlappedby", "t_overlaps",
    "t_startedby", "t_starts",
}  # fmt: skip
ARRAY = {"a_containedby", "a_contains", "a_equals", "a_overlaps"}
ARITY = {
    "not": 1, "isnull": 1, "like": 2, "between": 3, "in": 2,
    **dict.fromkeys(COMPARISONS | SPATIAL | TEMPORAL | ARRAY, 2),
    **dict.fromkeys(FOLDING, 1),
}  # fmt: skip
"""How many arguments each operation has; ``and`` and ``or`` have two or more."""
