"""Scenes of the mails about feedback and reports of harm."""

from collections.abc import Callable
from typing import Any

from app.policies.actor import VISITOR
from app.services import feedback as service
from app.services import feedback_answer, harm_report, harm_report_step
from app.services import feedback_moderation as moderation
from app.services.harm_report import TOLD_ONE_BY_ONE, Harm
from models.feedback import HideReason
from models.harm_report import HarmKind
from tests.factories import feedback as make
from tests.factories import pilot_step

Deed = Callable[[], Any]
TOLD = Harm(HarmKind.DANGER, "The pole sways", email=make.MAIL)


def _given() -> Deed:
    slug = pilot_step.running().slug
    return lambda: service.give(VISITOR, slug, "sv", make.said())


def _moderated(bring: Callable[..., Any], work: Callable[..., Any], *args: Any) -> Deed:
    pilot = pilot_step.running()
    who, ident = make.moderator(pilot), bring(pilot).id
    return lambda: work(who, pilot.id, ident, *args)


def _reported(before: int = 0) -> Deed:
    pilot = pilot_step.running()
    slug = pilot.slug
    for number in range(before):
        make.report(pilot, f"Pole {number}")
    return lambda: harm_report.report(VISITOR, slug, "en", TOLD)


def _seen_to(work: Callable[..., Any], *args: Any) -> Deed:
    pilot = pilot_step.running()
    row = make.report(pilot, email=make.MAIL)
    harm_report.confirm(VISITOR, row.token)
    who, ident = make.moderator(pilot), row.id
    return lambda: work(who, pilot.id, ident, *args)


def _taken_up() -> Deed:
    pilot = pilot_step.running()
    row = make.report(pilot, email=make.MAIL)
    harm_report.confirm(VISITOR, row.token)
    who, ident = make.moderator(pilot), row.id
    harm_report_step.handle(who, pilot.id, ident, "It is fixed")
    return lambda: harm_report_step.reopen(who, pilot.id, ident, "It sways again")


SCENES: dict[str, Callable[[], Deed]] = {
    "feedback/answered": lambda: _moderated(
        make.published, feedback_answer.answer, "fi", "We dim them later"
    ),
    "feedback/appeal_granted": lambda: _moderated(make.appealed, moderation.grant, "Right"),
    "feedback/appeal_upheld": lambda: _moderated(make.appealed, moderation.uphold, "An advert"),
    "feedback/confirm": _given,
    "feedback/hidden": lambda: _moderated(
        make.published, moderation.hide, HideReason.OTHER, "It names a neighbour"
    ),
    "feedback/published": lambda: _moderated(make.waiting, moderation.publish),
    "harm_report/again": _taken_up,
    "harm_report/reopened": _taken_up,
    "harm_report/acknowledged": lambda: _seen_to(harm_report_step.acknowledge),
    "harm_report/handled": lambda: _seen_to(harm_report_step.handle, "It is fixed"),
    "harm_report/many": lambda: _reported(TOLD_ONE_BY_ONE),
    "harm_report/received": _reported,
    "harm_report/reported": _reported,
}
