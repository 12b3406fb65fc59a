"""What a page shows of texts that people wrote."""

import re
from typing import Any

from markupsafe import Markup

# Embeddings, overrides and isolates: they can turn the words around them, far beyond the text.
TURNING = "\u202a-\u202e\u2066-\u2069"
# Signs that may stand nowhere in HTML; an address that somebody made up can hold them.
FORBIDDEN = "\x00-\x08\x0b\x0e-\x1f\x7f-\x9f"
UNSHOWN = re.compile(f"[{TURNING}{FORBIDDEN}]")


def shown(value: Any) -> Any:
    """Return a value of a template without signs that HTML forbids or that turn the writing.

    Source: HTML standard, section 13.1.4 (text); Unicode Technical Report 36, section 2.5
    (bidirectional text spoofing).
    """
    if isinstance(value, str) and UNSHOWN.search(value):
        plain = UNSHOWN.sub("", value)
        return Markup(plain) if isinstance(value, Markup) else plain  # noqa: S704 - it was markup before
    return value
