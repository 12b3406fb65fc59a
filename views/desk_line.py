"""One line of what waits at the desk."""

from dataclasses import dataclass

from models.base import Translated
from views import language

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits: its name and language, what it is about, how it presses, the deed."""

    title: str
    lang: str | None
    place: str
    note: str
    pill: tuple[str, str] | None
    url: str


def said(words: Translated) -> tuple[str, str]:
    """Return words in the reader's language, and the language that they are in."""
    return words.best(language.current())
