"""The words of a filter written as CQL2 text.

Source: OGC 21-065r2, annex B (BNF of CQL2 text).
"""

import re
from dataclasses import dataclass

from app.forms.ogc_filter_limit import MOST_LETTERS, refused

_LETTER = "A-Za-z_:\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff"
_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<text>'(?:[^'\\]|''|\\.)*')
    | "(?P<quoted>[^"]+)"
    | (?P<name>[{_LETTER}][{_LETTER}0-9.]*)
    | (?P<sign><>|<=|>=|[=<>+\-*/%^(),])
    )""",
    re.VERBOSE,
)
_ESCAPED = re.compile(r"\\(')|''")


@dataclass(frozen=True, slots=True)
class Token:
    """One word: its kind (number, text, quoted, name, sign, end), itself, and where it stands."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The word in lower case if it is a bare one or a sign, else nothing."""
        return self.text.lower() if self.kind in {"name", "sign"} else ""


def tokens(text: str) -> list[Token]:
    """Return the words of a filter, with an end after them.

    Raises:
        OgcError: too long, or a place where no word can be read.

    """
    if len(text) > MOST_LETTERS:
        raise refused("ogc_filter_large")
    found, place = [], 0
    end = len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise unread(text, place)
        kind = match.lastgroup
        word = match.group(kind)
        if kind == "text":
            word = _ESCAPED.sub("'", word[1:-1])
        found.append(Token(kind, word, match.start(kind), match.end()))
        place = match.end()
    return [*found, Token("end", "", end, end)]


def unread(text: str, place: int) -> Exception:
    """Return the refusal of a filter that cannot be read from ``place`` on."""
    rest = text[place : place + 30].strip()
    return refused("ogc_filter_syntax", place=place + 1, rest=rest)
