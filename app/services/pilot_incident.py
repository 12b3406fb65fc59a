"""Report what went wrong in a pilot, for either side, and close it, for the city's coordinator."""

import datetime as dt
from dataclasses import dataclass

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.pilot_side import side_of
from app.policies.table import Action
from app.queries.pilot_contact import coordinators
from app.queries.pilot_incident import incident_of
from app.services.audit import record
from app.services.move import move
from app.services.pilot_mail import tell_applicants, tell_cities
from app.services.pilot_step import entered
from models.errors import ConflictError, FieldError
from models.pilot import PilotStatus
from models.pilot_incident import INCIDENT_WORKFLOW, IncidentAction, PilotIncident
from models.text import tidy

LONGEST = 5_000
REPORTABLE = (
    PilotStatus.PREPARING, PilotStatus.READY, PilotStatus.RUNNING, PilotStatus.PAUSED,
    PilotStatus.REPORTING,
)  # fmt: skip
"""States in which something can have gone wrong; setting up and taking down count too."""


@dataclass(frozen=True, slots=True)
class Incident:
    """What happened; ``at`` is local wall time as HH:MM, or empty."""

    day: dt.date
    what: str
    is_harm: bool
    at: str = ""
    measures: str = ""


@use_case
def report(actor: Actor, pilot_id: int, told: Incident) -> int:
    """Report an incident; hosts, coordinators and the city's mailbox are told at once.

    Returns its id.

    Raises:
        ConflictError: ``pilot_over``.
        FieldError: ``what_needed`` at ``what``; ``in_the_future`` at ``day``.
    """
    pilot = entered(actor, pilot_id, Action.PILOT_EDIT)
    if pilot.status not in REPORTABLE:
        raise ConflictError("pilot_over")
    what = tidy(told.what)[:LONGEST]
    if not what:
        raise FieldError("what_needed", field="what")
    if told.day > clock.today(pilot.city.time_zone):
        raise FieldError("in_the_future", field="day")
    row = PilotIncident(
        pilot_id=pilot.id, happened_on=told.day, happened_at=told.at, what=what,
        is_harm=told.is_harm, measures=tidy(told.measures)[:LONGEST], side=side_of(actor, pilot),
        reported_by=actor.name, reported_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    record(actor, "pilot_incident:report", row, pilot=pilot.id, harm=told.is_harm)
    tell_cities(
        pilot, "pilot/incident", f"i{row.id}", also=coordinators(pilot), person=actor.name,
        start=told.day.isoformat(), reason=what, harm=told.is_harm,
    )  # fmt: skip
    return row.id


@use_case
def close(actor: Actor, pilot_id: int, incident_id: int, note: str) -> int:
    """Close an incident with what was found and done; the applicant is told.  Returns its id.

    Raises:
        FieldError: ``reason_needed`` at ``note``.
    """
    pilot = entered(actor, pilot_id, Action.PILOT_CLOSE_INCIDENT)
    row = incident_of(pilot, incident_id)
    INCIDENT_WORKFLOW.after(row.status, IncidentAction.CLOSE)
    words = tidy(note)[:LONGEST]
    if not words:
        raise FieldError("reason_needed", field="note")
    move(
        actor, row, INCIDENT_WORKFLOW, IncidentAction.CLOSE,
        closing_note=words, closed_by=actor.name, closed_at=clock.now(),
    )  # fmt: skip
    tell_applicants(
        pilot, "pilot/incident_closed", f"i{row.id}:{row.version}",
        start=row.happened_on.isoformat(), note=words,
    )  # fmt: skip
    return row.id


@use_case
def reopen(actor: Actor, pilot_id: int, incident_id: int) -> int:
    """Open a closed incident again.  Returns its id."""
    pilot = entered(actor, pilot_id, Action.PILOT_CLOSE_INCIDENT)
    row = incident_of(pilot, incident_id)
    move(actor, row, INCIDENT_WORKFLOW, IncidentAction.REOPEN)
    return row.id
