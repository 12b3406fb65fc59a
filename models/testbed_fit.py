"""How well one testbed fits what somebody wishes: a pure function over plain facts.

A wish that is met is a match, one that is not a miss; both are told in words by the pages
(views/fit_words.py).  The score is the share of the wishes, weighted, that are met; free days count
for more than a single need, and a free time that is too short counts for its share.
"""

import datetime as dt
import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from models.testbed_kind import Infrastructure, Theme


class PeopleWish(enum.StrEnum):
    """What is wished of the people at a place."""

    USERS = "users"
    NO_MINORS = "no_minors"
    NO_PATIENTS = "no_patients"


class FitCode(enum.StrEnum):
    """What a reason is about; the same code tells a match and a miss."""

    NEED = "need"
    THEME = "theme"
    PEOPLE = "people"
    MONEY = "money"
    PLACES = "places"
    FREE = "free"
    SHORTEST = "shortest"  # misses only: so few days are not given
    LONGEST = "longest"  # misses only: so many days are not given


ABOUT_DAYS = frozenset({FitCode.FREE, FitCode.PLACES, FitCode.SHORTEST, FitCode.LONGEST})
WEIGHT = {FitCode.FREE: 4.0, FitCode.NEED: 2.0, FitCode.PEOPLE: 2.0, FitCode.MONEY: 2.0}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is wished; empty sets and None wish for nothing.

    ``days`` in a row with room for ``places``; ``money`` names the price models that suit.
    """

    needs: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    money: frozenset[str] = frozenset()
    days: int | None = None
    places: int = 1

    def __bool__(self) -> bool:
        return bool(self.needs or self.themes or self.people or self.money or self.days)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is so at one testbed.

    ``start`` is the first day from which the wished days are free, ``longest`` the longest free
    run between the days looked at.
    """

    infrastructure: frozenset[str]
    themes: frozenset[str]
    people: frozenset[str]
    money: str
    capacity: int = 1
    min_days: int = 1
    max_days: int = 1
    is_open: bool = True
    start: dt.date | None = None
    longest: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """One wish met or not.

    ``value`` is the word of a vocabulary; ``number`` is what the place has, where ``asked`` was
    wished; ``day`` is the first of the free days.
    """

    code: FitCode
    value: str = ""
    number: int = 0
    asked: int = 0
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """The answer: ``score`` from 0 to 1, 1 exactly when nothing is missing."""

    score: float = 1.0
    matches: tuple[Reason, ...] = ()
    misses: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class _Verdict:
    reason: Reason
    share: float  # of the wish that is met, from 0 to 1


def fit(wishes: Wishes, facts: Facts) -> Fit:
    """Judge every wish against the facts; reasons come in a fixed order."""
    verdicts = [*_free(wishes, facts), *_named(wishes, facts)]
    total = sum(_whole(one) for one in verdicts)
    met = sum(_whole(one) * one.share for one in verdicts)
    matches = tuple(one.reason for one in verdicts if one.share == 1.0)
    misses = tuple(one.reason for one in verdicts if one.share != 1.0)
    return Fit(met / total if misses else 1.0, matches, misses)


def _whole(verdict: _Verdict) -> float:
    code = FitCode.FREE if verdict.reason.code in ABOUT_DAYS else verdict.reason.code
    return WEIGHT.get(code, 1.0)


def _free(wishes: Wishes, facts: Facts) -> Iterator[_Verdict]:
    """Judge the days: one verdict, by the first thing that stands in the way."""
    days = wishes.days
    if days is None:
        return
    if facts.is_open and facts.start is not None:
        yield _Verdict(Reason(FitCode.FREE, number=days, asked=days, day=facts.start), 1.0)
    elif facts.capacity < wishes.places:
        yield _Verdict(Reason(FitCode.PLACES, "", facts.capacity, wishes.places), 0.0)
    elif days > facts.max_days:
        reachable = min(facts.longest, facts.max_days) if facts.is_open else 0
        yield _Verdict(Reason(FitCode.LONGEST, "", facts.max_days, days), reachable / (days + 1))
    elif days < facts.min_days:
        yield _Verdict(Reason(FitCode.SHORTEST, "", facts.min_days, days), 0.0)
    else:
        reachable = min(facts.longest, days) if facts.is_open else 0
        yield _Verdict(Reason(FitCode.FREE, "", reachable, days), reachable / (days + 1))


def _named(wishes: Wishes, facts: Facts) -> Iterator[_Verdict]:
    for code, asked, there in (
        (FitCode.NEED, _ordered(wishes.needs, Infrastructure), facts.infrastructure),
        (FitCode.PEOPLE, _ordered(wishes.people, PeopleWish), facts.people),
        (FitCode.THEME, _ordered(wishes.themes, Theme), facts.themes),
    ):
        for value in asked:
            yield _Verdict(Reason(code, value), float(value in there))
    if wishes.money:
        yield _Verdict(Reason(FitCode.MONEY, facts.money), float(facts.money in wishes.money))


def _ordered(asked: frozenset[str], vocabulary: Iterable[str]) -> list[str]:
    return [str(one) for one in vocabulary if one in asked]
