"""What a typed text becomes before it is kept."""

import re
import unicodedata

MOST_LETTERS = 5000
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Every sign of the categories Cc and Cs but tab and line end, in one pass: long texts are many."""


def tidy(value: str) -> str:
    """Return the text composed, with plain line ends, without outer blanks and control signs.

    PostgreSQL can keep neither NUL nor half of a surrogate pair; nobody types them on purpose.
    """
    whole = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", whole).strip()
