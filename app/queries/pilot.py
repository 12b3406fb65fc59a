"""Pilots as the city and the people who run them read them; residents: app/queries/experiment.py."""

from dataclasses import dataclass

from app.policies.actor import Actor
from models.pilot import Pilot, PilotAction, PilotStatus


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
    raise NotImplementedError


def mine(viewer: Actor) -> list[Pilot]:
    """Return the pilots that the viewer's applications or organisations run, newest first."""
    raise NotImplementedError


def get(viewer: Actor, pilot_id: int) -> Pilot:
    """Return one pilot for its city, host or applicant.

    Raises:
        NotFoundError: It does not exist or is not theirs.
    """
    raise NotImplementedError


def open_actions(viewer: Actor, pilot: Pilot) -> frozenset[PilotAction]:
    """Return the moves whose buttons this viewer should see: the state's, by their role."""
    raise NotImplementedError
