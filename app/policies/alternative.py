"""Places wished for instead of each other: which belong together, and which one counts now.

Parts of an application with the same ``alternative`` number are a group; a part without one stands
by itself, a group of its own.  A joint application that needs every place needs one of each group.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from models.application import OPEN_FOR_DECISION, Application, ApplicationPart

Groups = list[list[ApplicationPart]]


@dataclass(frozen=True, slots=True)
class Rank:
    """The ``place``-th choice of ``of``; ``before`` are those wished for more, the first first."""

    place: int
    of: int
    before: tuple[ApplicationPart, ...]


def groups(application: Application) -> Groups:
    """Return the parts, the most wished for first, as the groups they make up."""
    found: dict[object, list[ApplicationPart]] = {}
    for part in sorted(application.parts, key=lambda one: (one.preference, one.id)):
        key = ("alone", part.id) if part.alternative is None else part.alternative
        found.setdefault(key, []).append(part)
    return list(found.values())


def group_of(part: ApplicationPart) -> list[ApplicationPart]:
    """Return the parts wished for instead of each other to which this one belongs."""
    return next(group for group in groups(part.application) if part in group)


def rank_of(part: ApplicationPart) -> Rank | None:
    """Return which choice a part is; None when it stands by itself."""
    group = group_of(part)
    if len(group) == 1:
        return None
    at = group.index(part)
    return Rank(at + 1, len(group), tuple(group[:at]))


def counting(group: Sequence[ApplicationPart]) -> ApplicationPart:
    """Return the part of a group that counts now: the most wished for that is still open.

    When none is open any more it is the most wished for of all.
    """
    return next((one for one in group if one.status in OPEN_FOR_DECISION), group[0])


def one_of_each(
    application: Application, standing_in: ApplicationPart | None = None
) -> list[ApplicationPart]:
    """Return the part of every group that counts now, by testbed.

    ``standing_in`` counts for its own group whatever else is open there.
    """
    chosen = [
        standing_in if standing_in is not None and standing_in in group else counting(group)
        for group in groups(application)
    ]
    return sorted(chosen, key=lambda each: each.testbed_id)
