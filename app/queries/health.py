"""What readiness depends on, read from the database."""

from typing import Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.database import db
from models import guard
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
    except SQLAlchemyError as problem:
        return {"ready": False, "database": type(problem).__name__}
    age = max(0, int((clock.now() - oldest).total_seconds())) if oldest else 0
    return {
        "ready": not missing and revision is not None,
        "revision": revision,
        "guards_missing": missing,
        "outbox_age_s": age,
    }
