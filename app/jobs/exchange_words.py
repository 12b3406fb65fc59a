"""What people write for values of vocabularies: the value itself, or its label in any language."""

from collections.abc import Mapping

from flask_babel import force_locale

from app.labels import choices
from models.base import LANGUAGES
from models.exchange_field import FIELDS


def vocabulary_words() -> dict[str, Mapping[str, str]]:
    """Return of each column with a vocabulary: what may be written, in small letters → value."""
    known: dict[str, Mapping[str, str]] = {}
    for field in FIELDS:
        if field.vocabulary is None:
            continue
        words = {member.value.casefold(): member.value for member in field.vocabulary}
        for language in LANGUAGES:
            with force_locale(language):
                for value, label in choices(field.vocabulary):
                    words.setdefault(label.casefold(), value)
        known[field.name] = words
    return known
