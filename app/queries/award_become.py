"""What became of the winners: prize, application, pilot, result and where it was tried again.

Everybody reads it, so each step tells only what is public of it: of an application no more than
that it is being written, is with a city or has ended; of pilots those that residents see.
"""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import defer, joinedload

from app import row_scope
from app.database import db
from app.queries.award import TOLD
from models.application import BOOKED, OPEN_FOR_DECISION, Application, PartStatus
from models.award import PASSED_ON, Award, AwardKind, AwardStatus
from models.challenge import Challenge
from models.pilot import PUBLIC_STATES, Pilot

LIVE = (*OPEN_FOR_DECISION, PartStatus.OFFERED, *BOOKED)


class ApplicationStep(enum.StrEnum):
    """What everybody is told of the application that a prize led to."""

    WRITING = "writing"
    WITH_CITY = "with_city"
    ENDED = "ended"


@dataclass(slots=True)
class PilotStep:
    """One pilot that came of it, and the pilots elsewhere that repeat it."""

    pilot: Pilot
    repeats: list[Pilot] = field(default_factory=list)


@dataclass(slots=True)
class Chain:
    """One prize and what followed, as far as it is public."""

    award: Award
    application: ApplicationStep | None = None
    pilots: list[PilotStep] = field(default_factory=list)


def chains(challenge: Challenge) -> list[Chain]:
    """Return what became of each prize of an announced challenge, by place as they were offered."""
    if challenge.status not in TOLD:
        return []
    return chains_of([challenge.id])


def told_chains(challenge: Challenge) -> list[Chain]:
    """Return what everybody is told: nobody is named who gave a prize up or did not answer."""
    return [one for one in chains(challenge) if one.award.status not in PASSED_ON]


@row_scope.as_system("what became of prizes, of which nobody reads the application")
def chains_of(challenge_ids: Iterable[int]) -> list[Chain]:
    """Return the same of several challenges, whose outcome must be public."""
    awards = db.session.scalars(
        select(Award)
        .where(Award.challenge_id.in_(list(challenge_ids)), Award.kind == AwardKind.PRIZE)
        .options(
            joinedload(Award.application).selectinload(Application.parts),
            joinedload(Award.application).selectinload(Application.requests),
        )
        .order_by(Award.challenge_id, Award.place, Award.id)
    ).all()
    held = [one for one in awards if one.status is AwardStatus.ACCEPTED]
    pilots = _pilots([one.application_id for one in held if one.application_id is not None])
    found = []
    for award in awards:
        chain = Chain(award)
        if award in held and award.application is not None:
            chain.application = _step(award.application)
            chain.pilots = pilots.get(award.application.id, [])
        found.append(chain)
    return found


def _step(application: Application) -> ApplicationStep:
    if application.submitted_at is None:
        return ApplicationStep.WRITING
    return ApplicationStep.WITH_CITY if application.state in LIVE else ApplicationStep.ENDED


def _pilots(application_ids: Sequence[int]) -> dict[int, list[PilotStep]]:
    rows = _public(Pilot.application_id.in_(application_ids))
    steps = {one.id: PilotStep(one) for one in rows}
    for repeat in _public(Pilot.replicates_id.in_(steps)):
        if repeat.replicates_id is not None:
            steps[repeat.replicates_id].repeats.append(repeat)
    found: dict[int, list[PilotStep]] = {}
    for one in rows:
        if one.application_id is not None:
            found.setdefault(one.application_id, []).append(steps[one.id])
    return found


def _public(which: ColumnElement[bool]) -> Sequence[Pilot]:
    return db.session.scalars(
        select(Pilot)
        .where(which, Pilot.status.in_(PUBLIC_STATES))
        .options(defer(Pilot.geom), joinedload(Pilot.city), joinedload(Pilot.testbed))
        .order_by(Pilot.start_day, Pilot.id)
    ).all()


def born_of(pilot: Pilot) -> Award | None:
    """Return the prize that a pilot came of, or None; its challenge is public."""
    if pilot.application_id is None:
        return None
    return db.session.scalar(
        select(Award)
        .join(Challenge, Challenge.id == Award.challenge_id)
        .where(
            Award.application_id == pilot.application_id,
            Award.status == AwardStatus.ACCEPTED,
            Challenge.status.in_(TOLD),
        )
        .options(joinedload(Award.challenge))
    )
