"""What a page shows of texts that people wrote."""

import re
from typing import Any

from markupsafe import Markup

# Embeddings, overrides and isolates: they can turn the words around them, far beyond the text.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def shown(value: Any) -> Any:
    """Return a value of a template without marks that turn the writing direction.

    Source: Unicode Technical Report 36, section 2.5 (bidirectional text spoofing).
    """
    if isinstance(value, str) and not value.isascii() and TURNING.search(value):
        plain = TURNING.sub("", value)
        return Markup(plain) if isinstance(value, Markup) else plain  # noqa: S704 - it was markup before
    return value
