"""What readiness depends on, read from the database."""

from typing import Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.database import db
from models import guard
from models.audit_seal import AuditCheck
from models.outbox import OutboxMessage, OutboxStatus


def readiness() -> dict[str, Any]:
    """Return ``ready`` and the facts behind it; never raises."""
    try:
        with db.engine.connect() as connection:
            missing = sorted(guard.missing(connection))
            revision = MigrationContext.configure(connection).get_current_revision()
            oldest = connection.execute(
                select(func.min(OutboxMessage.due_at)).where(
                    OutboxMessage.status == OutboxStatus.WAITING
                )
            ).scalar()
            broken = connection.execute(
                select(AuditCheck.broken).order_by(AuditCheck.id.desc()).limit(1)
            ).scalar()
    except SQLAlchemyError as problem:
        return {"ready": False, "database": type(problem).__name__}
    age = max(0, int((clock.now() - oldest).total_seconds())) if oldest else 0
    return {
        "ready": not missing and revision is not None,
        "revision": revision,
        "guards_missing": missing,
        "outbox_age_s": age,
        # Told and not refused for: whoever tampers must not be able to stop the service by it.
        "audit_broken": broken,
    }
