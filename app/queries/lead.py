"""Joint applications over several cities: who leads, and how far each part is."""

import datetime as dt
from dataclasses import dataclass

from app.policies.actor import Actor
from app.policies.alternative import one_of_each
from app.policies.approval import reads_for_city
from app.policies.subject import of_city
from app.policies.table import Action, may
from models.application import READY_TO_OFFER, Application, ApplicationPart, PartStatus
from models.city import City
from models.testbed import Testbed


@dataclass(frozen=True, slots=True)
class Ready:
    """One line of the readiness table; ``part_id`` is None where the viewer reads no more."""

    part_id: int | None
    testbed: Testbed
    city: City
    status: PartStatus
    start: dt.date | None
    end: dt.date | None
    is_ready: bool
    is_lead: bool


@dataclass(frozen=True, slots=True)
class Lead:
    """The lead of a joint application as one person sees it."""

    city: City
    rows: list[Ready]
    is_agreed: bool
    may_send: bool
    takers: list[City]

    @property
    def is_ready(self) -> bool:
        """Whether every part that counts waits for its days to be offered."""
        return all(row.is_ready for row in self.rows)


def lead_city(application: Application) -> City:
    """Return the city that sends a joint offer: the one agreed on, else of the first preference."""
    cities = {part.city_id: part.testbed.city for part in application.parts}
    chosen = application.lead_city_id
    return cities[chosen] if chosen in cities else application.parts[0].testbed.city


def leads(viewer: Actor, application: Application) -> bool:
    """Say whether the viewer coordinates the city that leads."""
    return may(viewer, Action.APPLICATION_LEAD, of_city(lead_city(application).id))


def lead_of(viewer: Actor, application: Application) -> Lead:
    """Return who leads and how far each part is, for somebody who reads one of the parts."""
    city = lead_city(application)
    cities = {part.city_id: part.testbed.city for part in application.parts}
    return Lead(
        city=city,
        rows=[_row(viewer, part, city) for part in _counting(application)],
        is_agreed=application.lead_city_id is not None,
        may_send=leads(viewer, application),
        takers=[
            one
            for one in cities.values()
            if one.id != city.id and may(viewer, Action.APPLICATION_LEAD, of_city(one.id))
        ],
    )


def _counting(application: Application) -> list[ApplicationPart]:
    """Return the parts that count now, the most wished for first."""
    return sorted(one_of_each(application), key=lambda one: (one.preference, one.id))


def _row(viewer: Actor, part: ApplicationPart, lead: City) -> Ready:
    return Ready(
        part_id=part.id if reads_for_city(viewer, part) else None,
        testbed=part.testbed,
        city=part.testbed.city,
        status=part.status,
        start=part.agreed_start,
        end=part.agreed_end,
        is_ready=part.status in READY_TO_OFFER,
        is_lead=part.city_id == lead.id,
    )
