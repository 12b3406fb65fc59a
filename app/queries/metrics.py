"""Numbers for operators: how much there is of what by state, and whether its guards are whole."""

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from app import clock, row_scope
from app.database import db
from models import guard, row_security
from models.application import ApplicationPart, PartStatus
from models.audit_seal import AuditCheck
from models.booking import Booking, BookingStatus
from models.outbox import OutboxMessage, OutboxStatus
from models.pilot import Pilot, PilotStatus
from models.schedule import JobRun
from models.testbed import Testbed, TestbedStatus
from models.webhook import DeliveryStatus, Webhook, WebhookDelivery, WebhookStatus

COUNTED: Mapping[str, tuple[InstrumentedAttribute[StrEnum], type[StrEnum]]] = {
    "testbeds": (Testbed.status, TestbedStatus),
    "applications": (ApplicationPart.status, PartStatus),
    "bookings": (Booking.status, BookingStatus),
    "pilots": (Pilot.status, PilotStatus),
    "outbox": (OutboxMessage.status, OutboxStatus),
    "webhooks": (Webhook.status, WebhookStatus),
    "webhook_deliveries": (WebhookDelivery.status, DeliveryStatus),
}
DROPPED = "dropped"  # a dead mail that an administrator gave up, which nobody need look at


@row_scope.as_system("numbers for operators")
def counts() -> dict[str, dict[str, int]]:
    """Return how many rows of each kind are in each state, zeros included."""
    found = {}
    for name, (status, states) in COUNTED.items():
        rows = db.session.execute(select(status, func.count()).group_by(status))
        found[name] = dict.fromkeys((state.value for state in states), 0) | {
            state.value: count for state, count in rows
        }
    dropped = select(func.count()).where(OutboxMessage.dropped_for.is_not(None))
    found["outbox"][DROPPED] = db.session.scalar(dropped) or 0
    found["outbox"][OutboxStatus.DEAD.value] -= found["outbox"][DROPPED]
    return found


def schedule() -> list[tuple[str, float, bool]]:
    """Return of each job its name, for how many seconds it has been due, whether it failed."""
    now = clock.now()
    runs = db.session.scalars(select(JobRun).order_by(JobRun.name))
    return [(run.name, run.late_s(now), bool(run.error)) for run in runs]


def guarded() -> dict[str, int]:
    """Return how many guards are missing, and 1 where the audit trail's chain was found broken."""
    connection = db.session.connection()
    latest = select(AuditCheck.broken).order_by(AuditCheck.id.desc()).limit(1)
    return {
        "guards_missing": len(guard.missing(connection) | row_security.missing(connection)),
        "audit_broken": int(db.session.scalar(latest) is not None),
    }


def oldest_mail_s() -> float:
    """Return for how many seconds the longest waiting mail has been due; 0 when none is."""
    due = select(func.min(OutboxMessage.due_at)).where(OutboxMessage.status == OutboxStatus.WAITING)
    oldest = db.session.scalar(due)
    return max(0.0, (clock.now() - oldest).total_seconds()) if oldest else 0.0
