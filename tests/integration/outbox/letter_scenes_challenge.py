"""Scenes of the mails about challenges."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from app import clock
from app.policies.actor import Actor
from app.services import challenge_approval as approval
from app.services import challenge_deadline as deadline
from app.services import challenge_news
from app.services import challenge_question as question
from models.base import Translated
from models.challenge import Challenge, ChallengeStatus
from tests.factories import keep
from tests.factories.account import acting, person, staff
from tests.factories.challenge import challenge, whole
from tests.factories.concept import concept

Deed = Callable[[], Any]
WHY = Translated("Moni pyysi lisää aikaa", "Många bad om mer tid", "Many asked for more time")


def _coordinator() -> Actor:
    return acting(staff())


def _moved(status: ChallengeStatus, work: Callable[..., Any], *args: Any) -> Deed:
    made, who = whole(status), _coordinator()
    made.created_by_id = staff().id
    keep()
    ident, version = made.id, made.version
    return lambda: work(who, ident, version, *args)


def _told(made: Challenge, work: Callable[..., Any], *args: Any) -> Deed:
    """Return a deed of which somebody with a concept is told."""
    concept(made, lead=person())
    who, ident, version = _coordinator(), made.id, made.version
    return lambda: work(who, ident, version, *args)


def _times(made: Challenge) -> deadline.NewTimes:
    later = max(made.closes_at or clock.now(), clock.now())
    return deadline.NewTimes(
        closes_at=later + dt.timedelta(days=7), decision_by=dt.date(2199, 1, 1)
    )


def _extended() -> Deed:
    made = challenge()
    return _told(made, deadline.extend, _times(made), WHY)


def _reopened() -> Deed:
    made = challenge(ChallengeStatus.SCREENING, opens=-48, closes=-1)
    return _told(made, deadline.reopen, _times(made), WHY)


def _asked() -> Deed:
    made, who = challenge(), acting(person())
    slug = made.slug
    return lambda: question.ask(who, slug, "fi", "Saako ehdottaa kahta?")


def _answered(work: Callable[..., Any], *args: Any) -> Deed:
    made = challenge()
    asked = question.ask(acting(person()), made.slug, "fi", "Saako ehdottaa kahta?")
    who, ident = _coordinator(), made.id
    return lambda: work(who, ident, asked, *args)


def _news() -> Deed:
    made = challenge()
    concept(made, lead=person())
    for words in ("Saako ehdottaa kahta?", "Onko paikalla sähköä?"):
        asked = question.ask(acting(person()), made.slug, "fi", words)
        question.answer(_coordinator(), made.id, asked, "On. Kaksi käy.")
    ident = made.id
    return lambda: challenge_news.tell_answers_of(ident)


_S = ChallengeStatus
SCENES: dict[str, Callable[[], Deed]] = {
    "challenge/answered": lambda: _answered(question.answer, "Saa."),
    "challenge/answers": _news,
    "challenge/approved": lambda: _moved(_S.IN_REVIEW, approval.approve),
    "challenge/asked": _asked,
    "challenge/cancelled": lambda: _told(challenge(), approval.cancel, WHY),
    "challenge/edits_requested": lambda: _moved(
        _S.IN_REVIEW, approval.request_edits, "Kirjoita myös ruotsiksi."
    ),
    "challenge/extended": _extended,
    "challenge/question_hidden": lambda: _answered(question.hide, "Kysymys nimeää ihmisen."),
    "challenge/reopened": _reopened,
    "challenge/submitted_city": lambda: _moved(_S.DRAFT, approval.submit),
}
