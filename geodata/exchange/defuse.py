"""Texts that a spreadsheet program would run as formulas, made harmless and brought back exactly.

A text that begins with ``=``, ``+``, ``-``, ``@`` (after blanks, plain or full-width), a tab or a
line end, or with an apostrophe, gets one apostrophe before it.  Reading takes one apostrophe off
where the rest would have got one, so every text comes back as it was.
Source: OWASP, "CSV Injection".
"""

from __future__ import annotations

import re

UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Signs that XML cannot hold, and at the first of which some programs think a text ends."""

_RISKY = re.compile(r"[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n']")


def defused(text: str) -> str:
    """Return a text as it may stand in a cell."""
    return f"'{text}" if _RISKY.match(text) else text


def fused(cell: str) -> str:
    """Return the text that stands in a cell."""
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell, 1) else cell


def fit(text: str) -> str:
    """Return a text without the signs that tables of other programs cannot hold."""
    return UNFIT.sub("", text)
