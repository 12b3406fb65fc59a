"""Pilots as the city and those who run them read them; residents: app/queries/experiment.py."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, func, or_, select, true
from sqlalchemy.orm import joinedload

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_pilot
from app.policies.table import Action, may
from app.queries.review import is_impartial
from app.queries.search import matching_ids
from models.application import Application, ApplicationPart
from models.errors import NotFoundError
from models.pilot import PILOT_WORKFLOW, Pilot, PilotAction, PilotStatus


@dataclass(frozen=True, slots=True)
class PilotFilter:
    """What to show at the desk."""

    statuses: tuple[PilotStatus, ...] = ()
    city_id: int | None = None
    text: str = ""
    page: int = 1
    per_page: int = 50


@dataclass(frozen=True, slots=True)
class PilotPage:
    """One page of pilots; ``counts`` by status over everything the viewer may see."""

    rows: list[Pilot]
    counts: dict[PilotStatus, int]
    total: int
    page: int
    pages: int


def desk(viewer: Actor, chosen: PilotFilter | None = None) -> PilotPage:
    """Return the pilots of the viewer's cities and hosted testbeds, next to start or end first."""
    wanted = chosen or PilotFilter()
    conditions = [_theirs(viewer)]
    ids = matching_ids("pilot", wanted.text)
    if ids is not None:
        conditions.append(Pilot.id.in_(ids))
    if wanted.city_id is not None:
        conditions.append(Pilot.city_id == wanted.city_id)
    counted = db.session.execute(
        select(Pilot.status, func.count()).where(*conditions).group_by(Pilot.status)
    )
    counts: dict[PilotStatus, int] = {row[0]: row[1] for row in counted}
    if wanted.statuses:
        conditions.append(Pilot.status.in_(wanted.statuses))
    total = sum(
        n for status, n in counts.items() if not wanted.statuses or status in wanted.statuses
    )
    rows = db.session.scalars(
        select(Pilot)
        .where(*conditions)
        .options(joinedload(Pilot.city), joinedload(Pilot.testbed))
        .order_by(_next_event(), Pilot.id)
        .limit(wanted.per_page)
        .offset((wanted.page - 1) * wanted.per_page)
    )
    pages = max(1, -(-total // wanted.per_page))
    return PilotPage(list(rows), counts, total, wanted.page, pages)


def mine(viewer: Actor) -> list[Pilot]:
    """Return the pilots that the viewer's applications or organisations run, newest first."""
    written = select(Application.id).where(Application.author_id == viewer.user_id)
    return list(
        db.session.scalars(
            select(Pilot)
            .where(
                or_(
                    Pilot.organisation_id.in_(viewer.organisations),
                    Pilot.application_id.in_(written),
                )
            )
            .options(joinedload(Pilot.city), joinedload(Pilot.testbed))
            .order_by(Pilot.start_day.desc(), Pilot.id.desc())
        )
    )


def get(viewer: Actor, pilot_id: int) -> Pilot:
    """Return one pilot for its city, host or applicant.

    Raises:
        NotFoundError: It does not exist or is not theirs.
    """
    pilot = db.session.get(Pilot, pilot_id)
    if pilot is None or not may(viewer, Action.PILOT_READ, of_pilot(pilot)):
        raise NotFoundError
    return pilot


def open_actions(viewer: Actor, pilot: Pilot) -> frozenset[PilotAction]:
    """Return the moves whose buttons this viewer should see: the state's, by their role."""
    if not may(viewer, Action.PILOT_RUN, of_pilot(pilot)):
        return frozenset()
    found = PILOT_WORKFLOW.open_actions(pilot.status)
    return found if decides(viewer, pilot) else found & {PilotAction.PAUSE}


def decides(viewer: Actor, pilot: Pilot) -> bool:
    """Say whether somebody may decide on a pilot: their role does, and nothing binds them.

    Whoever has declared a conflict of interest about its application may only pause it.
    """
    if not may(viewer, Action.PILOT_DECIDE, of_pilot(pilot)):
        return False
    part_id = pilot.booking.part_id if pilot.booking is not None else None
    part = db.session.get(ApplicationPart, part_id) if part_id is not None else None
    return part is None or is_impartial(viewer, part)


def _theirs(viewer: Actor) -> ColumnElement[bool]:
    if viewer.is_admin:
        return true()
    return or_(Pilot.city_id.in_(viewer.cities), Pilot.testbed_id.in_(viewer.hosted_testbeds))


def _next_event() -> ColumnElement[Any]:
    """Order by what comes next: a start, for what is prepared; else an end; what ended is last."""
    coming = Pilot.status.in_((PilotStatus.PREPARING, PilotStatus.READY))
    ended = Pilot.status.in_((PilotStatus.COMPLETED, PilotStatus.STOPPED, PilotStatus.CANCELLED))
    return case((ended, "9999-12-31"), (coming, cast(Pilot.start_day, String)),
                else_=cast(Pilot.end_day, String))  # fmt: skip
