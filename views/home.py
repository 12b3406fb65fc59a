"""The front page: what is being tried out, on a map and in a list."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from views.access import public
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("home", __name__, url_prefix=PREFIX)


@blueprint.get("/")
@public
def index() -> ResponseReturnValue:
    """Show the experiments."""
    return page("home/index.html")
