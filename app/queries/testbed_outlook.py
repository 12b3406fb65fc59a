"""What stands on a testbed: pilots, booked days, offers, and applications that wait."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.database import db
from app.queries.booking import Stay, stays_of
from models.application import Application, ApplicationPart, PartStatus
from models.pilot import Pilot, PilotStatus
from models.testbed import Testbed

ON_SITE = (PilotStatus.RUNNING, PilotStatus.PAUSED)
COMING = (PilotStatus.PREPARING, PilotStatus.READY)
HORIZON = dt.timedelta(days=3660)
OPEN = (
    PartStatus.SUBMITTED,
    PartStatus.IN_REVIEW,
    PartStatus.NEEDS_INFO,
    PartStatus.SHORTLISTED,
)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a change of state meets.  ``booked`` are days ahead that have no pilot."""

    running: list[Pilot] = field(default_factory=list)
    coming: list[Pilot] = field(default_factory=list)
    reporting: list[Pilot] = field(default_factory=list)
    booked: list[Stay] = field(default_factory=list)
    offers: list[ApplicationPart] = field(default_factory=list)
    waiting: list[ApplicationPart] = field(default_factory=list)
    applications: list[ApplicationPart] = field(default_factory=list)
    ahead: int = 0

    @property
    def told(self) -> int:
        """How many applications get a mail when the place is paused or closed."""
        return len(self.waiting) + len(self.applications)

    @property
    def is_empty(self) -> bool:
        return not (self.running or self.coming or self.reporting or self.booked or self.offers
                    or self.told)  # fmt: skip


def outlook(testbed: Testbed) -> Outlook:
    """Return what stands on a testbed that the caller may read."""
    today = clock.today(testbed.city.time_zone)
    stays = stays_of(testbed, today, today + HORIZON)
    parts = _parts(testbed.id, (*OPEN, PartStatus.WAITLISTED, PartStatus.OFFERED))
    pilots = _pilots(testbed.id)
    offered = {part.id for part in parts if part.status is PartStatus.OFFERED}
    return Outlook(
        running=[one for one in pilots if one.status in ON_SITE],
        coming=[one for one in pilots if one.status in COMING],
        reporting=[one for one in pilots if one.status is PilotStatus.REPORTING],
        booked=[stay for stay in stays if stay.pilot_id is None and stay.part_id not in offered],
        offers=[part for part in parts if part.status is PartStatus.OFFERED],
        waiting=[part for part in parts if part.status is PartStatus.WAITLISTED],
        applications=[part for part in parts if part.status in OPEN],
        ahead=len(stays),
    )


def _parts(testbed_id: int, statuses: Sequence[PartStatus]) -> list[ApplicationPart]:
    return list(
        db.session.scalars(
            select(ApplicationPart)
            .where(ApplicationPart.testbed_id == testbed_id, ApplicationPart.status.in_(statuses))
            .options(
                joinedload(ApplicationPart.application).joinedload(Application.organisation),
                joinedload(ApplicationPart.application).joinedload(Application.author),
            )
            .order_by(ApplicationPart.status_changed_at, ApplicationPart.id)
        )
    )


def _pilots(testbed_id: int) -> list[Pilot]:
    statuses = (*ON_SITE, *COMING, PilotStatus.REPORTING)
    return list(
        db.session.scalars(
            select(Pilot)
            .where(Pilot.testbed_id == testbed_id, Pilot.status.in_(statuses))
            .order_by(Pilot.start_day, Pilot.id)
        )
    )
