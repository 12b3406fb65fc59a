"""Who gets which prize, as the ranking suggests, and how that may be departed from.

Pure functions over plain values; app/services/award.py and the pages call the same ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.award import AwardKind


@dataclass(frozen=True, slots=True)
class Ranked:
    """One concept of the final ranking; ``rank`` counts from 1, and equals share one."""

    concept_id: int
    rank: int


@dataclass(frozen=True, slots=True)
class Share:
    """What one concept gets: ``place`` counts prizes from 1 and is None for a mention."""

    kind: AwardKind
    place: int | None = None
    amount_eur: int | None = None


def suggested(ranked: Sequence[Ranked], prizes: Sequence[int | None]) -> dict[int, Share]:
    """Return the share of each concept that the ranking gives a prize, by the concept's id.

    ``prizes`` are the amounts in whole euros, first prize first; None has no money in it.  Those
    who share a rank share the prizes of the places that they fill: whole euros in equal parts,
    and what cannot be divided stays with the city.
    """
    shares: dict[int, Share] = {}
    place = 0
    for rank in sorted({one.rank for one in ranked}):
        equals = [one for one in ranked if one.rank == rank]
        pot = prizes[place : place + len(equals)]
        if not pot:
            break
        amounts = [amount for amount in pot if amount is not None]
        each = sum(amounts) // len(equals) if amounts else None
        for one in equals:
            shares[one.concept_id] = Share(AwardKind.PRIZE, place + 1, each)
        place += len(equals)
    return shares


def departing(chosen: Mapping[int, Share], usual: Mapping[int, Share]) -> frozenset[int]:
    """Return the concepts whose share is not what the ranking suggests.

    A mention departs from nothing unless a prize was suggested.
    """
    differing = {
        concept_id
        for concept_id, share in chosen.items()
        if share.kind is AwardKind.PRIZE and usual.get(concept_id) != share
    }
    lost = {
        concept_id
        for concept_id in usual
        if concept_id not in chosen or chosen[concept_id].kind is AwardKind.MENTION
    }
    return frozenset(differing | lost)


def next_in_line(ranked: Sequence[Ranked], offered: frozenset[int]) -> int | None:
    """Return the best ranked concept that has not been offered a prize, or None.

    Of equals the one that stands first in the ranking is meant: the jury has put them in order.
    """
    waiting = [one for one in ranked if one.concept_id not in offered]
    return min(waiting, key=lambda one: one.rank).concept_id if waiting else None
