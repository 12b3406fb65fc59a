"""Lines of the audit trail with the names of who and what; a city's are in audit_trail.py."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select

from app.database import db
from models.account import User
from models.application import Application, ApplicationPart
from models.audit import AuditLine
from models.base import Translated
from models.booking import Booking
from models.challenge import Challenge
from models.city import City
from models.event import Event
from models.feedback import Feedback
from models.harm_report import HarmReport
from models.pilot import Pilot
from models.pilot_change import PilotChange
from models.pilot_incident import PilotIncident
from models.pilot_midterm import PilotMidterm
from models.pilot_task import PilotTask
from models.pilot_update import PilotUpdate
from models.place_request import PlaceRequest
from models.testbed import Testbed, TestbedVersion

Names = dict[int, Translated]
PILOT_PARTS: tuple[Any, ...] = (
    PilotTask, PilotUpdate, PilotIncident, PilotChange, PilotMidterm, Feedback, HarmReport,
)  # fmt: skip
PEOPLE = ("user_id", "from_id")  # facts that name somebody


@dataclass(frozen=True, slots=True)
class Deed:
    """One line: who (None: the service itself) did ``action`` to what, to whom, from whom."""

    at: dt.datetime
    action: str
    who: str | None
    kind: str
    thing_id: int
    thing: Translated
    person: str
    other: str
    moved: tuple[str, str] | None
    facts: dict[str, Any]
    reason: str = ""


def deeds_of_part(part: ApplicationPart) -> list[Deed]:
    """Return what was done to a part and its days, oldest first; the caller may read the part."""
    bookings = select(Booking.id).where(Booking.part_id == part.id)
    moved = and_(
        AuditLine.thing == "booking",
        AuditLine.thing_id.in_(bookings),
        AuditLine.action == "booking:move",
    )
    own = and_(AuditLine.thing == "application_part", AuditLine.thing_id == part.id)
    return read_lines(
        db.session.scalars(select(AuditLine).where(or_(own, moved)).order_by(AuditLine.id))
    )


def deeds_of_pilot(pilot: Pilot) -> list[Deed]:
    """Return what was done to a pilot and its days, oldest first; the caller may read the pilot."""
    own = and_(AuditLine.thing == "pilot", AuditLine.thing_id == pilot.id)
    parts = [
        and_(
            AuditLine.thing == table.__tablename__,
            AuditLine.thing_id.in_(select(table.id).where(table.pilot_id == pilot.id)),
        )
        for table in PILOT_PARTS
    ]
    moved = and_(
        AuditLine.thing == "booking",
        AuditLine.thing_id == pilot.booking_id,
        AuditLine.action == "booking:move",
    )
    return read_lines(
        db.session.scalars(select(AuditLine).where(or_(own, moved, *parts)).order_by(AuditLine.id))
    )


def read_lines(found: Iterable[AuditLine]) -> list[Deed]:
    """Return the lines with the names of who and what."""
    lines = list(found)
    things = {
        kind: names(ids)
        for kind, names in _NAMES.items()
        if (ids := {line.thing_id for line in lines if line.thing == kind})
    }
    people = _people(
        {line.actor_id for line in lines if line.actor_id}
        | {line.facts[name] for line in lines for name in PEOPLE if name in line.facts}
    )
    reasons = _reasons(lines)
    return [
        Deed(
            reason=reasons.get((line.thing, line.thing_id, line.facts.get("version")), ""),
            at=line.at,
            action=line.action,
            who=people[line.actor_id].fi if line.actor_id in people else None,
            kind=line.thing,
            thing_id=line.thing_id,
            thing=things.get(line.thing, {}).get(line.thing_id, Translated()),
            person=people.get(line.facts.get("user_id", 0), Translated()).fi,
            other=people.get(line.facts.get("from_id", 0), Translated()).fi,
            moved=(line.from_status, line.to_status)
            if line.from_status and line.to_status
            else None,
            facts=line.facts,
        )
        for line in lines
    ]


def _reasons(lines: Iterable[AuditLine]) -> dict[tuple[str, int, int | None], str]:
    """Return what was said to changes of testbeds, by thing, id and version."""
    ids = {line.thing_id for line in lines if line.thing == "testbed" and "version" in line.facts}
    if not ids:
        return {}
    rows = db.session.execute(
        select(TestbedVersion.testbed_id, TestbedVersion.number, TestbedVersion.reason).where(
            TestbedVersion.testbed_id.in_(ids), TestbedVersion.reason != ""
        )
    )
    return {("testbed", testbed_id, number): reason for testbed_id, number, reason in rows}


def _same(text: str) -> Translated:
    return Translated(text, text, text)


def _people(ids: Iterable[int]) -> Names:
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(list(ids))))
    return {user_id: _same(name) for user_id, name in rows}


def _testbeds(ids: Iterable[int]) -> Names:
    rows = db.session.execute(select(Testbed.id, Testbed.name).where(Testbed.id.in_(list(ids))))
    return dict(rows.all())


def _cities(ids: Iterable[int]) -> Names:
    rows = db.session.execute(select(City.id, City.name).where(City.id.in_(list(ids))))
    return dict(rows.all())


def _parts(ids: Iterable[int]) -> Names:
    rows = db.session.execute(
        select(ApplicationPart.id, Application.title)
        .join(Application, Application.id == ApplicationPart.application_id)
        .where(ApplicationPart.id.in_(list(ids)))
    )
    return {part_id: _same(title) for part_id, title in rows}


def _requests(ids: Iterable[int]) -> Names:
    rows = db.session.execute(
        select(PlaceRequest.id, Application.title)
        .join(Application, Application.id == PlaceRequest.application_id)
        .where(PlaceRequest.id.in_(list(ids)))
    )
    return {request_id: _same(title) for request_id, title in rows}


def _bookings(ids: Iterable[int]) -> Names:
    rows = db.session.execute(
        select(Booking.id, Testbed.name)
        .join(Testbed, Testbed.id == Booking.testbed_id)
        .where(Booking.id.in_(list(ids)))
    )
    return dict(rows.all())


def _of_pilot(table: Any) -> Callable[[Iterable[int]], Names]:
    """Return what names rows that hang on pilots by the pilots' titles."""

    def names(ids: Iterable[int]) -> Names:
        rows = db.session.execute(
            select(table.id, Pilot.title)
            .join(Pilot, Pilot.id == table.pilot_id)
            .where(table.id.in_(list(ids)))
        )
        return dict(rows.all())

    return names


def _pilots(ids: Iterable[int]) -> Names:
    rows = db.session.execute(select(Pilot.id, Pilot.title).where(Pilot.id.in_(list(ids))))
    return dict(rows.all())


def _titled(table: Any) -> Callable[[Iterable[int]], Names]:
    """Return what names the rows of a table by their own titles."""

    def names(ids: Iterable[int]) -> Names:
        rows = db.session.execute(select(table.id, table.title).where(table.id.in_(list(ids))))
        return dict(rows.all())

    return names


_NAMES: dict[str, Callable[[Iterable[int]], Names]] = {
    "account": _people,
    "city": _cities,
    "testbed": _testbeds,
    "application_part": _parts,
    "place_request": _requests,
    "booking": _bookings,
    "pilot": _pilots,
    "challenge": _titled(Challenge),
    "event": _titled(Event),
    **{table.__tablename__: _of_pilot(table) for table in PILOT_PARTS},
}
