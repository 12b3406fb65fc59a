"""Give a pilot that repeats another the same indicators, so that the two can be compared."""

from app import clock
from app.database import db
from models.application import Application
from models.indicator import Indicator
from models.pilot import Pilot, PilotStatus
from models.replication import Replication


def inherit(application: Application, pilot: Pilot) -> None:
    """Say which pilot a new one repeats, and plan with what that one published.

    The new pilot aims at what the first one reached; it begins from where its own place stands,
    so no baseline is taken over.
    """
    link = db.session.get(Replication, application.id)
    if link is None or link.pilot.status is not PilotStatus.COMPLETED:
        return
    pilot.replicates_id = link.pilot_id
    now = clock.now()
    first = db.session.query(Indicator).filter_by(pilot_id=link.pilot_id).order_by(Indicator.id)
    db.session.add_all(
        Indicator(
            pilot_id=pilot.id,
            name=one.name,
            method=one.method,
            unit=one.unit,
            direction=one.direction,
            target=one.result if one.result is not None else one.target,
            created_at=now,
            updated_at=now,
        )
        for one in first
    )
    db.session.flush()
