"""What CASEI and ACCENTI make of a text, the same on both engines and in patterns.

PostgreSQL has functions for both, but which letters its ``lower`` knows depends on how the
database was made; so the letters are listed: those of Latin-1 and Latin Extended-A.
"""

import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

_LATIN: Final = (*range(0x41, 0x5B), *range(0xC0, 0x180))
UPPER: Final = "".join(
    chr(code) for code in _LATIN if chr(code).isupper() and len(chr(code).lower()) == 1
)
"""The capital letters whose small ones are known."""
_SMALL: Final = str.maketrans(UPPER, UPPER.lower())


def _without_case(text: str) -> str:
    return text.translate(_SMALL)


def _without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in apart if not "\u0300" <= letter <= "\u036f")


FOLDS: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {"casei": _without_case, "accenti": _without_accents}
)
"""The functions by their names in CQL2."""
