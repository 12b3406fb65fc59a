"""One search over everything public: the words that are kept, and texts of what has none kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, select

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


def search(words: str, collections: Sequence[str]) -> list[Found]:
    """Return the public things that have every word, the best first; at most 1,000 a collection."""
    found = [one for name in collections for one in _in(name, words)]
    order = list(COLLECTIONS)
    return sorted(found, key=lambda one: (not one.in_title, order.index(one.collection), one.key))


def _in(name: str, words: str) -> Iterator[Found]:
    kept = KEPT.get(name)
    if kept is None:
        for row in db.session.execute(_texts(name).limit(MOST_READ)):
            told = [row.properties.get(f"summary_{lang}") or "" for lang in LANGUAGES]
            if has_words(words, *_titles(row), *told):
                yield Found(has_words(words, *_titles(row)), name, row.key)
        return
    ids = sorted(matching_ids(kept, words, MOST_FOUND) or ())
    for first in range(0, len(ids), BATCH):
        some = _texts(name).where(OpenFeature.key.in_(ids[first : first + BATCH]))
        for row in db.session.execute(some):
            yield Found(has_words(words, *_titles(row)), name, row.key)


def _texts(name: str) -> Select[Any, Any, Any, Any, Any]:
    """Ask for what is looked through, without shapes: the borders of a city are long."""
    return (
        select(
            OpenFeature.key, OpenFeature.title_fi, OpenFeature.title_sv, OpenFeature.title_en,
            OpenFeature.properties,
        )
        .where(OpenFeature.collection == name)
        .order_by(OpenFeature.key)
    )  # fmt: skip


def _titles(row: Any) -> tuple[str, str, str]:
    return row.title_fi, row.title_sv, row.title_en
