"""Handle a report of harm: acknowledge it, pause the pilot, book it as an incident, reopen it.

Each function returns the report's id.
"""

from zoneinfo import ZoneInfo

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_pilot
from app.policies.table import Action, authorise
from app.queries import pilot as pilots
from app.queries.harm_report import report_of
from app.queries.pilot_contact import coordinators
from app.services import pilot as pilot_service
from app.services.audit import record
from app.services.harm_report import tell_reporter
from app.services.move import move
from app.services.pilot_mail import tell_applicants, tell_cities
from app.services.typed_value import text_up_to
from models.base import Translated
from models.errors import ConflictError, FieldError
from models.harm_report import HARM_WORKFLOW, HarmAction, HarmKind, HarmReport, HarmStatus
from models.pilot_incident import PilotIncident
from models.pilot_task import Side

WORDS = 2_000


@use_case
def acknowledge(actor: Actor, pilot_id: int, report_id: int) -> int:
    """Say that one has read a report and sees to it; the reporter is told."""
    row = _entered(actor, pilot_id, report_id)
    _acknowledge(actor, row)
    return row.id


@use_case
def handle(actor: Actor, pilot_id: int, report_id: int, words: str) -> int:
    """Say what was done about a report; the reporter is told in these words.

    Raises:
        FieldError: ``reason_needed`` at ``words``.
    """
    row = _entered(actor, pilot_id, report_id)
    HARM_WORKFLOW.after(row.status, HarmAction.HANDLE)
    text = text_up_to(WORDS)("words", words)
    if not text:
        raise FieldError("reason_needed", field="words")
    move(
        actor, row, HARM_WORKFLOW, HarmAction.HANDLE,
        handled_by=actor.name, handled_at=clock.now(), handled_words=text,
    )  # fmt: skip
    if row.confirmed_at is not None:
        tell_reporter(row, "harm_report/handled", words=text)
    return row.id


@use_case
def reopen(actor: Actor, pilot_id: int, report_id: int, words: str) -> int:
    """Take up again what was handled; both sides are told why before other mail, and the reporter.

    Raises:
        FieldError: ``reason_needed`` at ``words``.
    """
    row = _entered(actor, pilot_id, report_id)
    HARM_WORKFLOW.after(row.status, HarmAction.REOPEN)
    text = text_up_to(WORDS)("words", words)
    if not text:
        raise FieldError("reason_needed", field="words")
    move(
        actor, row, HARM_WORKFLOW, HarmAction.REOPEN,
        reopened_by=actor.name, reopened_at=clock.now(), reopened_words=text,
        acknowledged_by="", acknowledged_at=None,
    )  # fmt: skip
    once, pilot = f"h{row.id}:v{row.version}", row.pilot
    tell_cities(
        pilot, "harm_report/reopened", once, also=coordinators(pilot), urgent=True,
        person=actor.name, words=text, report_id=row.id,
    )  # fmt: skip
    tell_applicants(
        pilot, "harm_report/reopened", once, urgent=True,
        person=actor.name, words=text, report_id=row.id,
    )  # fmt: skip
    if row.confirmed_at is not None:
        tell_reporter(row, "harm_report/again", words=text)
    return row.id


@use_case
def pause(actor: Actor, pilot_id: int, report_id: int, reason: Translated) -> int:
    """Pause the pilot for safety because of a report, which is acknowledged with it.

    Raises:
        FieldError: ``reason_needed`` at ``reason``.
        ConflictError: The pilot cannot be paused now.
    """
    row = _entered(actor, pilot_id, report_id)
    pilot_service.pause(actor, pilot_id, reason, for_safety=True)
    row.paused_at = clock.now()
    db.session.flush()
    record(actor, "harm_report:pause", row, pilot=row.pilot_id)
    if row.status is HarmStatus.OPEN:
        _acknowledge(actor, row)
    return row.id


@use_case
def book(actor: Actor, pilot_id: int, report_id: int) -> int:
    """Take a report into the pilot's incident book, once; nobody is told a second time.

    Raises:
        ConflictError: ``in_the_book``.
    """
    row = _entered(actor, pilot_id, report_id)
    db.session.refresh(row, ["incident_id"], with_for_update=True)
    if row.incident_id is not None:
        raise ConflictError("in_the_book")
    local = row.sent_at.astimezone(ZoneInfo(row.pilot.city.time_zone))
    incident = PilotIncident(
        pilot_id=row.pilot_id, happened_on=local.date(), happened_at=f"{local:%H:%M}",
        what=row.words, is_harm=row.kind is not HarmKind.OTHER, side=Side.CITY,
        reported_by=actor.name, reported_at=row.sent_at,
    )  # fmt: skip
    db.session.add(incident)
    db.session.flush()
    row.incident_id = incident.id
    db.session.flush()
    record(actor, "pilot_incident:report", incident, pilot=row.pilot_id, harm=incident.is_harm)
    return row.id


def _entered(actor: Actor, pilot_id: int, report_id: int) -> HarmReport:
    pilot = pilots.get(actor, pilot_id)
    authorise(actor, Action.HARM_HANDLE, of_pilot(pilot))
    return report_of(pilot, report_id)


def _acknowledge(actor: Actor, row: HarmReport) -> None:
    move(
        actor, row, HARM_WORKFLOW, HarmAction.ACKNOWLEDGE,
        acknowledged_by=actor.name, acknowledged_at=clock.now(),
    )  # fmt: skip
    if row.confirmed_at is not None:
        tell_reporter(row, "harm_report/acknowledged", paused=row.paused_at is not None)
