"""Places of a panel: given while there are any, passed on to whoever waits longest.

Each step runs inside the use case that caused it, with the panel locked, so that two who come at
once are looked at one after the other; the database's own count has the last word.
"""

import datetime as dt
import logging

from sqlalchemy import and_, or_, select
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM
from app.queries.volunteer import in_state
from app.services.move import move
from app.services.volunteer_mail import tell_volunteer
from models.panel import OPEN_IN, Panel, PanelStatus
from models.volunteer import (
    VOLUNTEER_WORKFLOW,
    Volunteer,
    VolunteerAction,
    VolunteerStatus,
)

logger = logging.getLogger(__name__)

OFFER_STANDS = dt.timedelta(days=3)


def locked(panel: Panel) -> Panel:
    """Return the panel as it is now, locked until the end of the transaction."""
    db.session.refresh(panel, with_for_update=True)
    return panel


def settle(volunteer: Volunteer) -> None:
    """Give somebody who is ready a place, or a place in the queue, and tell them which."""
    panel = locked(volunteer.panel)
    lapse_due(panel)
    queue = in_state(panel.id, [VolunteerStatus.WAITING])
    now = clock.now()
    if panel.free > 0 and not queue:
        move(SYSTEM, volunteer, VOLUNTEER_WORKFLOW, VolunteerAction.TAKE, queued_at=now)
        db.session.refresh(panel, ["taken"])
        tell_volunteer(volunteer, "volunteer/placed", f"{volunteer.version}")
        return
    move(SYSTEM, volunteer, VOLUNTEER_WORKFLOW, VolunteerAction.QUEUE, queued_at=now)
    tell_volunteer(volunteer, "volunteer/waiting", f"{volunteer.version}", number=len(queue) + 1)


def fill(panel: Panel) -> None:
    """Offer what is free to those who wait, the longest first, for ``OFFER_STANDS``."""
    db.session.flush()
    locked(panel)
    if panel.status is not PanelStatus.OPEN or panel.pilot.status not in OPEN_IN:
        return
    until = clock.now() + OFFER_STANDS
    for volunteer in in_state(panel.id, [VolunteerStatus.WAITING])[: max(0, panel.free)]:
        move(SYSTEM, volunteer, VOLUNTEER_WORKFLOW, VolunteerAction.OFFER, offered_until=until)
        tell_volunteer(
            volunteer, "volunteer/offered", f"{volunteer.version}", held_until=until.isoformat()
        )
    db.session.refresh(panel, ["taken"])


def lapse_due(panel: Panel) -> int:
    """Let offers whose time is over lapse and pass the places on; returns how many lapsed."""
    due = [
        one
        for one in in_state(panel.id, [VolunteerStatus.OFFERED])
        if one.offered_until is not None and one.offered_until <= clock.now()
    ]
    for volunteer in due:
        move(SYSTEM, volunteer, VOLUNTEER_WORKFLOW, VolunteerAction.LAPSE, offered_until=None)
        tell_volunteer(volunteer, "volunteer/lapsed", f"{volunteer.version}")
    if due:
        fill(panel)
    return len(due)


def lapse_all_due() -> int:
    """Let every offer whose time is over lapse, for the job; returns how many did.

    Places that became free by an erasure or the end of a time are offered, too.
    """
    is_late = Volunteer.offered_until <= clock.now()
    waits = and_(Volunteer.status == VolunteerStatus.WAITING, Panel.taken < Panel.cap)
    due = db.session.scalars(
        select(Panel.id).join(Volunteer).where(or_(is_late, waits)).distinct()
    ).all()
    lapsed = 0
    for panel_id in due:
        try:
            lapsed += lapse_one(panel_id)
        except SQLAlchemyError:
            raise
        except Exception:
            logger.exception("panel %s could not be looked at", panel_id)
    return lapsed


@use_case
def lapse_one(panel_id: int) -> int:
    """Let the late offers of one panel lapse and offer what is free; returns how many lapsed."""
    panel = db.session.get(Panel, panel_id, with_for_update=True, populate_existing=True)
    if panel is None:
        return 0
    lapsed = lapse_due(panel)
    fill(panel)
    return lapsed
