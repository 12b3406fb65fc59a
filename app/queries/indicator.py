"""Indicators as pages read them; whoever may read the pilot, or its public result, reads them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.database import db
from models.errors import NotFoundError
from models.indicator import Indicator


def indicators_of(pilot_ids: Sequence[int]) -> dict[int, list[Indicator]]:
    """Return the indicators of these pilots with their points, in order, by the pilot's id."""
    found: dict[int, list[Indicator]] = {one: [] for one in pilot_ids}
    rows = db.session.scalars(
        select(Indicator).where(Indicator.pilot_id.in_(pilot_ids)).order_by(Indicator.id)
    )
    for row in rows:
        found[row.pilot_id].append(row)
    return found


def one_of(pilot_id: int, indicator_id: int) -> Indicator:
    """Return one indicator of a pilot that the caller may read, with its changes.

    Raises:
        NotFoundError: The pilot has no such indicator.
    """
    found = db.session.scalar(
        select(Indicator)
        .where(Indicator.id == indicator_id, Indicator.pilot_id == pilot_id)
        .options(joinedload(Indicator.pilot), selectinload(Indicator.changes))
    )
    if found is None:
        raise NotFoundError
    return found
