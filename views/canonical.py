"""The address by which a page is known: without filters, the same however one came to it."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import g, request, url_for

from models.base import LANGUAGES

SHOWS_ELSE: Final = {
    "open_data.collection": ("city",),
    "download_page.index": ("table",),
    "challenge_number.index": ("challenge",),
}
"""Parameters that make another page of it; ``page`` does everywhere, filters nowhere."""

LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Canonical:
    """The page's own address, and (language, address) of it in each; "x-default" is Finnish."""

    here: str
    others: tuple[tuple[str, str], ...]


def canonical(base_url: str) -> Canonical | None:
    """Return the addresses of the page that is shown; None for errors and answers to forms."""
    if request.endpoint is None or request.method != "GET" or not g.get("lang"):
        return None
    found = {lang: base_url + _address(lang) for lang in LANGUAGES}
    return Canonical(found[g.lang], (*found.items(), ("x-default", found["fi"])))


def _address(lang: str) -> str:
    path = url_for(str(request.endpoint), **{**(request.view_args or {}), "lang": lang})
    kept = ("page", *SHOWS_ELSE.get(str(request.endpoint), ()))
    asked = {name: request.args[name][:LONGEST] for name in kept if request.args.get(name)}
    return path + (f"?{urlencode(asked)}" if asked else "")
