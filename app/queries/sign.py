"""Where the code on a sign leads to: the pilot, or what is left of it."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.database import db
from models.pilot import Pilot
from models.sign import PilotTrace


def pilot_of_code(code: str) -> Pilot | None:
    """Return the pilot of a code, public or not, or None when it is gone or never was."""
    return db.session.scalar(
        select(Pilot)
        .where(Pilot.code == code)
        .options(joinedload(Pilot.city), joinedload(Pilot.testbed))
    )


def trace_of_code(code: str) -> PilotTrace | None:
    """Return what a deleted pilot left, or None when no pilot ever had the code."""
    return db.session.get(PilotTrace, code)
