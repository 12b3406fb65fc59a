"""Reports of harm or danger: for those who answer for a pilot, and for their own writers."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import joinedload

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_city, of_pilot
from app.policies.table import Action, authorise, may
from app.queries import pilot as pilots
from app.queries.search import matching_ids
from models.audit import AuditLine
from models.errors import NotFoundError
from models.harm_report import HarmReport, HarmStatus
from models.pilot import PUBLIC_STATES, Pilot, PilotStatus
from models.reader import TOKEN_LENGTH


def reports_of(viewer: Actor, pilot_id: int) -> tuple[Pilot, list[HarmReport]]:
    """Return a pilot with its reports, those not handled first, then the newest.

    Raises:
        NotFoundError: The pilot is not theirs to know of.
        ForbiddenError: They may not read reports.
    """
    pilot = pilots.get(viewer, pilot_id)
    authorise(viewer, Action.HARM_READ, of_pilot(pilot))
    rows = db.session.scalars(
        select(HarmReport)
        .where(HarmReport.pilot_id == pilot.id)
        .order_by(HarmReport.status == HarmStatus.HANDLED, HarmReport.id.desc())
    )
    return pilot, list(rows)


def open_reports(pilot: Pilot) -> int:
    """Return how many reports of a pilot are not handled; the caller may read them."""
    asked = select(func.count()).where(
        HarmReport.pilot_id == pilot.id, HarmReport.status != HarmStatus.HANDLED
    )
    return db.session.scalar(asked) or 0


def report_of(pilot: Pilot, report_id: int) -> HarmReport:
    """Return one report of a pilot.

    Raises:
        NotFoundError: It is not this pilot's.
    """
    found = db.session.get(HarmReport, report_id)
    if found is None or found.pilot_id != pilot.id:
        raise NotFoundError
    return found


def report_of_token(token: str) -> HarmReport:
    """Return the report whose writer's link this is.

    Raises:
        NotFoundError: It is nobody's.
    """
    found = None
    if len(token) == TOKEN_LENGTH:
        found = db.session.scalar(select(HarmReport).where(HarmReport.token == token))
    if found is None:
        raise NotFoundError
    return found


def reports_of_reader(reader_id: int) -> list[HarmReport]:
    """Return the reports that the reader of an address has confirmed, the newest first."""
    return list(
        db.session.scalars(
            select(HarmReport)
            .where(HarmReport.reader_id == reader_id, HarmReport.confirmed_at.is_not(None))
            .order_by(HarmReport.id.desc())
        )
    )


def handled_by(viewer: Actor) -> ColumnElement[bool]:
    """Say that a pilot's reports are the viewer's to handle."""
    if viewer.is_admin:
        return true()
    cities = [one for one in viewer.cities if may(viewer, Action.HARM_HANDLE, of_city(one))]
    return or_(Pilot.city_id.in_(cities), Pilot.testbed_id.in_(viewer.hosted_testbeds))


def not_handled(viewer: Actor) -> list[ColumnElement[bool]]:
    """Say that a report waits for the viewer."""
    return [
        HarmReport.pilot_id == Pilot.id,
        HarmReport.status != HarmStatus.HANDLED,
        handled_by(viewer),
    ]


def waiting_reports(viewer: Actor, limit: int) -> Sequence[HarmReport]:
    """Return the reports that wait for the viewer, those nobody has acknowledged first."""
    return db.session.scalars(
        select(HarmReport)
        .where(*not_handled(viewer))
        .options(
            joinedload(HarmReport.pilot).joinedload(Pilot.city),
            joinedload(HarmReport.pilot).joinedload(Pilot.testbed),
        )
        .order_by(HarmReport.status == HarmStatus.ACKNOWLEDGED, HarmReport.id)
        .limit(limit)
    ).all()


def is_paused_for_safety(pilot: Pilot) -> bool:
    """Say whether a pilot stands still because of harm or danger, for everybody."""
    if pilot.status is not PilotStatus.PAUSED:
        return False
    facts: dict[str, Any] | None = db.session.scalar(
        select(AuditLine.facts)
        .where(
            AuditLine.thing == "pilot",
            AuditLine.thing_id == pilot.id,
            AuditLine.action == "pilot:pause",
        )
        .order_by(AuditLine.id.desc())
        .limit(1)
    )
    return bool(facts and facts.get("for_safety"))


def reportable(text: str, limit: int) -> Sequence[Pilot]:
    """Return public pilots that fit some words, those that end last first; all without words."""
    asked = select(Pilot).where(Pilot.status.in_(PUBLIC_STATES))
    ids = matching_ids("pilot", text)
    if ids is not None:
        asked = asked.where(Pilot.id.in_(ids))
    return db.session.scalars(
        asked.options(joinedload(Pilot.city), joinedload(Pilot.testbed))
        .order_by(Pilot.end_day.desc(), Pilot.id)
        .limit(limit)
    ).all()


def pilots_of_harm_picture(digest: str) -> list[Pilot]:
    """Return the pilots of which some report has a picture."""
    return list(
        db.session.scalars(
            select(Pilot)
            .join(HarmReport, HarmReport.pilot_id == Pilot.id)
            .where(HarmReport.picture_digest == digest)
            .options(joinedload(Pilot.application))
        ).unique()
    )
