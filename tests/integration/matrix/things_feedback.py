"""A piece of feedback and a report of harm, in each state."""

from typing import Any

from models.pilot import Pilot
from tests.factories import feedback as make
from tests.factories import pilot_step
from tests.integration.matrix.things_pilot import People


def _running(place: Any, people: People) -> Pilot:
    return pilot_step.running(place, author=people["author"])


def piece(_session: Any, place: Any, people: People, state: str) -> dict[str, Any]:
    pilot = _running(place, people)
    return {"pilot": pilot.id, "feedback": getattr(make, state)(pilot).id}


def report(_session: Any, place: Any, people: People, state: str) -> dict[str, Any]:
    pilot = _running(place, people)
    made = make.report(pilot) if state == "open" else getattr(make, state)(pilot)
    return {"pilot": pilot.id, "report": made.id}
