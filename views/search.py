"""Searching from the browser's own bar: what it asks, and titles while one is typing.

Source: https://github.com/dewitt/opensearch (OpenSearch 1.1, suggestions extension).
"""

import json
from typing import Any, Final
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import limiter
from app.queries.open_place import titles
from app.queries.search import matching_ids
from views import language
from views.access import public
from views.installation import here
from views.language import PREFIX

blueprint = Blueprint("search", __name__, url_prefix=PREFIX + "/search")

MOST, CANDIDATES, LONGEST = 8, 80, 100
KIND: Final = "application/x-suggestions+json"
SPACE: Final = "http://a9.com/-/spec/opensearch/1.1/"


@blueprint.get("/description.xml")
@public
def description() -> ResponseReturnValue:
    """Tell a browser how experiments are searched for from its own bar."""
    base = here().base_url
    found = f"{base}{url_for('home.index')}?q={{searchTerms}}"
    titles = f"{base}{url_for('search.suggestions')}?q={{searchTerms}}"
    words = escape(_("Experiments in Finnish cities"))
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<OpenSearchDescription xmlns="{SPACE}">\n'
        f"<ShortName>Koepaikka</ShortName>\n<Description>{words}</Description>\n"
        "<InputEncoding>UTF-8</InputEncoding>\n"
        f"<Language>{language.current()}</Language>\n"
        f'<Image height="32" width="32" type="image/svg+xml">{base}/static/img/favicon.svg'
        "</Image>\n"
        f'<Url type="text/html" method="get" template="{escape(found)}"/>\n'
        f'<Url type="{KIND}" method="get" template="{escape(titles)}"/>\n'
        "</OpenSearchDescription>\n"
    )
    return _sent(body, "application/opensearchdescription+xml")


@blueprint.get("/suggestions.json")
@public
@limiter.limit("120/minute")
def suggestions() -> ResponseReturnValue:
    """Answer with the titles of experiments that have what has been typed, and their pages."""
    asked = request.args.get("q", "").replace("\0", " ")[:LONGEST]
    found = titles("pilots", matching_ids("pilot", asked, CANDIDATES) or (), MOST)
    lang, base = language.current(), here().base_url
    named = [(one.title.best(lang)[0], f"{base}/{lang}{one.path}") for one in found]
    body = [asked, [title for title, _url in named], ["" for _one in named], [u for _t, u in named]]
    return _sent(json.dumps(body, ensure_ascii=False), KIND)


def _sent(body: str, mimetype: str) -> ResponseReturnValue:
    response = Response(body, mimetype=mimetype)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    response.add_etag()
    return response.make_conditional(request)


def website() -> dict[str, Any]:
    """Return the service itself as search engines read it, with its own search."""
    base, lang = here().base_url, language.current()
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "Koepaikka",
        "url": f"{base}/{lang}/",
        "inLanguage": lang,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{base}/{lang}/?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }
