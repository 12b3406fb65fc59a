"""Filters with counts over arrays: the same as app/queries/facet.py, for very many rows.

Each option counts what one would see if it were chosen as well.
"""

import json
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One word a row, as its place in ``words``."""

    words: tuple[str, ...]
    codes: Integers


class Rows(Protocol):
    """Things that stand somewhere, as arrays; x and y are EPSG:3857 metres, NaN without a place."""

    @property
    def city(self) -> Column:
        """The city of each."""

    @property
    def x(self) -> Floats:
        """How far east each stands."""

    @property
    def y(self) -> Floats:
        """How far north each stands."""


@dataclass(frozen=True, eq=False)
class Chosen:
    """Those rows of ``field`` that a filter lets pass: their ``places`` in it."""

    field: Rows
    places: Integers

    def __len__(self) -> int:
        return len(self.places)

    @property
    def cities(self) -> int:
        """In how many cities they are."""
        return len(np.unique(self.field.city.codes[self.places]))

    @property
    def positions(self) -> Floats:
        """Where they are: (x, y) in EPSG:3857 metres, without those that have no place."""
        there = np.column_stack((self.field.x[self.places], self.field.y[self.places]))
        placed: Floats = there[~np.isnan(there[:, 0])]
        return placed


@dataclass(frozen=True, slots=True, eq=False)
class Sets:
    """Several words a row: a bit for each of ``words``."""

    words: tuple[str, ...]
    bits: Integers

    def asked(self, wanted: Iterable[str]) -> int:
        """Return the bits of the words wanted; those that no row has are left out."""
        return sum(1 << self.words.index(word) for word in wanted if word in self.words)

    def of(self, place: int) -> frozenset[str]:
        """Return the words of one row."""
        bits = int(self.bits[place])
        return frozenset(word for n, word in enumerate(self.words) if bits >> n & 1)


@dataclass(frozen=True, slots=True, eq=False)
class WordFacet:
    """A group of filters in which each row has one word; one of those wanted is enough."""

    column: Column
    wanted: frozenset[str]
    every: bool = False

    @property
    def passing(self) -> Flags:
        """Which rows have a word that is wanted."""
        if not self.wanted:
            return np.ones(len(self.column.codes), dtype=bool)
        is_wanted = np.array([word in self.wanted for word in self.column.words], dtype=bool)
        flags: Flags = is_wanted[self.column.codes]
        return flags

    def counted(self, among: Flags) -> Counter[Hashable]:
        """Return how many of the rows have each word."""
        numbers = np.bincount(self.column.codes[among], minlength=len(self.column.words))
        return _counter(zip(self.column.words, numbers.tolist(), strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class SetFacet:
    """A group in which each row has several words; one wanted is enough, or with ``every`` all."""

    sets: Sets
    wanted: frozenset[str]
    every: bool = False

    @property
    def passing(self) -> Flags:
        """Which rows have words that are wanted."""
        bits, asked = self.sets.bits, self.sets.asked(self.wanted)
        if not self.wanted:
            return np.ones(len(bits), dtype=bool)
        if not self.every:
            some: Flags = (bits & asked) != 0
            return some
        if not self.wanted.issubset(self.sets.words):
            return np.zeros(len(bits), dtype=bool)
        whole: Flags = (bits & asked) == asked
        return whole

    def counted(self, among: Flags) -> Counter[Hashable]:
        """Return how many of the rows have each word."""
        bits = self.sets.bits[among]
        return _counter(
            (word, int(((bits >> n) & 1).sum())) for n, word in enumerate(self.sets.words)
        )


FieldFacet = WordFacet | SetFacet


def _counter(pairs: Iterable[tuple[str, int]]) -> Counter[Hashable]:
    return Counter({word: number for word, number in pairs if number})


def all_of(flags: Mapping[str, Flags], *, length: int, but: str = "") -> Flags:
    """Return which rows pass every one of the named filters, one of them aside."""
    both = np.ones(length, dtype=bool)
    for name, one in flags.items():
        if name != but:
            both &= one
    return both


def counts_of(
    facets: Mapping[str, FieldFacet], passed: Mapping[str, Flags], among: Flags
) -> dict[str, Counter[Hashable]]:
    """Return the counts of each facet over the rows ``among`` that pass all the others."""
    return {
        name: one.counted(among & all_of(passed, length=len(among), but="" if one.every else name))
        for name, one in facets.items()
    }


def coded(values: Iterable[str]) -> Column:
    """Return words, one a row, as a column."""
    known: dict[str, int] = {}
    codes = integers(known.setdefault(one, len(known)) for one in values)
    return Column(tuple(known), codes)


def sets_of(texts: Iterable[str]) -> Sets:
    """Return lists of words, each written as JSON, as sets."""
    known: dict[str, int] = {}
    bits = integers(_bits(text, known) for text in texts)
    return Sets(tuple(known), bits)


def integers(values: Iterable[int]) -> Integers:
    """Return whole numbers as an array."""
    return np.fromiter(values, dtype=np.int64)


def _bits(text: str, known: dict[str, int]) -> int:
    """Return the bits of a list of words written as JSON; ``known`` learns those that are new."""
    bits = 0
    for one in _listed(text):
        bits |= 1 << known.setdefault(one, len(known))
    return bits


@lru_cache(maxsize=20_000)
def _listed(text: str) -> tuple[str, ...]:
    """Read a list of vocabulary words; the same few combinations come again and again."""
    return tuple(json.loads(text))
