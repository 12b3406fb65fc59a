"""The tokens that act for a city: all of them, for whoever looks after the city's people."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.queries import token as query
from app.services import token as service
from models.errors import ConflictError
from views import language, navigation
from views.access import staff, viewer
from views.errors import flash_refusal
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("token_desk", __name__, url_prefix=PREFIX + "/desk/tokens")


@blueprint.get("")
@staff
def index() -> ResponseReturnValue:
    """Go to the tokens of the first city that the viewer looks after."""
    cities = query.watched_cities(viewer())
    if not cities:
        abort(403)
    return redirect(url_for("token_desk.city", slug=cities[0].slug))


@blueprint.get("/<slug>")
@staff
def city(slug: str) -> ResponseReturnValue:
    """List who lets which program act for a city."""
    found, rows = query.acting_for_city(viewer(), slug)
    lang = language.current()
    links = [
        navigation.Link(
            one.name.best(lang)[0], url_for("token_desk.city", slug=one.slug), one.id == found.id
        )
        for one in query.watched_cities(viewer())
    ]
    return page(
        "token/desk.html",
        city=found,
        rows=rows,
        city_links=links if len(links) > 1 else [],
        may_make=found.id in {one.id for one in query.cities_to_act_for(viewer())},
        section_links=navigation.desk_menu(),
    )


@blueprint.post("/<slug>/<int:token_id>/revoke")
@staff
def revoke(slug: str, token_id: int) -> ResponseReturnValue:
    """End a token that acts for the city."""
    found, _rows = query.acting_for_city(viewer(), slug)
    if query.token_for(viewer(), token_id).city_id != found.id:
        abort(404)
    home = url_for("token_desk.city", slug=slug)
    try:
        service.revoke(viewer(), token_id)
    except ConflictError as error:
        return flash_refusal(error, home)
    flash(_("The token no longer works. Its person is told by e-mail."), "success")
    return redirect(home, 303)
