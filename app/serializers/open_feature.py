"""Stored features as they go out: addresses made whole, joined to a collection."""

import re
from collections.abc import Sequence
from typing import Final

from models.licence import USUAL, OpenLicence

_STORED = '"page":"/fi/'
_LICENCE: Final = re.compile(r'"licence":"([^"]+)"')


def with_base(text: str, base_url: str, lang: str) -> str:
    """Return features with whole addresses of pages, in a language.

    Words of people cannot be taken for an address: in JSON their quotation marks are escaped.
    """
    return text.replace(_STORED, f'"page":"{base_url}/{lang}/')


def licence_in(feature: str) -> OpenLicence:
    """Return the licence that a stored feature names; the usual one where it names none yet."""
    found = _LICENCE.search(feature)
    return OpenLicence(found[1]) if found else USUAL


def joined(features: Sequence[str]) -> str:
    """Return features as the JSON array of a collection."""
    return f"[{','.join(features)}]"
