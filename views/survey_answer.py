"""Answering a survey: whoever has the link, without an account, once in a browser."""

from flask import Blueprint, abort, redirect, session, url_for
from flask.typing import ResponseReturnValue

from app.extensions import limiter
from app.forms.survey import SurveyForm
from app.queries.survey import survey_by_token
from app.services import survey as service
from models.errors import DomainError
from models.survey import Survey
from views import language
from views.access import public, viewer
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint("survey_answer", __name__, url_prefix=PREFIX + "/surveys")

ANSWERED, MOST_KEPT = "answered", 50


@blueprint.get("/<string(length=32):token>")
@public
def ask(token: str) -> ResponseReturnValue:
    """Ask, or say thank you to whoever has answered in this browser."""
    return _shown(_survey(token), SurveyForm(formdata=None))


@blueprint.post("/<string(length=32):token>")
@limiter.limit("10/minute")
@public
def answer(token: str) -> ResponseReturnValue:
    """Keep the answer."""
    survey, form = _survey(token), SurveyForm()
    here = url_for("survey_answer.ask", token=token)
    if _has_answered(survey):
        return redirect(here, 303)
    if not form.validate_on_submit():
        return _shown(survey, form, 422)
    try:
        survey_id = service.answer(viewer(), token, form.answer())
    except DomainError as error:
        form.blame(error.field, message_for(error))
        return _shown(_survey(token), form, error.status)
    session[ANSWERED] = [*session.get(ANSWERED, [])[-MOST_KEPT:], survey_id]
    return redirect(here, 303)


def _survey(token: str) -> Survey:
    found = survey_by_token(token)
    if found is None:
        abort(404)
    return found


def _has_answered(survey: Survey) -> bool:
    return survey.id in session.get(ANSWERED, [])


def _shown(survey: Survey, form: SurveyForm, status: int = 200) -> ResponseReturnValue:
    return page(
        "survey/answer.html",
        status,
        pilot=survey.pilot,
        form=form,
        title=survey.pilot.title.best(language.current()),
        has_answered=_has_answered(survey),
        is_open=service.is_open(survey),
    )
