"""People of every role, and one thing of each kind in each of its states."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app import clock
from app.policies.actor import SYSTEM, VISITOR, Actor
from app.services import call as calls
from app.services import pilot as pilots
from models.account import CityRole, User
from models.base import Translated
from models.exchange import ImportJob, ImportStatus
from models.organisation import OrganisationRole
from models.testbed import TestbedStatus
from tests.factories import application as parts
from tests.factories import call as call_of
from tests.factories import pilot_step
from tests.factories.account import (
    acting,
    admin,
    host,
    member,
    organisation,
    person,
    staff,
)
from tests.factories.testbed import testbed

WHOLE = {"contact_email": "paikka@koepaikka.example", "operator": "Helsinki"}


@dataclass(frozen=True)
class World:
    """Who acts (actors by role, and their ``fs_uniquifier`` for browsers), and on which ids."""

    actors: dict[str, Actor]
    cookies: dict[str, str]
    ids: dict[str, int]


def world(session: Any, machine: str, state: str) -> World:
    """Return a world with one thing of this kind in this state."""
    company = organisation("Lamput Oy")
    author = member(company)
    place = testbed(**WHOLE)
    ids = MAKERS[machine](session, place, author, state)
    people: dict[str, User] = {
        "resident": person(),
        "author": author,
        "owner": member(company),
        "member": member(company, OrganisationRole.MEMBER),
        "rival": member(),
        "host": host(place),
        "other_host": host(testbed()),
        "editor": staff(CityRole.EDITOR),
        "reviewer": staff(CityRole.REVIEWER),
        "coordinator": staff(),
        "other_city": staff(slug="tampere"),
        "admin": admin(),
    }
    actors = {role: acting(user) for role, user in people.items()}
    cookies = {role: user.fs_uniquifier for role, user in people.items()}
    session.commit()
    return World({**actors, "visitor": VISITOR, "system": SYSTEM}, cookies, ids)


def _part(session: Any, place: Any, author: User, state: str) -> dict[str, int]:
    """Make a part whose wished days are full, so that it may wait; far days are free."""
    parts.offered(place)
    if state == "draft":
        made = parts.draft(place, author=author).parts[0]
    elif state in {"offered", "accepted"}:
        made = parts.offered(place, author=author, start=30)
        if state == "accepted":
            parts.offer.accept(parts.applicant(made.application), made.id, parts.TERMS)
    else:
        made = parts.in_state(parts.part(place, author=author), parts.PartStatus(state))
    session.commit()
    return {
        "part": made.id, "application": made.application_id, "testbed": place.id,
        "version": made.application.version,
    }  # fmt: skip


def _booking(session: Any, place: Any, author: User, state: str) -> dict[str, int]:
    if state == "held":
        made = parts.offered(place, author=author, start=0)
    elif state in {"confirmed", "running", "completed"}:
        step = {"confirmed": parts.booked, "running": pilot_step.running,
                "completed": pilot_step.reporting}[state]  # fmt: skip
        made = step(place, author=author, start=0).booking
        return {"booking": made.id, "from": 0}
    else:
        made = parts.offered(place, author=author, start=0)
        deed = {"cancelled": parts.offer.decline, "expired": None}[state]
        if deed is not None:
            deed(parts.applicant(made.application), made.id)
        else:
            parts.booking_of(made).hold_expires_at = clock.now()
            session.commit()
            parts.offer.expire_due(place.id)
    return {"booking": parts.booking_of(made).id, "from": 0}


def _pilot(_session: Any, place: Any, author: User, state: str) -> dict[str, int]:
    before = {
        "preparing": pilot_step.complete, "cancelled": pilot_step.complete,
        "ready": pilot_step.ready, "running": pilot_step.running, "stopped": pilot_step.running,
        "paused": pilot_step.paused, "reporting": pilot_step.reported,
        "completed": pilot_step.reported,
    }  # fmt: skip
    made = before[state](place, author=author)
    if state in {"stopped", "cancelled"}:
        pilots.stop(SYSTEM, made.id, Translated("Syy"))
    if state == "completed":
        pilots.complete(SYSTEM, made.id)
    return {"pilot": made.id}


def _testbed(session: Any, place: Any, author: User, state: str) -> dict[str, int]:
    place.status = TestbedStatus(state)
    if place.status is TestbedStatus.DRAFT:
        place.published_at = None
    session.commit()
    return {"testbed": place.id, "version": place.version}


def _import(session: Any, place: Any, _author: User, state: str) -> dict[str, int]:
    columns = [{"name": "name", "filled": 1, "samples": ["Tori"]}]
    made = ImportJob(
        city_id=place.city_id, by_id=None, file_name="a.csv", status=ImportStatus(state),
        ending="csv", folder="f" * 32, layout="l" * 64, created_at=clock.now(), total=1,
        mapping={"name": "name_fi"}, counts={"new": 1}, run="r" * 32, alive_at=clock.now(),
        facts={"kind": "csv", "rows": 1, "shapes": 0, "epsg": None, "crs_name": "", "layers": [],
               "layer": "", "columns": columns},
    )  # fmt: skip
    session.add(made)
    session.commit()
    return {"job": made.id, "version": made.version}


def _call(session: Any, place: Any, _author: User, state: str) -> dict[str, int]:
    times = {"draft": (-24, 24), "planned": (24, 48), "open": (-24, 24), "closed": (-48, -24)}
    opens, closes = times[state]
    made = call_of.draft(place, opens=opens, closes=24 if state == "closed" else closes)
    if state != "draft":
        calls.publish(acting(staff()), made.id, made.version)
    if state == "closed":
        made.opens_at, made.closes_at = (clock.now() + hours * call_of.HOUR for hours in (-48, -24))
    session.commit()
    return {"call": made.id, "version": made.version}


MAKERS: dict[str, Callable[[Any, Any, User, str], dict[str, int]]] = {
    "application_part": _part,
    "booking": _booking,
    "pilot": _pilot,
    "testbed": _testbed,
    "import": _import,
    "call": _call,
}
