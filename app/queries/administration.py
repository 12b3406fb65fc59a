"""What administrators of the programme read: accounts with their roles, mail, the schedule."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import selectinload

from app.database import db
from app.policies.actor import Actor
from app.policies.table import Action, authorise
from app.queries.account import Roles, roles_of_account
from app.queries.audit import Deed, read_lines
from models.account import CityRoleGrant, Role, User
from models.audit import AuditLine
from models.errors import NotFoundError
from models.outbox import OutboxMessage, OutboxStatus
from models.schedule import JobRun
from models.testbed import TestbedHost

LATEST = 20  # lines of the trail on the page of an account
AT_ONCE = 30

WHO: dict[str, ColumnElement[bool]] = {
    "admin": User.roles.any(Role.name == "admin"),
    "staff": User.id.in_(select(CityRoleGrant.user_id)),
    "host": User.id.in_(select(TestbedHost.user_id)),
    "off": User.active.is_(False),
    "unconfirmed": User.confirmed_at.is_(None),
}
MAIL: dict[str, tuple[ColumnElement[bool], ...]] = {
    "dead": (OutboxMessage.status == OutboxStatus.DEAD, OutboxMessage.dropped_for.is_(None)),
    "waiting": (OutboxMessage.status == OutboxStatus.WAITING,),
    "dropped": (OutboxMessage.dropped_for.is_not(None),),
}


Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Found(Generic[Row]):
    """One page of a list; ``total`` over all pages."""

    rows: Sequence[Row]
    total: int


@dataclass(frozen=True, slots=True)
class Account:
    """One account with what its person may do and what was done to it, the latest first."""

    user: User
    roles: Roles
    deeds: list[Deed]


def accounts(viewer: Actor, asked: str, who: str, page: int) -> Found[User]:
    """Return one page of the accounts whose name or address holds ``asked``, by name.

    Raises:
        ForbiddenError: The viewer is no administrator of the programme.
    """
    authorise(viewer, Action.ACCOUNT_MANAGE)
    conditions = [WHO[who]] if who in WHO else []
    if asked:
        conditions.append(
            or_(User.name.icontains(asked, autoescape=True),
                User.email.icontains(asked, autoescape=True))
        )  # fmt: skip
    total = db.session.scalar(select(func.count(User.id)).where(*conditions)) or 0
    chosen = (
        select(User)
        .where(*conditions)
        .options(selectinload(User.roles), selectinload(User.city_roles))
        .order_by(func.lower(User.name), User.id)
    )
    return Found(db.session.scalars(_paged(chosen, page, total)).all(), total)


def account(viewer: Actor, user_id: int) -> Account:
    """Return one account.

    Raises:
        ForbiddenError: The viewer is no administrator of the programme.
        NotFoundError: There is no such account.
    """
    authorise(viewer, Action.ACCOUNT_MANAGE)
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFoundError
    lines = db.session.scalars(
        select(AuditLine)
        .where(AuditLine.thing == "account", AuditLine.thing_id == user_id)
        .order_by(AuditLine.id.desc())
        .limit(LATEST)
    )
    return Account(user, roles_of_account(user), read_lines(lines))


def mail_counts(viewer: Actor) -> dict[str, int]:
    """Return how many mails there are of each kind that needs somebody.

    Raises:
        ForbiddenError: The viewer is no administrator of the programme.
    """
    authorise(viewer, Action.OUTBOX_MANAGE)
    counted = [func.count().filter(*conditions) for conditions in MAIL.values()]
    found = db.session.execute(select(*counted).select_from(OutboxMessage)).one()
    return dict(zip(MAIL, found, strict=True))


def mail(viewer: Actor, kind: str, page: int) -> Found[OutboxMessage]:
    """Return one page of the mails of a kind, those due longest first.

    Raises:
        ForbiddenError: The viewer is no administrator of the programme.
    """
    authorise(viewer, Action.OUTBOX_MANAGE)
    conditions = MAIL[kind]
    total = db.session.scalar(select(func.count(OutboxMessage.id)).where(*conditions)) or 0
    chosen = select(OutboxMessage).where(*conditions)
    chosen = chosen.order_by(OutboxMessage.due_at, OutboxMessage.id)
    return Found(db.session.scalars(_paged(chosen, page, total)).all(), total)


def message(viewer: Actor, message_id: int) -> OutboxMessage:
    """Return one mail.

    Raises:
        ForbiddenError: The viewer is no administrator of the programme.
        NotFoundError: There is no such mail.
    """
    authorise(viewer, Action.OUTBOX_MANAGE)
    found = db.session.get(OutboxMessage, message_id)
    if found is None:
        raise NotFoundError
    return found


def job_runs(viewer: Actor) -> dict[str, JobRun]:
    """Return the latest run of each job by its name.

    Raises:
        ForbiddenError: The viewer is no administrator of the programme.
    """
    authorise(viewer, Action.INSTALLATION_READ)
    return {run.name: run for run in db.session.scalars(select(JobRun).order_by(JobRun.name))}


def _paged(chosen: Select[Row], page: int, total: int) -> Select[Row]:
    last = max(1, -(-total // AT_ONCE))
    return chosen.limit(AT_ONCE).offset((min(page, last) - 1) * AT_ONCE)
