"""Administrators help colleagues who have lost their second factor."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.queries import staff as query
from app.services import factor as service
from views.access import staff, viewer
from views.language import PREFIX

blueprint = Blueprint("factor_desk", __name__, url_prefix=PREFIX + "/desk/people")


@blueprint.post("/<slug>/<int:user_id>/second-factor/reset")
@staff
def reset(slug: str, user_id: int) -> ResponseReturnValue:
    """Take the second factors of one of a city's people away."""
    city = query.managed_city(viewer(), slug)
    if user_id not in {one.user.id for one in query.colleagues(city)}:
        abort(404)
    service.reset(viewer(), user_id)
    flash(_("The second factor is reset. The person is told by e-mail."), "success")
    return redirect(url_for("staff.people", slug=slug), 303)
