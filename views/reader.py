"""The private page of an address: what it follows and has asked for, without an account.

Whoever has the link is believed, because only mails to the address hold it.  Nothing of the page
is kept by browsers or found by search engines, and no page that it leads to learns its address.
"""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from app.extensions import limiter
from app.queries.reader import reader_of_token
from views.access import public
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("reader", __name__, url_prefix=PREFIX + "/reader")


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Let nobody keep the page or pass on its address."""
    return private(response)


def private(response: Response) -> Response:
    """Return a page that a secret link opened, with the headers that keep the link a secret."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get("/<token>")
@limiter.limit("60/minute")
@public
def show(token: str) -> ResponseReturnValue:
    """Show what an address follows and has asked for."""
    return page("reader/show.html", reader=reader_of_token(token))
