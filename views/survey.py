"""The survey at the end, as the people of a pilot share it and read its answers."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.labels import label
from app.policies.actor import Actor
from app.policies.subject import of_pilot
from app.policies.table import Action, may
from app.queries import pilot as query
from app.queries import survey as surveys
from app.services import survey as service
from models.errors import DomainError
from models.survey import GoOn, Part
from views.access import signed_in, viewer
from views.errors import flash_refusal
from views.language import PREFIX
from views.page import page
from views.pilot_frame import frame

blueprint = Blueprint("survey", __name__, url_prefix=PREFIX + "/my/pilots/<int:pilot_id>/survey")


@blueprint.get("")
@signed_in
def show(pilot_id: int) -> ResponseReturnValue:
    """Show the link to share, and what people answered."""
    pilot = query.get(viewer(), pilot_id)
    survey = surveys.survey_of(pilot_id)
    return page(
        "survey/show.html",
        pilot=pilot,
        survey=survey,
        is_open=survey is not None and service.is_open(survey),
        can_open=pilot.status in service.ASKED_IN,
        shares=may(viewer(), Action.SURVEY_OPEN, of_pilot(pilot)),
        links=[
            (lang, url_for("survey_answer.ask", token=survey.token, lang=lang, _external=True))
            for lang in ("fi", "sv", "en")
        ]
        if survey is not None
        else [],
        summary=surveys.summary_of(pilot_id),
        words=surveys.free_words(pilot_id),
        go_on=[(label(one), one) for one in GoOn],
        parts=[(label(one), one) for one in Part],
        **frame(pilot, "survey.show"),
    )


@blueprint.post("/open")
@signed_in
def start(pilot_id: int) -> ResponseReturnValue:
    """Make the link, or open it again."""
    return _done(service.open_survey, pilot_id, str(_("The survey is open. Share its link.")))


@blueprint.post("/close")
@signed_in
def close(pilot_id: int) -> ResponseReturnValue:
    """Take no more answers."""
    return _done(service.close_survey, pilot_id, str(_("The survey is closed.")))


def _done(deed: Callable[[Actor, int], int], pilot_id: int, words: str) -> ResponseReturnValue:
    here = url_for("survey.show", pilot_id=pilot_id)
    try:
        deed(viewer(), pilot_id)
    except DomainError as error:
        if error.status in {403, 404}:
            raise
        return flash_refusal(error, here)
    flash(words, "success")
    return redirect(here, 303)
