"""How residents would read what an application is about: the pilot's page before there is one."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.policies.alternative import groups
from app.queries import application as query
from app.services.pilot_birth import imagined
from models.application import Application, ApplicationPart
from models.base import Translated
from views import language
from views.access import signed_in, viewer
from views.application_step import is_sent, step_url
from views.language import PREFIX
from views.page import page
from views.pilot import values_of

blueprint = Blueprint("application_preview", __name__, url_prefix=PREFIX + "/my/applications")

ASKED = ("title", "summary", "measured", "personal_data")


@blueprint.get("/<int:application_id>/preview")
@signed_in
def show(application_id: int) -> ResponseReturnValue:
    """Show the page that residents would read, at one of the places."""
    application = query.for_applicant(viewer(), application_id)
    part = _chosen(application)
    undated = Translated.of({language.current(): _("The days have not been chosen yet.")})
    return page(
        "application/preview.html",
        application=application,
        part=part,
        places=[one for group in groups(application) for one in group],
        lacking=[name for name in ASKED if getattr(application, name) in ("", None)],
        home=None if is_sent(application) else step_url(application_id, "check"),
        **values_of(imagined(application, part, clock.today(), undated)),
    )


def _chosen(application: Application) -> ApplicationPart | None:
    """Return the place that the address names, else the one wished for most."""
    named = request.args.get("place", "")
    parts = {str(part.id): part for group in groups(application) for part in group}
    return parts.get(named) or next(iter(parts.values()), None)
