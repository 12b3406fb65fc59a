"""Say that one has read the messages about an application, by a button or by looking at them."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.services.application_seen import mark_seen
from views.access import staff, viewer
from views.language import PREFIX

blueprint = Blueprint("decision_seen", __name__, url_prefix=PREFIX + "/desk/applications")


@blueprint.post("/<int:part_id>/seen")
@staff
def mark(part_id: int) -> ResponseReturnValue:
    """Keep how far the viewer has read; the page's script asks without wanting a page back."""
    mark_seen(viewer(), part_id, request.form.get("message", 0, type=int))
    if "X-Autosave" in request.headers:
        return "", 204
    return redirect(url_for("decision.show", part_id=part_id) + "#conversation", 303)
