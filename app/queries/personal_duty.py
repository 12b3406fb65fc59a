"""What somebody must hand over or end before their account can be erased."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from app import row_scope
from app.database import db
from app.policies.actor import Actor
from app.queries.personal_duty_challenge import left_to_score, unsettled_awards
from app.queries.staff_departure import LIVE, alone
from models.account import CityRole, CityRoleGrant, User, role_of_user
from models.application import Application, ApplicationPart
from models.base import Translated
from models.challenge import Challenge
from models.city import City
from models.organisation import Membership, Organisation, OrganisationRole
from models.personal_application import MOVING
from models.personal_idle import GOING_ON
from models.pilot import Pilot
from models.testbed import Testbed, TestbedHost


class DutyKind(enum.StrEnum):
    """What keeps an account from being erased."""

    OWNER = "owner"
    COORDINATOR = "coordinator"
    HOST = "host"
    APPLICANT = "applicant"
    PILOT = "pilot"
    JUROR = "juror"
    AWARD = "award"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that nobody else answers for; ``thing_id`` is the row that its page shows."""

    kind: DutyKind
    thing_id: int
    name: Translated


@row_scope.as_system("what only one person answers for, also while their roles rest")
def duties_of(actor: Actor) -> list[Duty]:
    """Return what only the actor answers for and that goes on."""
    user_id = actor.user_id or 0
    return [
        *_owner(user_id),
        *_coordinator(user_id),
        *_host(user_id),
        *_applicant(user_id),
        *_runner(user_id),
        *(Duty(DutyKind.JUROR, *one) for one in left_to_score(user_id)),
        *(Duty(DutyKind.AWARD, *one) for one in unsettled_awards(user_id)),
        *(_admin(user_id) if actor.is_admin else ()),
    ]


def _same(text: str) -> Translated:
    return Translated(text, text, text)


def _owner(user_id: int) -> Iterator[Duty]:
    """Yield organisations that have no other owner and something that goes on."""
    others = (
        select(Membership.organisation_id)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.role == OrganisationRole.OWNER,
            Membership.user_id != user_id,
            User.active.is_(True),
        )
    )
    running = select(Pilot.organisation_id).where(
        Pilot.organisation_id.is_not(None), Pilot.status.in_(LIVE)
    )
    moving = (
        select(Application.organisation_id)
        .join(ApplicationPart)
        .where(
            Application.organisation_id.is_not(None),
            Application.submitted_at.is_not(None),
            ApplicationPart.status.in_(MOVING),
        )
    )
    posed = select(Challenge.organisation_id).where(
        Challenge.organisation_id.is_not(None), Challenge.status.in_(GOING_ON)
    )
    rows = db.session.scalars(
        select(Organisation)
        .join(Membership)
        .where(
            Membership.user_id == user_id,
            Membership.role == OrganisationRole.OWNER,
            Organisation.id.not_in(others),
            or_(*(Organisation.id.in_(busy) for busy in (running, moving, posed))),
        )
        .order_by(Organisation.name)
    )
    yield from (Duty(DutyKind.OWNER, one.id, _same(one.name)) for one in rows)


def _coordinator(user_id: int) -> Iterator[Duty]:
    others = (
        select(CityRoleGrant.city_id)
        .join(User, User.id == CityRoleGrant.user_id)
        .where(
            CityRoleGrant.role == CityRole.COORDINATOR,
            CityRoleGrant.user_id != user_id,
            User.active.is_(True),
        )
    )
    rows = db.session.scalars(
        select(City)
        .join(CityRoleGrant, CityRoleGrant.city_id == City.id)
        .where(
            CityRoleGrant.user_id == user_id,
            CityRoleGrant.role == CityRole.COORDINATOR,
            City.id.not_in(others),
        )
        .order_by(City.slug)
    )
    yield from (Duty(DutyKind.COORDINATOR, one.id, one.name) for one in rows)


def _host(user_id: int) -> Iterator[Duty]:
    hosted = db.session.scalars(
        select(Testbed)
        .join(TestbedHost, TestbedHost.testbed_id == Testbed.id)
        .where(TestbedHost.user_id == user_id)
        .order_by(Testbed.slug)
    )
    yield from (Duty(DutyKind.HOST, one.id, one.name) for one in alone(list(hosted), user_id))


def _applicant(user_id: int) -> Iterator[Duty]:
    rows = db.session.scalars(
        select(Application)
        .where(
            Application.author_id == user_id,
            Application.organisation_id.is_(None),
            Application.submitted_at.is_not(None),
            Application.id.in_(
                select(ApplicationPart.application_id).where(ApplicationPart.status.in_(MOVING))
            ),
        )
        .order_by(Application.id)
    )
    yield from (Duty(DutyKind.APPLICANT, one.id, _same(one.title)) for one in rows)


def _runner(user_id: int) -> Iterator[Duty]:
    rows = db.session.scalars(
        select(Pilot)
        .join(Application, Application.id == Pilot.application_id)
        .where(
            Application.author_id == user_id,
            Application.organisation_id.is_(None),
            Pilot.status.in_(LIVE),
        )
        .order_by(Pilot.id)
    )
    yield from (Duty(DutyKind.PILOT, one.id, one.title) for one in rows)


def _admin(user_id: int) -> Iterator[Duty]:
    others = db.session.scalar(
        select(func.count(User.id))
        .join(role_of_user, role_of_user.c.user_id == User.id)
        .where(User.id != user_id, User.active.is_(True))
    )
    if not others:
        yield Duty(DutyKind.ADMIN, user_id, Translated())
