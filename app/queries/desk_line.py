"""The first things of each kind that wait at the city desk; see app/queries/desk.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, select
from sqlalchemy.orm import joinedload

from app.database import db
from app.policies.actor import Actor
from app.queries import desk
from app.queries.desk import COMING as COMING
from app.queries.testbed_record import WHOLE
from models.agreement import Agreement
from models.application import Application, ApplicationPart
from models.booking import Booking
from models.feedback import Feedback
from models.pilot import Pilot
from models.pilot_change import PilotChange
from models.pilot_incident import PilotIncident
from models.place_request import PlaceRequest
from models.staff import StaffInvitation
from models.testbed import Testbed


@dataclass(frozen=True, slots=True)
class Lapsing:
    """One offer that ends soon, and the days it holds."""

    part: ApplicationPart
    booking: Booking


def answered(viewer: Actor, limit: int) -> list[ApplicationPart]:
    """Return the parts whose applicants have answered a question, the longest waiting first."""
    return list(
        db.session.scalars(
            _parts()
            .where(*desk.to_answer(viewer), desk.has_answered())
            .order_by(ApplicationPart.status_changed_at, ApplicationPart.id)
            .limit(limit)
        )
    )


def answered_ids(viewer: Actor) -> frozenset[int]:
    """Return the ids of all such parts."""
    asked = select(ApplicationPart.id).where(*desk.to_answer(viewer), desk.has_answered())
    return frozenset(db.session.scalars(asked))


def place_requests(viewer: Actor, limit: int) -> Sequence[PlaceRequest]:
    """Return the requests for a place that wait for the city, the oldest first."""
    return db.session.scalars(
        select(PlaceRequest)
        .where(*desk.place_request(viewer))
        .options(
            joinedload(PlaceRequest.city),
            joinedload(PlaceRequest.application).joinedload(Application.organisation),
            joinedload(PlaceRequest.application).joinedload(Application.author),
        )
        .order_by(PlaceRequest.application_id, PlaceRequest.id)
        .limit(limit)
    ).all()


def to_sign(viewer: Actor, limit: int) -> list[Agreement]:
    """Return the agreements that wait for the city's signature, the longest waiting first."""
    return list(
        db.session.scalars(
            select(Agreement)
            .options(
                joinedload(Agreement.part)
                .joinedload(ApplicationPart.application)
                .options(joinedload(Application.organisation), joinedload(Application.author)),
                joinedload(Agreement.part).joinedload(ApplicationPart.testbed),
            )
            .join(ApplicationPart, ApplicationPart.id == Agreement.part_id)
            .where(*desk.to_sign(viewer))
            .order_by(Agreement.applicant_signed_at, Agreement.id)
            .limit(limit)
        )
    )


def lapsing(viewer: Actor, limit: int) -> list[Lapsing]:
    """Return the offers that end soon, the soonest first."""
    bookings = db.session.scalars(
        select(Booking)
        .options(joinedload(Booking.testbed))
        .where(*desk.lapsing(viewer))
        .order_by(Booking.hold_expires_at, Booking.id)
        .limit(limit)
    ).all()
    ids = [booking.part_id for booking in bookings]
    parts = {
        part.id: part for part in db.session.scalars(_parts().where(ApplicationPart.id.in_(ids)))
    }
    return [Lapsing(parts[one.part_id], one) for one in bookings if one.part_id in parts]


def _parts() -> Select[ApplicationPart]:
    return select(ApplicationPart).options(
        joinedload(ApplicationPart.testbed),
        joinedload(ApplicationPart.application).joinedload(Application.organisation),
        joinedload(ApplicationPart.application).joinedload(Application.author),
    )


def pilots_soon(viewer: Actor, limit: int) -> Sequence[Pilot]:
    """Return the pilots that start or end soon, the soonest first."""
    when = case((Pilot.status.in_(desk.COMING), Pilot.start_day), else_=Pilot.end_day)
    return _pilots(desk.pilot_soon(viewer), when, limit)


def wishes(viewer: Actor, limit: int) -> Sequence[PilotChange]:
    """Return the wishes for other days that wait for an answer, the oldest first."""
    return db.session.scalars(
        select(PilotChange)
        .where(*desk.wish(viewer))
        .options(*_with_pilot(PilotChange.pilot))
        .order_by(PilotChange.asked_at, PilotChange.id)
        .limit(limit)
    ).all()


def incidents(viewer: Actor, limit: int) -> Sequence[PilotIncident]:
    """Return the open incidents, those with harm first, then the oldest."""
    return db.session.scalars(
        select(PilotIncident)
        .where(*desk.incident(viewer))
        .options(*_with_pilot(PilotIncident.pilot))
        .order_by(PilotIncident.is_harm.desc(), PilotIncident.happened_on, PilotIncident.id)
        .limit(limit)
    ).all()


def feedback(viewer: Actor, limit: int) -> Sequence[Feedback]:
    """Return the feedback that waits for a look, the longest waiting first."""
    return db.session.scalars(
        select(Feedback)
        .where(*desk.to_look_at(viewer))
        .options(*_with_pilot(Feedback.pilot))
        .order_by(Feedback.sent_at, Feedback.id)
        .limit(limit)
    ).all()


def _with_pilot(pilot: Any) -> tuple[Any, ...]:
    return joinedload(pilot).joinedload(Pilot.city), joinedload(pilot).joinedload(Pilot.testbed)


def reports_due(viewer: Actor, limit: int) -> Sequence[Pilot]:
    """Return the pilots whose report is missing, the longest ended first."""
    return _pilots(desk.report_due(viewer), Pilot.end_day, limit)


def _pilots(conditions: desk.Conditions, when: Any, limit: int) -> Sequence[Pilot]:
    return db.session.scalars(
        select(Pilot)
        .where(*conditions)
        .options(joinedload(Pilot.city), joinedload(Pilot.testbed))
        .order_by(when, Pilot.id)
        .limit(limit)
    ).all()


def drafts(viewer: Actor, limit: int) -> Sequence[Testbed]:
    """Return the drafts that the viewer may go on with, last changed first."""
    return _testbeds(desk.draft(viewer), Testbed.updated_at.desc(), limit)


def stale(viewer: Actor, limit: int) -> Sequence[Testbed]:
    """Return the testbeds whose record wants checking, the longest unchecked first."""
    return _testbeds(desk.stale(viewer), Testbed.checked_on, limit)


def _testbeds(conditions: desk.Conditions, order: Any, limit: int) -> Sequence[Testbed]:
    return db.session.scalars(
        select(Testbed).where(*conditions).options(*WHOLE).order_by(order, Testbed.id).limit(limit)
    ).all()


def invitations(viewer: Actor, limit: int) -> Sequence[StaffInvitation]:
    """Return the invitations that colleagues have not answered, the oldest first."""
    return db.session.scalars(
        select(StaffInvitation)
        .where(*desk.invitation(viewer))
        .options(joinedload(StaffInvitation.city), joinedload(StaffInvitation.testbed))
        .order_by(StaffInvitation.expires_at, StaffInvitation.id)
        .limit(limit)
    ).all()
