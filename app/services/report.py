"""Report what came of a pilot: save it in parts, send it, approve it or send it back.

The report of a round is approved by the place (one of its hosts) and by the city (a coordinator or
an administrator).  Where no host has an account the city's approval is enough.  Nobody signs for
both, and neither the sender nor the applicant signs at all.  Docs: docs/adr/0024-two-approvals.md.
"""

from collections.abc import Mapping
from typing import Any

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_pilot
from app.policies.table import Action, Relation, relations
from app.queries.report import report_of
from app.queries.review import is_recused
from app.services.audit import record
from app.services.correspondence import hosts_of, tell_applicant, tell_city
from app.services.move import move
from app.services.pilot_step import entered, part_of, publish_result
from app.services.pilot_text import gaps_before_complete, keep
from app.services.pilot_value import REPORT
from app.services.typed_value import TEXT, kept, text_up_to
from models.errors import ConflictError, DomainError, FieldError
from models.pilot import PILOT_WORKFLOW, Pilot, PilotAction, PilotStatus
from models.report import REPORT_WORKFLOW, Report, ReportAction, ReportStatus, ReportVerdict, Side

WRITTEN_IN = (PilotStatus.REPORTING, PilotStatus.STOPPED)
SIGNS = {Side.PLACE: Action.REPORT_PLACE, Side.CITY: Action.REPORT_CITY}


@use_case
def save(actor: Actor, pilot_id: int, version: int, answers: Mapping[str, Any]) -> int:
    """Keep some of the report's answers and return the pilot's new version.

    ``answers`` maps names of ``REPORT`` to values; what is not named stays as it is.  Of a pilot
    that was stopped they are its lessons, public at once: nothing is approved of it any more.

    Raises:
        ConflictError: ``not_reporting``, ``report_is_sent``; ``draft_changed_elsewhere`` with
            ``version`` and ``fields``.
        FieldError: A value that cannot be kept.
    """
    pilot = entered(actor, pilot_id, Action.PILOT_REPORT)
    if pilot.status not in WRITTEN_IN:
        raise ConflictError("not_reporting")
    report = report_of(pilot.id)
    if report is not None and report.status is ReportStatus.SENT:
        raise ConflictError("report_is_sent")
    return keep(actor, pilot, version, kept(REPORT, answers))


@use_case
def send(actor: Actor, pilot_id: int) -> int:
    """Send the report to the place and the city and return the pilot's id.

    Raises:
        DomainError: ``report_incomplete`` with fact ``gaps``.
        ConflictError: ``not_reporting``.
    """
    pilot = entered(actor, pilot_id, Action.REPORT_SEND)
    if pilot.status is not PilotStatus.REPORTING:
        raise ConflictError("not_reporting")
    report = report_of(pilot.id) or _begun(pilot)
    REPORT_WORKFLOW.after(report.status, ReportAction.SEND)
    if gaps := gaps_before_complete(pilot):
        raise DomainError("report_incomplete", gaps=gaps)
    move(
        actor,
        report,
        REPORT_WORKFLOW,
        ReportAction.SEND,
        round=report.round + 1,
        sent_at=clock.now(),
        sent_by_id=actor.user_id,
        sent_by_name=actor.name,
    )
    if (part := part_of(pilot)) is not None:
        once = f"r{report.round}"
        tell_city(part, "report/sent", once=once, pilot_id=pilot.id, person=actor.name)
    return pilot.id


@use_case
def approve(actor: Actor, pilot_id: int, side: Side, seen: int) -> int:
    """Approve the report of round ``seen`` for one side; the last approval publishes the result.

    Raises:
        ConflictError: It was not sent, was sent anew since (``report_sent_anew``), or this side
            has answered already (``side_has_answered``).
        DomainError: ``own_report``, ``signs_once``, ``sign_for_the_place``.
    """
    pilot, report = _waiting(actor, pilot_id, side, seen)
    _answer(actor, report, side, approved=True)
    if sides_left(pilot, report):
        return pilot.id
    move(actor, report, REPORT_WORKFLOW, ReportAction.APPROVE, approved_at=clock.now())
    publish_result(actor, pilot)
    return pilot.id


