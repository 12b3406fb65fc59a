"""Tell in the middle of a long pilot how it goes, for the applicant; read it, for the city."""

from dataclasses import dataclass

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.table import Action
from app.queries.pilot_midterm import midterm, report_of
from app.services.audit import record
from app.services.pilot_mail import tell_cities
from app.services.pilot_step import entered
from models.errors import ConflictError, FieldError, NotFoundError
from models.pilot_midterm import PilotMidterm
from models.text import tidy

LONGEST = 5_000


@dataclass(frozen=True, slots=True)
class Answers:
    """How it goes, figures so far, problems, and what the applicant would like to change."""

    goes: str
    numbers: str = ""
    problems: str = ""
    changes: str = ""


@use_case
def send(actor: Actor, pilot_id: int, version: int, answers: Answers) -> int:
    """Send the report, or a better one until the city has read it; returns its version.

    ``version`` is 0 for the first one.

    Raises:
        ConflictError: ``no_midterm``: none is asked for now; ``midterm_read``;
            ``changed_meanwhile``.
        FieldError: ``answer_needed`` at ``goes``.
    """
    pilot = entered(actor, pilot_id, Action.PILOT_ASK)
    standing = midterm(pilot)
    if not standing.is_open:
        raise ConflictError("no_midterm")
    row = standing.sent
    if row is not None and row.read_at is not None:
        raise ConflictError("midterm_read")
    if (row.version if row is not None else 0) != version:
        raise ConflictError("changed_meanwhile")
    said = {name: tidy(getattr(answers, name))[:LONGEST] for name in Answers.__dataclass_fields__}
    if not said["goes"]:
        raise FieldError("answer_needed", field="goes")
    sent = {"sent_by": actor.name, "sent_at": clock.now(), "version": version + 1}
    if row is None:
        row = PilotMidterm(pilot_id=pilot.id, **said, **sent)
        db.session.add(row)
    else:
        for name, value in (said | sent).items():
            setattr(row, name, value)
    db.session.flush()
    record(actor, "pilot_midterm:send", row, pilot=pilot.id)
    tell_cities(pilot, "pilot/midterm_sent", f"m{row.version}", reason=said["goes"])
    return row.version


@use_case
def mark_read(actor: Actor, pilot_id: int) -> int:
    """Say that the city has read the report; it stays as it is from now on."""
    pilot = entered(actor, pilot_id, Action.PILOT_RUN)
    row = report_of(pilot)
    if row is None:
        raise NotFoundError
    if row.read_at is None:
        row.read_by, row.read_at = actor.name, clock.now()
        row.version += 1
        db.session.flush()
        record(actor, "pilot_midterm:read", row, pilot=pilot.id)
    return pilot.id
