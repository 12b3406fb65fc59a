"""The settings of this installation as administrators may read them, without any secret.

What is not known to be harmless is not shown: of an address only its scheme and host, of any other
text only whether it is set.  A new setting is therefore safe before anybody thinks of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PLAIN = frozenset(
    {
        "instance", "public_url", "mail_from", "tiles_attribution", "geocoder_attribution",
        "log_format",
        "second_factor",
    }
)  # fmt: skip
VARIABLES = {"instance": "INSTANCE_DIR"}
LEFT_OUT = frozenset({"testing"})
SET = "set"


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting: its variable, and its value as it may be read.

    ``is_hidden`` says that there is a value which is not shown; an empty ``value`` without it, that
    nothing is set.
    """

    name: str
    variable: str
    value: str
    is_hidden: bool = False
    is_default: bool = False


def shown(settings: Any) -> Iterator[Shown]:
    """Yield every setting in force, in the order in which they are declared."""
    for one in fields(settings):
        if one.name in LEFT_OUT:
            continue
        value = getattr(settings, one.name)
        text = _text(one.name, value)
        variable = VARIABLES.get(one.name, one.name.upper())
        hidden = bool(value) and not text
        yield Shown(one.name, variable, text, hidden, value == one.default)


def _text(name: str, value: Any) -> str:
    """Return what may be read of a value; empty when that is nothing."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | Path) or name in PLAIN:
        return str(value)
    if name.endswith("_urls"):
        return ", ".join(map(_host, value))
    if isinstance(value, frozenset | tuple):
        return ", ".join(sorted(map(str, value)))
    if isinstance(value, str) and name.endswith("_url"):
        return _host(value)
    return ""


def _host(url: str) -> str:
    """Return scheme, host and port: keys stand in names, paths and queries of addresses."""
    if url.startswith("sqlite:"):
        return "sqlite"
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    scheme = parts.scheme.partition("+")[0]
    return f"{scheme}://{parts.hostname}{port}" if parts.hostname else scheme