@use_case
def send_back(actor: Actor, pilot_id: int, side: Side, seen: int, words: str) -> int:
    """Send the report back to the applicant with what should be mended; returns the pilot's id.

    Raises:
        FieldError: ``reason_needed``.
        ConflictError, DomainError: As in ``approve``.
    """
    pilot, report = _waiting(actor, pilot_id, side, seen)
    said = text_up_to(TEXT)("words", words)
    if not said:
        raise FieldError("reason_needed", field="words")
    _answer(actor, report, side, approved=False, words=said)
    move(actor, report, REPORT_WORKFLOW, ReportAction.SEND_BACK)
    if (part := part_of(pilot)) is not None:
        once = f"r{report.round}"
        tell_applicant(
            part, "report/returned", once=once, pilot_id=pilot.id, text=said, person=actor.name
        )
    return pilot.id


def sides_needed(pilot: Pilot) -> tuple[Side, ...]:
    """Return who has a say: the city always, the place where a host has an account."""
    has_host = pilot.testbed is not None and bool(hosts_of(pilot.testbed))
    return (Side.PLACE, Side.CITY) if has_host else (Side.CITY,)


def verdicts_now(report: Report) -> list[ReportVerdict]:
    """Return what has been answered to the report as it was sent last."""
    return [one for one in report.verdicts if one.round == report.round]


def sides_left(pilot: Pilot, report: Report) -> list[Side]:
    """Return the sides whose answer is still missing."""
    answered = {one.side for one in verdicts_now(report)}
    return [side for side in sides_needed(pilot) if side not in answered]


def objection(actor: Actor, pilot: Pilot, report: Report, side: Side) -> str | None:
    """Return the code of why this person may not sign for a side that their role could sign for."""
    sent_it = report.sent_by_id is not None and report.sent_by_id == actor.user_id
    if sent_it or Relation.APPLICANT in relations(actor.whole, of_pilot(pilot)):
        return "own_report"
    if (part := part_of(pilot)) is not None and is_recused(actor, [part.id]):
        return "recused"
    if any(one.by_id == actor.user_id for one in verdicts_now(report)):
        return "signs_once"
    if side is Side.CITY and pilot.testbed is not None:
        hosts = {one.id for one in hosts_of(pilot.testbed)}
        if hosts == {actor.user_id} and Side.PLACE in sides_left(pilot, report):
            return "sign_for_the_place"
    return None


def _waiting(actor: Actor, pilot_id: int, side: Side, seen: int) -> tuple[Pilot, Report]:
    """Return a pilot and its report that waits for this side's answer from this person."""
    pilot = entered(actor, pilot_id, SIGNS[side])
    PILOT_WORKFLOW.after(pilot.status, PilotAction.COMPLETE)
    report = report_of(pilot.id) or _begun(pilot)
    REPORT_WORKFLOW.after(report.status, ReportAction.APPROVE)
    if report.round != seen:
        raise ConflictError("report_sent_anew")
    if side not in sides_left(pilot, report):
        raise ConflictError("side_has_answered")
    if (code := objection(actor, pilot, report, side)) is not None:
        raise DomainError(code)
    return pilot, report


def _begun(pilot: Pilot) -> Report:
    report = Report(pilot_id=pilot.id)
    db.session.add(report)
    db.session.flush()
    return report


def _answer(actor: Actor, report: Report, side: Side, *, approved: bool, words: str = "") -> None:
    verdict = ReportVerdict(
        report_id=report.id,
        round=report.round,
        side=side,
        approved=approved,
        words=words,
        by_id=actor.user_id,
        by_name=actor.name,
        at=clock.now(),
    )
    report.verdicts.append(verdict)
    db.session.flush()
    action = "report:approve_side" if approved else "report:refuse_side"
    record(actor, action, report, side=side.value, round=report.round)
