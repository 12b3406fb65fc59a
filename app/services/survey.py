"""Surveys: open the link of a round, close it, and take answers from whoever has the link."""

import secrets
from dataclasses import dataclass

from sqlalchemy import func, select

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.table import Action
from app.queries.survey import survey_of
from app.services.audit import record
from app.services.pilot_step import entered
from app.services.typed_value import text_up_to
from app.services.volunteer_mail import tell_testers
from models.errors import ConflictError, FieldError, NotFoundError
from models.pilot import Pilot
from models.survey import ASKED_IN, GRADES, GoOn, Part, Round, Survey, SurveyAnswer

WORDS, MOST_ANSWERS = 1000, 3000


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person answers."""

    part: Part
    useful: int
    easy: int
    go_on: GoOn
    words: str = ""


@use_case
def open_survey(actor: Actor, pilot_id: int, asked: Round = Round.END) -> int:
    """Make the link of a round, or open it again under the same link; returns the pilot's id.

    The volunteers who have a place or took part get the link by mail, once.

    Raises:
        ConflictError: ``survey_not_now``: it is not the time of this round.
    """
    pilot = entered(actor, pilot_id, Action.SURVEY_OPEN)
    if pilot.status not in ASKED_IN[asked]:
        raise ConflictError("survey_not_now")
    survey = survey_of(pilot.id, asked)
    if survey is None:
        survey = Survey(
            pilot_id=pilot.id, round=asked, token=secrets.token_urlsafe(24),
            opened_at=clock.now(),
        )  # fmt: skip
        db.session.add(survey)
    survey.closed_at = None
    db.session.flush()
    record(actor, "survey:open", survey, city_id=pilot.city_id, pilot=pilot.id, round=asked.value)
    tell_testers(pilot, "volunteer/survey", f"s{survey.id}", token=survey.token)
    return pilot.id


@use_case
def close_survey(actor: Actor, pilot_id: int, asked: Round = Round.END) -> int:
    """Take no more answers in a round; returns the pilot's id.

    Raises:
        ConflictError: It was never opened.
    """
    pilot = entered(actor, pilot_id, Action.SURVEY_OPEN)
    survey = survey_of(pilot.id, asked)
    if survey is None:
        raise ConflictError
    survey.closed_at = survey.closed_at or clock.now()
    db.session.flush()
    record(actor, "survey:close", survey, city_id=pilot.city_id, pilot=pilot.id, round=asked.value)
    return pilot.id


@use_case
def answer(_actor: Actor, token: str, given: Answer) -> int:
    """Keep one answer, without anything that tells whose it is; returns the survey's id.

    Raises:
        NotFoundError: There is no such link.
        ConflictError: ``survey_closed``.
        FieldError: A grade that does not exist, too many letters.
    """
    survey = db.session.scalar(select(Survey).where(Survey.token == token))
    if survey is None:
        raise NotFoundError
    if not is_open(survey):
        raise ConflictError("survey_closed")
    for name in ("useful", "easy"):
        if getattr(given, name) not in GRADES:
            raise FieldError("not_a_choice", field=name)
    db.session.add(
        SurveyAnswer(
            survey_id=survey.id,
            day=clock.today(survey.pilot.city.time_zone),
            part=given.part,
            useful=given.useful,
            easy=given.easy,
            go_on=given.go_on,
            words=text_up_to(WORDS)("words", given.words),
        )
    )
    db.session.flush()
    return survey.id


def is_open(survey: Survey) -> bool:
    """Say whether a survey takes answers: it was not closed, and its result is not public."""
    count = select(func.count()).where(SurveyAnswer.survey_id == survey.id)
    is_full = (db.session.scalar(count) or 0) >= MOST_ANSWERS
    return survey.closed_at is None and may_be_asked(survey.pilot, survey.round) and not is_full


def may_be_asked(pilot: Pilot, asked: Round) -> bool:
    """Say whether it is the time of a round."""
    return pilot.status in ASKED_IN[asked]
