"""The reader's language is the first part of the path: /fi/, /sv/, /en/."""

from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app import translation
from app.extensions import LOCALES, babel
from models.base import LANGUAGES
from views.access import public
from views.installation import here

PREFIX = "/<any(fi,sv,en):lang>"
NAMES = {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}
A_YEAR = 31_536_000
LONGEST, MOST = 200, 100  # letters of a value, arguments of an address


def current() -> str:
    """Return the language of this request."""
    return g.get("lang") or _preferred()


def _preferred() -> str:
    """Return the language kept in the reader's cookie, else the browser's best, else Finnish."""
    kept = request.cookies.get("lang", "")
    return kept if kept in LANGUAGES else request.accept_languages.best_match(LANGUAGES, "fi")


def init_app(app: Flask) -> None:
    """Take the language from the path, put it into every address, send ``/`` to it."""
    babel.init_app(app, locale_selector=lambda: LOCALES[current()])
    translation.init_app(app)

    @app.url_value_preprocessor
    def take(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        if values and "lang" in values:
            g.lang = values.pop("lang")

    @app.url_defaults
    def put(endpoint: str, values: dict[str, Any]) -> None:
        known = endpoint in app.view_functions
        if known and "lang" not in values and app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values["lang"] = current()

    @app.get("/", endpoint="root")
    @public
    def root() -> BaseResponse:
        return redirect(url_for("home.index", lang=_preferred()), 302)

    app.after_request(_remember)


def _remember(response: Response) -> Response:
    """Keep the language of a page that was read, and say what pages without one depend on."""
    lang = g.get("lang")
    is_page = response.mimetype == "text/html" and not g.get("keeps_nothing", False)
    if lang and is_page and request.method == "GET" and request.cookies.get("lang") != lang:
        response.set_cookie(
            "lang", lang, A_YEAR, secure=here().is_secure, samesite="Lax", httponly=True
        )
    if is_page and not lang:
        response.headers.add("Vary", "Accept-Language, Cookie")
    return response


def _asked() -> list[tuple[str, str]]:
    return list(request.args.items(multi=True))[:MOST]


def links() -> list[dict[str, Any]]:
    """Return this same page in each language: code, label, url, is_current."""
    named = request.view_args or {}
    shown = []
    for code in LANGUAGES:
        if request.endpoint and request.method in {"GET", "POST"} and g.get("lang"):
            url = url_for(request.endpoint, **{**named, "lang": code}).partition("?")[0]
            asked = [(name[:LONGEST], value[:LONGEST]) for name, value in _asked()]
            if not request.path.startswith(f"/{g.lang}/"):  # the language is no part of the path
                asked = [(name, one) for name, one in asked if name != "lang"] + [("lang", code)]
            if asked:
                url += "?" + urlencode(asked)
        else:
            url = url_for("home.index", lang=code)
        shown.append(
            {"code": code, "label": NAMES[code], "url": url, "is_current": code == current()}
        )
    return shown
