"""oEmbed: who is given an address of ours learns how to show it.

Source: https://oembed.com, version 1.0.
"""

import json
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.forms.embed import MOST, Embedded, Wish, height, wish
from models.base import LANGUAGES
from views import embed
from views.access import public
from views.api.answer import answer
from views.api.problem import bad_parameter, refuse_unknown
from views.errors import problem
from views.installation import here

blueprint = Blueprint("embed_oembed", __name__)

KNOWN = frozenset({"url", "format", "maxwidth", "maxheight", "lang"})
LONGEST = 2000
USUAL_WIDTH = 720
KEPT_S = 86_400


@blueprint.get("/oembed")
@public
def show() -> ResponseReturnValue:
    """Answer for an address of the front page or the list of testbeds, as JSON or XML."""
    refuse_unknown(KNOWN, _("There are: url, format, maxwidth, maxheight, lang."))
    form = request.args.get("format", "json")
    if form not in {"json", "xml"}:
        abort(problem(501, "no_such_format", _("One of: %(all)s.", all="json, xml")))
    wanted = _of(request.args.get("url", "")[:LONGEST])
    width = height(request.args.get("maxwidth", str(USUAL_WIDTH)))
    told = {
        "type": "rich",
        "version": "1.0",
        "title": embed.title_of(wanted),
        "provider_name": "Koepaikka",
        "provider_url": here().base_url,
        "cache_age": KEPT_S,
        "width": width,
        "height": wanted.height,
        "html": embed.code(wanted, width),
    }
    if form == "json":
        return answer(json.dumps(told, ensure_ascii=False), "application/json")
    rows = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in told.items())
    head = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>'
    return answer(f"{head}<oembed>{rows}</oembed>", "text/xml")


def _of(address: str) -> Wish:
    """Return the map of a page of ours.

    The front page and the list of testbeds can be shown, with their filters.
    """
    if not address:
        bad_parameter("url", _("Give the address of a page of ours."))
    own, parts = urlsplit(here().base_url), urlsplit(address)
    lang, _slash, rest = parts.path.strip("/").partition("/")
    if (parts.netloc, rest) not in {(own.netloc, ""), (own.netloc, "testbeds")}:
        abort(problem(404, "not_embeddable", _("Only the map and the list of testbeds can be.")))
    if lang not in LANGUAGES:
        abort(problem(404, "not_embeddable", _("Only the map and the list of testbeds can be.")))
    given = MultiDict(parse_qsl(parts.query))
    given.setlist("what", [Embedded.TESTBEDS if rest else Embedded.EXPERIMENTS])
    given.setlist("in", [lang])
    given.setlist("height", [str(height(request.args.get("maxheight", ""), MOST))])
    return wish(given, lang)
