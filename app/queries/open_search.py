"""One search over everything public: the words that are kept, and texts of what has none kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from app.database import db
from app.queries.search import has_words, matching_ids
from models.base import LANGUAGES
from models.open_collection import COLLECTIONS
from models.open_feature import OpenFeature

KEPT: Final = {"testbeds": "testbed", "pilots": "pilot"}  # their table in the index of words
MOST_FOUND, MOST_READ = 1_000, 2_000
BATCH = 500


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was found; one whose title has every word stands before the others."""

    in_title: bool
    collection: str
    key: int
    feature: str


def search(words: str, collections: Sequence[str]) -> list[Found]:
    """Return the public things that have every word, the best first; at most 1,000 a collection."""
    found = [one for name in collections for one in _in(name, words)]
    order = list(COLLECTIONS)
    return sorted(found, key=lambda one: (not one.in_title, order.index(one.collection), one.key))


def _in(name: str, words: str) -> Iterator[Found]:
    kept = KEPT.get(name)
    asked = select(OpenFeature).where(OpenFeature.collection == name).order_by(OpenFeature.key)
    if kept is None:
        for row in db.session.scalars(asked.limit(MOST_READ)):
            if has_words(words, *_titles(row), *_summaries(row)):
                yield _found(row, words)
        return
    ids = sorted(matching_ids(kept, words, MOST_FOUND) or ())
    for first in range(0, len(ids), BATCH):
        some = asked.where(OpenFeature.key.in_(ids[first : first + BATCH]))
        for row in db.session.scalars(some):
            yield _found(row, words)


def _found(row: OpenFeature, words: str) -> Found:
    return Found(has_words(words, *_titles(row)), row.collection, row.key, row.feature)


def _titles(row: OpenFeature) -> tuple[str, ...]:
    return row.title_fi, row.title_sv, row.title_en


def _summaries(row: OpenFeature) -> list[str]:
    return [row.properties.get(f"summary_{lang}") or "" for lang in LANGUAGES]
