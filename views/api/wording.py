"""Words of the interface for machines, in the language of whoever reads its documentation."""

from collections.abc import Mapping
from typing import Any

from flask_babel import force_locale

from app.extensions import LOCALES
from models.base import Translated

Words = str | Translated
"""A text that is looked up when it is said counts as text."""


def said(words: Words, lang: str) -> str:
    """Return words in one language; translations that are looked up are looked up in it."""
    if isinstance(words, Translated):
        return words.best(lang)[0]
    with force_locale(LOCALES[lang]):
        return str(words)


def in_words(value: Any, lang: str) -> Any:
    """Return a structure of mappings and lists with all words in it said in one language."""
    if isinstance(value, Mapping):
        return {key: in_words(one, lang) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [in_words(one, lang) for one in value]
    if value is None or isinstance(value, str | int | float):
        return value
    return said(value, lang)
