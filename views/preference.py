"""What a reader prefers: light, dark, or as the device says.  Kept in a cookie."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from views.access import public
from views.language import A_YEAR, PREFIX
from views.page import THEMES

blueprint = Blueprint("preference", __name__, url_prefix=PREFIX)


@blueprint.post("/theme")
@public
def theme() -> ResponseReturnValue:
    """Keep the chosen theme and go back to the page one came from."""
    chosen = request.form.get("theme", "auto")
    came_from = urlsplit(request.referrer or "")
    back = url_for("home.index")
    if came_from.netloc == request.host:
        back = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    response = redirect(back, 303)
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=A_YEAR, samesite="Lax", httponly=True)
    return response
