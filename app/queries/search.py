"""Full-text search behind one function, the same on both engines.

Words are folded (å and ä found as a) and stemmed for Finnish, Swedish and English when they are
written and when they are asked for; the engines only match stems and their beginnings.
"""

import functools
import re
import threading
import unicodedata

import snowballstemmer
from sqlalchemy import text

from app.database import db
from app.queries.search_words import COMPOUND_ENDS, SHORTEST_BEGINNING

WORD = re.compile(r"\w+", re.UNICODE)
LANGUAGES = ("finnish", "swedish", "english")
MOST_WORDS = 8
SHORTEST_PREFIX = 3
_stemming = threading.Lock()
"""A stemmer keeps the word that it is at: two threads at once got errors, or each other's stems."""

_SQLITE = text(
    "SELECT e.thing_id FROM search_words w JOIN search_entry e ON e.id = w.rowid"
    " WHERE search_words MATCH :query AND e.thing = :thing"
)
_POSTGRESQL = text(
    "SELECT thing_id FROM search_entry"
    " WHERE to_tsvector('simple', stems) @@ to_tsquery('simple', :query) AND thing = :thing"
)


def fold(word: str) -> str:
    """Return a word in lower case without accents."""
    apart = unicodedata.normalize("NFKD", word.lower())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


@functools.lru_cache(maxsize=20_000)
def forms(word: str) -> frozenset[str]:
    """Return the folded word and its stems in the three languages."""
    lower = word.lower()
    with _stemming:
        stems = {fold(stemmer.stemWord(lower)) for stemmer in _stemmers()}
    return frozenset({fold(lower), *stems} - {""})


@functools.cache
def _stemmers() -> tuple[snowballstemmer.stemmer, ...]:
    return tuple(snowballstemmer.stemmer(language) for language in LANGUAGES)


def stems_of(*texts: str) -> str:
    """Return every form of every word, and of the words that compounds end in, for the index."""
    found: set[str] = set()
    for words in texts:
        for word in WORD.findall(words):
            found |= forms(word) | _ends_of(word)
    return " ".join(sorted(found))


@functools.lru_cache(maxsize=20_000)
def _ends_of(word: str) -> frozenset[str]:
    """Return the known words that a compound ends in, in all their forms."""
    found: set[str] = set()
    for form in forms(word):
        for end, every_form in _compound_ends().items():
            if len(form) >= len(end) + SHORTEST_BEGINNING and form.endswith(end):
                found |= every_form
    return frozenset(found)


@functools.cache
def _compound_ends() -> dict[str, frozenset[str]]:
    """Return the forms of each end of compounds by each of those forms."""
    return {
        form: forms(end)
        for end in COMPOUND_ENDS
        for form in forms(end)
        if len(form) >= SHORTEST_BEGINNING
    }


def matching_ids(thing: str, asked: str, most: int | None = None) -> set[int] | None:
    """Return ids of the things that have every word asked for; None when no word was asked for.

    ``thing`` is a table's name.  The last letters of a word may be missing.  With ``most`` no more
    than that many are looked for, whichever are found first.
    """
    words = WORD.findall(asked)[:MOST_WORDS]
    if not words:
        return None
    sqlite = db.engine.dialect.name == "sqlite"
    query = (" AND " if sqlite else " & ").join(_any_form(word, sqlite=sqlite) for word in words)
    statement = _SQLITE if sqlite else _POSTGRESQL
    given: dict[str, str | int] = {"query": query, "thing": thing}
    if most is not None:
        statement, given["most"] = text(f"{statement.text} LIMIT :most"), most
    rows = db.session.execute(statement, given)
    return {row[0] for row in rows}


def has_words(asked: str, *texts: str) -> bool:
    """Say whether texts have every word asked for, as ``matching_ids`` judges those it has kept."""
    known = stems_of(*texts).split()
    return all(
        any(
            stem == form or (len(form) >= SHORTEST_PREFIX and stem.startswith(form))
            for form in forms(word)
            for stem in known
        )
        for word in WORD.findall(asked)[:MOST_WORDS]
    )


def _any_form(word: str, *, sqlite: bool) -> str:
    """Return the engine's query for any form of a word; forms hold letters, digits and _ only."""
    quote, star, either = ('"', "*", " OR ") if sqlite else ("'", ":*", " | ")
    parts = (
        f"{quote}{form}{quote}{star if len(form) >= SHORTEST_PREFIX else ''}"
        for form in sorted(forms(word))
    )
    return "(" + either.join(parts) + ")"
