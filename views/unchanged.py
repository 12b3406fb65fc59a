"""Pages of visitors that are the same as before are not sent again: 304 by what is on them.

The validator is a digest of the page as it was made, so nothing that a page shows can be forgotten
in it; what differs each time and says nothing (the nonce, the signature of the form token) is left
out, and the session whose form token the page bears is put in.  Nobody's page is kept by others
(``private``), and people who are signed in get no validator at all: what they may read ends with
their session.
"""

from hashlib import blake2b
from http import HTTPStatus

from flask import Flask, Response, g, request, session

from views.access import viewer
from views.headers import PAGES

CSRF = "csrf_token"  # the name under which Flask-WTF keeps it, in the session and for a request


def init_app(app: Flask) -> None:
    """Give pages their validator after their headers, and before they are compressed."""

    @app.after_request
    def compare(response: Response) -> Response:
        if not _may(response):
            return response
        response.set_etag(_digest(response.get_data()), weak=True)
        response.make_conditional(request)
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            # The page that the browser has kept bears the nonce of the policy it came with.
            response.headers.pop("Content-Security-Policy", None)
        return response


def _may(response: Response) -> bool:
    """Say whether this is a visitor's page without a form that may be sent only once."""
    return (
        response.status_code == HTTPStatus.OK
        and response.mimetype == "text/html"
        and response.headers.get("Cache-Control") == PAGES
        and request.method in {"GET", "HEAD"}
        and not response.is_streamed
        and not g.get("has_request_key", False)
        and not viewer().is_signed_in
    )


def _digest(page: bytes) -> str:
    for changing in (g.get("csp_nonce"), g.get(CSRF)):
        if changing:
            page = page.replace(changing.encode(), b"")
    found = blake2b(page, digest_size=16)
    if CSRF in g:
        found.update(session[CSRF].encode())
    return found.hexdigest()
