"""What a typed text becomes before it is kept."""

import unicodedata

MOST_LETTERS = 5000


def tidy(value: str) -> str:
    """Return the text composed, with plain line ends, without outer blanks and control signs.

    PostgreSQL can keep neither NUL nor half of a surrogate pair; nobody types them on purpose.
    """
    whole = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in whole if sign in "\n\t" or not _is_control(sign)).strip()


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs")
