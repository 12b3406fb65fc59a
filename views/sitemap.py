"""For search engines: which public pages there are, in each language, and what is not for them.

Source: https://www.sitemaps.org/protocol.html and RFC 9309.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final
from xml.sax.saxutils import escape

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from app.queries.open_feature import states
from app.queries.sitemap import Address, addresses, parts
from models.base import LANGUAGES
from models.open_collection import COLLECTIONS
from views.access import public
from views.installation import here

blueprint = Blueprint("sitemap", __name__)

SPACE: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
XHTML: Final = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
PAGES: Final = (
    "/", "/testbeds", "/challenges", "/challenges/numbers", "/events", "/results", "/open-data",
    *(f"/open-data/{name}" for name in COLLECTIONS),
    "/open-data/api", "/open-data/downloads", "/open-data/dictionary", "/statistics", "/embed",
    "/how-it-works", "/accessibility", "/privacy", "/security",
)  # fmt: skip
"""Pages that are there whatever is published; those that this installation has not are left out."""

PRIVATE: Final = (
    "/desk", "/my", "/account", "/logout", "/registration", "/reset",
    "/confirm", "/mail-sent", "/invitations", "/jury-invitations", "/reader", "/follow",
    "/faults", "/harm", "/feedback", "/searches", "/surveys", "/volunteers", "/erased", "/map/",
    "/places", "/search/",
)  # fmt: skip
"""Beginnings of addresses, after the language, that show nobody anything without being someone.

The doors themselves, to sign in and to make an account, are not among them: people search for them.
"""


@blueprint.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    """Say what is not worth a robot's visit, and where the list of pages is."""
    lines = ["User-agent: *"]
    lines += [f"Disallow: /{lang}{path}" for path in PRIVATE for lang in LANGUAGES]
    lines += ["Disallow: /tiles/", "", f"Sitemap: {here().base_url}/sitemap.xml", ""]
    return _sent("\n".join(lines), "text/plain")


@blueprint.get("/sitemap.xml")
@public
def index() -> ResponseReturnValue:
    """Name the parts of the list of pages."""
    base = here().base_url
    found: list[tuple[str, dt.datetime | None]] = [(f"{base}/sitemap/pages.xml", None)]
    found += [
        (f"{base}/sitemap/{one.collection}-{one.number}.xml", one.changed_at) for one in parts()
    ]
    body = "".join(
        f"<sitemap><loc>{escape(address)}</loc>{_changed(changed)}</sitemap>\n"
        for address, changed in found
    )
    return _sent(f"{HEAD}<sitemapindex {SPACE}>\n{body}</sitemapindex>\n")


@blueprint.get("/sitemap/pages.xml")
@public
def pages() -> ResponseReturnValue:
    """List the pages that are always there."""
    served = (path for path in PAGES if here().serves(f"/fi{path}"))
    changed = {f"/open-data/{name}": one.changed_at for name, one in states().items()}
    return _urls(Address(path, changed.get(path)) for path in served)


@blueprint.get("/sitemap/<any(testbeds,pilots,challenges,events):collection>-<int:number>.xml")
@public
def part(collection: str, number: int) -> ResponseReturnValue:
    """List the pages of the things of a collection whose ids lie in one span."""
    found = addresses(collection, number)
    if not found:
        abort(404)
    return _urls(found)


def _urls(found: Iterable[Address]) -> ResponseReturnValue:
    body = "".join(line for one in found for line in _lines(one))
    return _sent(f"{HEAD}<urlset {SPACE} {XHTML}>\n{body}</urlset>\n")


def _lines(one: Address) -> Iterator[str]:
    """Yield a page in each language, each with all of them."""
    whole = {lang: escape(f"{here().base_url}/{lang}{one.path}") for lang in LANGUAGES}
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{lang}" href="{address}"/>'
        for lang, address in (*whole.items(), ("x-default", whole["fi"]))
    )
    for address in whole.values():
        yield f"<url><loc>{address}</loc>{_changed(one.changed_at)}{others}</url>\n"


def _changed(moment: dt.datetime | None) -> str:
    return f"<lastmod>{moment.isoformat(timespec='seconds')}</lastmod>" if moment else ""


def _sent(body: str, mimetype: str = "application/xml") -> ResponseReturnValue:
    response = Response(body, mimetype=mimetype)
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)
