"""What a reader prefers: light, dark, or as the device says.  Kept in a cookie."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.forms.account import safe_path
from views.access import public
from views.installation import here
from views.language import A_YEAR, PREFIX
from views.page import THEMES

blueprint = Blueprint("preference", __name__, url_prefix=PREFIX)


@blueprint.post("/theme")
@public
def theme() -> ResponseReturnValue:
    """Keep the chosen theme and go back to the page one came from."""
    chosen = request.form.get("theme", "auto")
    came_from = urlsplit(request.referrer or "")
    back = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    # A path may begin with two slashes, which browsers read as another host.
    is_ours = came_from.netloc == request.host and safe_path(back)
    response = redirect(back if is_ours else url_for("home.index"), 303)
    if chosen in THEMES:
        response.set_cookie(
            "theme", chosen, A_YEAR, secure=here().is_secure, samesite="Lax", httponly=True
        )
    return response
