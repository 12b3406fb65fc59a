"""Take over the lead of a joint application."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.queries import decision as query
from app.services import lead as service
from models.errors import DomainError
from views.access import staff, viewer
from views.errors import flash_refusal
from views.language import PREFIX

blueprint = Blueprint("lead", __name__, url_prefix=PREFIX + "/desk/applications")


@blueprint.post("/<int:part_id>/lead")
@staff
def take(part_id: int) -> ResponseReturnValue:
    """Let the viewer's city lead the application that a part belongs to."""
    part = query.part_for_staff(viewer(), part_id)
    here = url_for("decision.show", part_id=part_id)
    city_id = request.form.get("city", part.city_id, type=int)
    try:
        service.take_lead(viewer(), part.application_id, city_id)
    except DomainError as error:
        if error.status in {403, 404}:
            raise
        return flash_refusal(error, here)
    flash(_("Your city leads now. The city that led before has been told."), "success")
    return redirect(here, 303)
