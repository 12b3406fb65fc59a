"""Lots that can be drawn again: the same seed and things give the same number anywhere."""

import hashlib


def lot(seed: str, *things: int) -> int:
    """Return a number for things under a seed, as even as chance and always the same."""
    text = ":".join([seed, *(str(one) for one in things)])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
