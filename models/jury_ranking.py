"""The order that the jurors' marks give, as a pure function of what it is made from.

``ranked`` decides nothing by time or by name: after the score come the criteria from the heaviest
on, then how many jurors gave 4 or more, then a tie that the jury settles with a reason.  Who is
tied stands in an order drawn by lot from the entry's number.  What goes in and what comes out are
kept with a fingerprint; the same input gives the same list (``recomputed``).
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from models import jury_offset
from models.jury_lot import lot
from models.jury_score import (
    Marks,
    Weighed,
    below_minimum,
    criterion_mean,
    deviation,
    in_favour,
    juror_mean,
    mean,
    order_of_weight,
    rounded,
    shown,
    wide,
)

ALGORITHM = "koepaikka-jury-1"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry with the marks it got: (juror, marks) for every submitted score."""

    id: int
    code: str
    given: tuple[tuple[int, Marks], ...] = ()

    @property
    def marks(self) -> list[Marks]:
        """The marks alone, by juror's number, so that the order of votes is none of the input."""
        return [marks for _juror, marks in sorted(self.given, key=lambda one: one[0])]


@dataclass(frozen=True, slots=True)
class Settled:
    """A tie that the jury has settled: entry ids, the best first, and why so."""

    order: tuple[int, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """By what the entries are put in order; ``least_total`` is on the scale of 0 to 100.

    ``random``: chance gave the entries to the jurors.
    """

    criteria: tuple[Weighed, ...]
    least_total: Decimal | None = None
    normalise: bool = False
    random: bool = True
    settled: tuple[Settled, ...] = ()


@dataclass(slots=True)
class Placed:
    """Where one entry stands.  Scores 0 to 100, criteria 0 to 5; ``rank`` None: not in the order.

    ``missed`` says why not: minimums that are missed, or ``unread``.  ``tied`` entries share a
    rank.  ``is_wide``: its jurors differ more than those of most.
    """

    id: int
    code: str
    rank: int | None = None
    score: Decimal | None = None
    adjusted: Decimal | None = None
    spread: Decimal | None = None
    is_wide: bool = False
    by: dict[str, Decimal] = field(default_factory=dict)
    readers: int = 0
    favour: int = 0
    missed: list[str] = field(default_factory=list)
    tied: bool = False
    settled: bool = False

    def key(self, criteria: Sequence[Weighed]) -> tuple[Decimal, ...]:
        """Return what decides the order, the more the better."""
        first = self.adjusted if self.adjusted is not None else self.score or Decimal()
        by = [self.by[one.key] for one in order_of_weight(criteria)]
        # A share, because an entry loses nothing by a juror who stood aside from it.
        return (first, *by, Decimal(self.favour) / max(self.readers, 1))


def ranked(entries: Sequence[Entry], rules: Rules) -> list[Placed]:
    """Return every entry in order, those outside the order last."""
    placed = [_placed(one, rules) for one in entries]
    _mark_spread(entries, placed, rules)
    _adjust(entries, placed, rules)
    inside = [one for one in placed if not one.missed]
    outside = [one for one in placed if one.missed]

    def falling(one: Placed) -> list[Decimal]:
        return [-value for value in one.key(rules.criteria)]

    inside.sort(key=lambda one: (falling(one), lot("tie", one.id)))
    done: list[Placed] = []
    for _key, group in groupby(inside, key=falling):
        done.extend(_with_ranks(list(group), len(done) + 1, rules))
    outside.sort(key=lambda one: (-(one.score or Decimal(-1)), lot("tie", one.id)))
    return [*done, *outside]


def _placed(entry: Entry, rules: Rules) -> Placed:
    marks = entry.marks
    if not marks:
        return Placed(entry.id, entry.code, missed=["unread"])
    return Placed(
        entry.id,
        entry.code,
        score=shown(mean(marks, rules.criteria)),
        spread=shown(deviation(marks, rules.criteria)),
        by={one.key: rounded(criterion_mean(marks, one.key)) for one in rules.criteria},
        readers=len(marks),
        favour=in_favour(marks, rules.criteria),
        missed=below_minimum(marks, rules.criteria, rules.least_total),
    )


def _mark_spread(entries: Sequence[Entry], placed: Sequence[Placed], rules: Rules) -> None:
    several = {
        one.id: deviation(one.marks, rules.criteria) for one in entries if len(one.given) > 1
    }
    marked = wide(several)
    for one in placed:
        one.is_wide = one.id in marked


def _adjust(entries: Sequence[Entry], placed: Sequence[Placed], rules: Rules) -> None:
    means = {
        (entry.id, juror): juror_mean(marks, rules.criteria)
        for entry in entries
        for juror, marks in entry.given
    }
    if not rules.normalise or not jury_offset.may_adjust(means, random=rules.random):
        return
    found = jury_offset.adjusted(means)
    for one in placed:
        if one.id in found:
            one.adjusted = shown(found[one.id])


def _with_ranks(group: list[Placed], first: int, rules: Rules) -> list[Placed]:
    """Give equals one rank, or the ranks that the jury settled for exactly these entries."""
    ids = {one.id for one in group}
    orders = [one.order for one in rules.settled if len(one.order) > 1]
    chosen = next((one for one in orders if set(one) == ids), None)
    if chosen is None:
        for one in group:
            one.rank, one.tied = first, len(group) > 1
        return group
    ordered = sorted(group, key=lambda one: chosen.index(one.id))
    for number, one in enumerate(ordered):
        one.rank, one.settled = first + number, True
    return ordered


def snapshot_input(entries: Sequence[Entry], rules: Rules) -> dict[str, Any]:
    """Return what JSON keeps of the input, in an order of its own; decimals are texts."""
    return {
        "criteria": [
            {"key": one.key, "weight": str(one.weight), "least": _text(one.least)}
            for one in rules.criteria
        ],
        "least_total": _text(rules.least_total),
        "normalise": rules.normalise,
        "random": rules.random,
        "settled": [{"order": list(one.order), "reason": one.reason} for one in rules.settled],
        "entries": [
            {
                "concept_id": one.id,
                "code": one.code,
                "given": [
                    {"juror_id": juror, "marks": dict(sorted(marks.items()))}
                    for juror, marks in sorted(one.given, key=lambda pair: pair[0])
                ],
            }
            for one in sorted(entries, key=lambda one: one.id)
        ],
    }


def snapshot_result(placed: Sequence[Placed]) -> list[dict[str, Any]]:
    """Return what JSON keeps of the order: one mapping an entry, the best first."""
    return [
        {
            "concept_id": one.id,
            "code": one.code,
            "rank": one.rank,
            "score": _text(one.score),
            "adjusted": _text(one.adjusted),
            "spread": _text(one.spread),
            "is_wide": one.is_wide,
            "per_criterion": {key: str(value) for key, value in one.by.items()},
            "readers": one.readers,
            "favour": one.favour,
            "is_out": one.rank is None,
            "missed": list(one.missed),
            "tied": one.tied,
            "settled": one.settled,
        }
        for one in placed
    ]


def read_input(kept: dict[str, Any]) -> tuple[list[Entry], Rules]:
    """Return entries and rules from what ``snapshot_input`` kept."""
    criteria = tuple(
        Weighed(one["key"], Decimal(one["weight"]), _decimal(one["least"]))
        for one in kept["criteria"]
    )
    rules = Rules(
        criteria=criteria,
        least_total=_decimal(kept["least_total"]),
        normalise=kept["normalise"],
        random=kept["random"],
        settled=tuple(Settled(tuple(one["order"]), one["reason"]) for one in kept["settled"]),
    )
    entries = [
        Entry(
            one["concept_id"],
            one["code"],
            tuple((given["juror_id"], given["marks"]) for given in one["given"]),
        )
        for one in kept["entries"]
    ]
    return entries, rules


def recomputed(kept: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the order once more from a kept input."""
    return snapshot_result(ranked(*read_input(kept)))


def fingerprint(algorithm: str, kept: dict[str, Any], result: list[dict[str, Any]]) -> str:
    """Return the SHA-256, in hex, of a snapshot."""
    whole = {"algorithm": algorithm, "inputs": kept, "result": result}
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
