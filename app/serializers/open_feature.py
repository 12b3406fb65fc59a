"""Stored features as they go out: addresses made whole, joined to a collection."""

from collections.abc import Sequence

_STORED = '"page":"/fi/'


def with_base(text: str, base_url: str, lang: str) -> str:
    """Return features with whole addresses of pages, in a language.

    Words of people cannot be taken for an address: in JSON their quotation marks are escaped.
    """
    return text.replace(_STORED, f'"page":"{base_url}/{lang}/')


def joined(features: Sequence[str]) -> str:
    """Return features as the JSON array of a collection."""
    return f"[{','.join(features)}]"
