"""What a typed text becomes before it is kept."""

import re
import unicodedata

MOST_LETTERS = 5000
_LINK = re.compile(
    r"https?://|\bwww\.|\b[a-z0-9-]+\.(?:com|net|org|info|biz|xyz|top|shop|online|site|ru|cn|io|fi)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s<>()\[\]\"',;|]+")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Every sign of the categories Cc and Cs but tab and line end, in one pass: long texts are many."""


def tidy(value: str) -> str:
    """Return the text composed, with plain line ends, without outer blanks and control signs.

    PostgreSQL can keep neither NUL nor half of a surrogate pair; nobody types them on purpose.
    """
    whole = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", whole).strip()


def link_count(value: str) -> int:
    """Return how many web addresses a text names, written out or in short.

    ``https://www.example.fi`` is one; addresses without a blank between them count one each.
    """
    words = [word for word in _BETWEEN.split(value) if _LINK.search(word)]
    return sum(max(1, word.lower().count("://")) for word in words)
