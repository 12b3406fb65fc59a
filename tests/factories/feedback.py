"""Feedback and reports of harm for tests, in the states that services bring them to."""

from typing import Any

from app.database import db
from app.policies.actor import VISITOR, Actor
from app.services import feedback as service
from app.services import feedback_moderation as moderation
from app.services import harm_report, harm_report_step
from app.services.feedback import Said
from app.services.harm_report import Harm
from models.feedback import Feedback, HideReason
from models.harm_report import HarmKind, HarmReport
from models.pilot import Pilot
from tests.factories.account import acting, staff

WORDS = "Valot himmenevät liian aikaisin illalla."
MAIL = "aino@asukas.example"


def said(words: str = WORDS, **values: Any) -> Said:
    """Return what somebody says to everybody, unless told otherwise."""
    return Said(words, **{"is_for_all": True, "email": MAIL, **values})


def received(pilot: Pilot, words: str = WORDS, *, crowded: bool = False, **values: Any) -> Feedback:
    """Return a piece that nobody has confirmed."""
    given = service.give(VISITOR, pilot.slug, "fi", said(words, **values), is_crowded=crowded)
    return db.session.get_one(Feedback, given["id"])


def waiting(pilot: Pilot, words: str = WORDS, **values: Any) -> Feedback:
    """Return a confirmed piece that waits for a look."""
    made = received(pilot, words, **values)
    service.confirm(VISITOR, made.token)
    return made


def held(pilot: Pilot) -> Feedback:
    """Return a confirmed piece that a rule held back."""
    return waiting(pilot, "Osta www.a.fi www.b.fi www.c.fi")


def published(pilot: Pilot, words: str = WORDS, **values: Any) -> Feedback:
    """Return a piece that everybody reads."""
    made = waiting(pilot, words, **values)
    moderation.publish(moderator(pilot), pilot.id, made.id)
    return made


def hidden(pilot: Pilot, by: Actor | None = None, **values: Any) -> Feedback:
    """Return a piece that somebody has hidden."""
    made = waiting(pilot, **values)
    moderation.hide(by or moderator(pilot), pilot.id, made.id, HideReason.OFF_TOPIC, "Toinen asia")
    return made


def appealed(pilot: Pilot, by: Actor | None = None) -> Feedback:
    """Return a hidden piece whose author has appealed."""
    made = hidden(pilot, by)
    service.appeal(VISITOR, made.token, "Se koskee juuri tätä.")
    return made


def upheld(pilot: Pilot) -> Feedback:
    """Return a piece that stays hidden after an appeal."""
    made = appealed(pilot)
    moderation.uphold(moderator(pilot), pilot.id, made.id, "Katso sääntöjä")
    return made


def unread(pilot: Pilot, words: str = WORDS, **values: Any) -> Feedback:
    """Return a piece for the pilot's people alone."""
    return received(pilot, words, **{"is_for_all": False, "email": "", **values})


def noted(pilot: Pilot) -> Feedback:
    """Return a piece that was passed on to those who run the pilot."""
    made = unread(pilot)
    moderation.note(moderator(pilot), pilot.id, made.id)
    return made


def set_aside(pilot: Pilot) -> Feedback:
    """Return a piece that was kept from those who run the pilot."""
    made = unread(pilot)
    moderation.set_aside(moderator(pilot), pilot.id, made.id)
    return made


def moderator(pilot: Pilot) -> Actor:
    """Return a new coordinator of the pilot's city."""
    return acting(staff(slug=pilot.city.slug))


def report(pilot: Pilot, words: str = "Pylväs heiluu", **values: Any) -> HarmReport:
    """Return a report that nobody has seen to."""
    told = Harm(**{"kind": HarmKind.DANGER, "words": words, **values})
    ident = harm_report.report(VISITOR, pilot.slug, "fi", told)
    return db.session.get_one(HarmReport, ident)


def acknowledged(pilot: Pilot) -> HarmReport:
    """Return a report that somebody sees to."""
    made = report(pilot)
    harm_report_step.acknowledge(moderator(pilot), pilot.id, made.id)
    return made


def handled(pilot: Pilot) -> HarmReport:
    """Return a report that is handled."""
    made = acknowledged(pilot)
    harm_report_step.handle(moderator(pilot), pilot.id, made.id, "Pylväs on kiinni")
    return made
