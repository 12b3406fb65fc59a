"""Incidents of a pilot, for both of its sides."""

from sqlalchemy import case, func, select

from app.database import db
from models.errors import NotFoundError
from models.pilot import Pilot
from models.pilot_incident import IncidentStatus, PilotIncident


def incidents_of(pilot: Pilot) -> list[PilotIncident]:
    """Return the incidents, open ones first, then the newest; the caller may read the pilot."""
    return list(
        db.session.scalars(
            select(PilotIncident)
            .where(PilotIncident.pilot_id == pilot.id)
            .order_by(
                PilotIncident.status == IncidentStatus.CLOSED,
                PilotIncident.happened_on.desc(),
                PilotIncident.id.desc(),
            )
        )
    )


def incident_of(pilot: Pilot, incident_id: int) -> PilotIncident:
    """Return one incident of a pilot.

    Raises:
        NotFoundError: It is not this pilot's.
    """
    found = db.session.get(PilotIncident, incident_id)
    if found is None or found.pilot_id != pilot.id:
        raise NotFoundError
    return found


def open_incidents(pilot_ids: list[int]) -> dict[int, tuple[int, bool]]:
    """Return (how many are open, whether one of them did harm) by pilot; none are left out."""
    harm = func.max(case((PilotIncident.is_harm, 1), else_=0))
    rows = db.session.execute(
        select(PilotIncident.pilot_id, func.count(), harm)
        .where(PilotIncident.pilot_id.in_(pilot_ids), PilotIncident.status == IncidentStatus.OPEN)
        .group_by(PilotIncident.pilot_id)
    )
    return {pilot_id: (count, bool(did)) for pilot_id, count, did in rows}
