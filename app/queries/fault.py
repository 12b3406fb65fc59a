"""Faults of the service, as administrators and those who told of them read them."""

import datetime as dt

from sqlalchemy import func, select

from app.database import db
from app.policies.actor import Actor
from app.policies.table import Action, may
from models.account import Role, User
from models.errors import NotFoundError
from models.fault import Fault, FaultStatus

MOST_CLOSED = 50


def open_faults(viewer: Actor) -> list[Fault]:
    """Return what waits for an answer, the latest on top; to others nothing."""
    if not may(viewer, Action.FAULT_READ):
        return []
    return list(
        db.session.scalars(
            select(Fault).where(Fault.status == FaultStatus.OPEN).order_by(Fault.due_day, Fault.id)
        )
    )


def closed_faults(viewer: Actor) -> list[Fault]:
    """Return what was answered or set aside last, the newest first."""
    if not may(viewer, Action.FAULT_READ):
        return []
    return list(
        db.session.scalars(
            select(Fault)
            .where(Fault.status != FaultStatus.OPEN)
            .order_by(Fault.answered_at.desc(), Fault.id.desc())
            .limit(MOST_CLOSED)
        )
    )


def open_count(viewer: Actor) -> int:
    """Return how many wait for an answer, for the menu of administrators."""
    if not may(viewer, Action.FAULT_READ):
        return 0
    counted = select(func.count()).select_from(Fault).where(Fault.status == FaultStatus.OPEN)
    return db.session.scalar(counted) or 0


def fault_for(viewer: Actor, fault_id: int) -> Fault:
    """Return one fault.

    Raises:
        NotFoundError: It does not exist, or the viewer may not read it.
    """
    found = db.session.get(Fault, fault_id) if may(viewer, Action.FAULT_READ) else None
    if found is None:
        raise NotFoundError
    return found


def fault_of_token(token: str) -> Fault:
    """Return the fault of a receipt; whoever has its address may read it.

    Raises:
        NotFoundError: No receipt has this address.
    """
    found = db.session.scalar(select(Fault).where(Fault.token == token))
    if found is None:
        raise NotFoundError
    return found


def count_since(instant: dt.datetime, email: str = "") -> int:
    """Return how many were told since an instant, of everybody or of one address."""
    counted = select(func.count()).select_from(Fault).where(Fault.received_at > instant)
    if email:
        counted = counted.where(Fault.email == email)
    return db.session.scalar(counted) or 0


def due_soon(day: dt.date) -> list[Fault]:
    """Return what waits and is due on this day or earlier."""
    return list(
        db.session.scalars(
            select(Fault)
            .where(Fault.status == FaultStatus.OPEN, Fault.due_day <= day)
            .order_by(Fault.due_day, Fault.id)
        )
    )


def administrators() -> list[User]:
    """Return the programme's administrators whose accounts are in use."""
    return list(
        db.session.scalars(
            select(User)
            .where(User.active.is_(True), User.roles.any(Role.name == "admin"))
            .order_by(User.id)
        )
    )
