"""Pilots for tests, brought to a state by the services that bring them there."""

from typing import Any

from app.policies.actor import SYSTEM, Actor
from app.queries.pilot_task import tasks_of
from app.services import pilot as service
from app.services import report
from models.base import Translated
from models.pilot import Pilot
from models.report import Side
from models.testbed import Testbed
from tests.factories.account import acting, staff
from tests.factories.application import agreed, applicant
from tests.factories.testbed import testbed

WORDS: dict[str, Any] = {
    "title": Translated("Valot", "Ljus", "Lights"),
    "plain": Translated("Valot himmenevät.", "Ljusen dämpas.", "The lights dim."),
    "measured": Translated("Sähkö", "El", "Electricity"),
    "personal_data": False,
}
REPORT: dict[str, Any] = {
    "outcome": Translated("Toimi"),
    "learned": Translated("Opittiin"),
    "failed": Translated("Ei mikään"),
    "continues": True,
    "bought": True,
}


def runner(made: Pilot) -> Actor:
    """Return a coordinator of the pilot's city."""
    return acting(staff(slug=made.city.slug))


def settle(made: Pilot) -> None:
    """Say of every line of a pilot's checklist that it is done."""
    for line in tasks_of(made):
        service.tick(runner(made), made.id, line.key, "done")


def complete(*places: Testbed, **values: Any) -> Pilot:
    """Return a pilot in preparation that lacks nothing, from today on unless told otherwise."""
    made = agreed(*(places or (testbed(),)), **{"start": 0, **values})
    settle(made)
    service.edit_public(runner(made), made.id, made.version, WORDS)
    return made


def ready(*places: Testbed, **values: Any) -> Pilot:
    """Return a pilot that may start."""
    made = complete(*places, **values)
    service.make_ready(runner(made), made.id)
    return made


def running(*places: Testbed, **values: Any) -> Pilot:
    """Return a pilot that began today."""
    made = ready(*places, **values)
    service.start(SYSTEM, made.id)
    return made


def paused(*places: Testbed, **values: Any) -> Pilot:
    """Return a pilot that is paused."""
    made = running(*places, **values)
    service.pause(runner(made), made.id, Translated("Lumi"))
    return made


def reporting(*places: Testbed, **values: Any) -> Pilot:
    """Return a pilot that ended and waits for its report."""
    made = running(*places, **values)
    service.end(SYSTEM, made.id)
    return made


def reported(*places: Testbed, **values: Any) -> Pilot:
    """Return a pilot whose report is written and not sent."""
    made = reporting(*places, **values)
    report.save(runner(made), made.id, made.version, REPORT)
    return made


def sent(*places: Testbed, **values: Any) -> Pilot:
    """Return a pilot whose report waits for approval."""
    made = reported(*places, **values)
    report.send(applicant(made.application), made.id)
    return made


def completed(*places: Testbed, **values: Any) -> Pilot:
    """Return a pilot whose result is public."""
    made = sent(*places, **values)
    report.approve(runner(made), made.id, Side.CITY, 1)
    return made
