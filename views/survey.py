"""The surveys of a pilot, as its people share them and read their answers."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.labels import label
from app.policies.actor import Actor
from app.policies.subject import of_pilot
from app.policies.table import Action, may
from app.queries import pilot as query
from app.queries import survey as surveys
from app.queries.panel import counts, panel_of
from app.queries.survey import Summary
from app.services import survey as service
from models.base import LANGUAGES
from models.errors import DomainError
from models.pilot import Pilot
from models.survey import LEAST_SHOWN, GoOn, Part, Round, Survey
from models.volunteer import TESTERS
from views.access import signed_in, viewer
from views.errors import flash_refusal
from views.language import PREFIX
from views.page import page
from views.pilot_frame import frame
from views.survey_words import comparison

blueprint = Blueprint("survey", __name__, url_prefix=PREFIX + "/my/pilots/<int:pilot_id>/survey")


@dataclass(frozen=True, slots=True)
class RoundShown:
    """One round: its links by language, its figures, and whether it takes answers now."""

    round: Round
    survey: Survey | None
    is_open: bool
    may_open: bool
    links: list[tuple[str, str]]
    summary: Summary | None


@blueprint.get("")
@signed_in
def show(pilot_id: int) -> ResponseReturnValue:
    """Show the links to share, and what people answered."""
    pilot = query.get(viewer(), pilot_id)
    panel = panel_of(pilot_id)
    return page(
        "survey/show.html",
        pilot=pilot,
        rounds=_rounds(pilot),
        shares=may(viewer(), Action.SURVEY_OPEN, of_pilot(pilot)),
        comparison=comparison(pilot_id),
        least=LEAST_SHOWN,
        testers=sum(counts(panel.id).get(one, 0) for one in TESTERS) if panel else 0,
        words=surveys.free_words(pilot_id),
        go_on=[(label(one), one) for one in GoOn],
        parts=[(label(one), one) for one in Part],
        **frame(pilot, "survey.show"),
    )


def _rounds(pilot: Pilot) -> list[RoundShown]:
    """Return the rounds that were opened or can be."""
    opened = surveys.rounds_of(pilot.id)
    shown = []
    for one in Round:
        survey, may_open = opened.get(one), service.may_be_asked(pilot, one)
        if survey is None and not may_open:
            continue
        token = survey.token if survey is not None else ""
        links = [
            (lang, url_for("survey_answer.ask", token=token, lang=lang, _external=True))
            for lang in LANGUAGES
            if survey is not None
        ]
        is_open = survey is not None and service.is_open(survey)
        summary = surveys.summary_of(pilot.id, one)
        shown.append(RoundShown(one, survey, is_open, may_open, links, summary))
    return shown


@blueprint.post("/<any(start,middle,end):asked>/open")
@signed_in
def start(pilot_id: int, asked: str) -> ResponseReturnValue:
    """Make the link, or open it again."""
    words = _("The survey is open. Share its link; testers with a place get it by mail.")
    return _done(service.open_survey, pilot_id, asked, words)


@blueprint.post("/<any(start,middle,end):asked>/close")
@signed_in
def close(pilot_id: int, asked: str) -> ResponseReturnValue:
    """Take no more answers."""
    return _done(service.close_survey, pilot_id, asked, _("The survey is closed."))


def _done(
    deed: Callable[[Actor, int, Round], int], pilot_id: int, asked: str, words: str
) -> ResponseReturnValue:
    here = url_for("survey.show", pilot_id=pilot_id)
    try:
        deed(viewer(), pilot_id, Round(asked))
    except DomainError as error:
        if error.status in {403, 404}:
            raise
        return flash_refusal(error, here)
    flash(words, "success")
    return redirect(here, 303)
