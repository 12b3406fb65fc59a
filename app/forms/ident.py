"""Ids and versions that forms and addresses carry as text, where anything may be sent."""

MOST_DIGITS = 9  # more than any id or version has, and less than the databases' integers end at


def is_ident(text: str) -> bool:
    """Say whether a text is a number that an id can be."""
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS


def ident(text: str | None, otherwise: int = 0) -> int:
    """Return the number; ``otherwise`` (0, which nothing has) for all that is none."""
    return int(text) if text is not None and is_ident(text) else otherwise
