"""What anybody may download."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.database import db
from models.testbed import Testbed, TestbedStatus


def published_testbeds() -> Sequence[Testbed]:
    """Return every published testbed with its city, by id."""
    return db.session.scalars(
        select(Testbed)
        .where(Testbed.status == TestbedStatus.PUBLISHED)
        .options(joinedload(Testbed.city))
        .order_by(Testbed.id)
    ).all()
