"""Somebody stops working for a city, or for one testbed, and hands over what they alone answer for.

Coordinators end the work of others, everybody may end their own.  A testbed with a host never
loses its last one silently: a named colleague takes it in the same step, and both are told.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.queries.staff_departure import alone, colleagues_of, grants_of, hosted_by, may_part
from app.services.audit import record
from app.services.notification import tell, tell_address
from app.services.staff import keep_a_coordinator, locked
from models.account import CityRoleGrant, User
from models.city import City
from models.errors import FieldError, NotFoundError
from models.testbed import Testbed, TestbedHost


@dataclass(frozen=True, slots=True)
class Leaving:
    """Who leaves which city (``testbed_id``: only this testbed), and who takes over."""

    city_id: int
    user_id: int
    testbed_id: int | None
    successor_id: int | None


@dataclass(frozen=True, slots=True)
class _Ended:
    """What a departure ended: roles, testbeds, and those of them that were handed over."""

    grants: Sequence[CityRoleGrant]
    testbeds: Sequence[Testbed]
    handed: Sequence[Testbed]
    successor: User | None


@use_case
def leave(actor: Actor, said: Leaving) -> None:
    """End somebody's work and hand over what they alone answered for.

    Raises:
        NotFoundError: It is not the actor's to end, or there is nothing to end.
        FieldError: ``successor_needed`` or ``successor_unknown``, at ``successor``.
        ConflictError: The city would have no coordinator.
    """
    city = locked(said.city_id)
    person = db.session.get(User, said.user_id)
    if person is None or not may_part(actor, city, said.user_id):
        raise NotFoundError
    ended = _ended(city, said)
    for given in ended.grants:
        db.session.delete(given)
    db.session.execute(
        delete(TestbedHost).where(
            TestbedHost.user_id == person.id,
            TestbedHost.testbed_id.in_([one.id for one in ended.testbeds]),
        )
    )
    db.session.flush()
    keep_a_coordinator(city.id, *(given.role for given in ended.grants))
    if ended.successor is not None:
        for testbed in ended.handed:
            db.session.add(TestbedHost(testbed_id=testbed.id, user_id=ended.successor.id))
    _record(actor, person, city, ended)
    _tell(actor, person, city, ended)


def _ended(city: City, said: Leaving) -> _Ended:
    only = db.session.get(Testbed, said.testbed_id) if said.testbed_id is not None else None
    if said.testbed_id is not None and only is None:
        raise NotFoundError
    grants = [] if only else grants_of(city, said.user_id)
    testbeds = hosted_by(city, said.user_id, only)
    if not grants and not testbeds:
        raise NotFoundError
    handed = alone(testbeds, said.user_id)
    return _Ended(grants, testbeds, handed, _successor(city, said) if handed else None)


def _successor(city: City, said: Leaving) -> User:
    if said.successor_id is None:
        raise FieldError("successor_needed", field="successor")
    for one in colleagues_of(city, said.user_id):
        if one.id == said.successor_id:
            return one
    raise FieldError("successor_unknown", field="successor")


def _record(actor: Actor, person: User, city: City, ended: _Ended) -> None:
    by_self = person.id == actor.user_id
    for given in ended.grants:
        deed = "staff:lay_down" if by_self else "staff:take_away"
        record(actor, deed, person, city_id=city.id, role=given.role.value)
    for testbed in ended.testbeds:
        if testbed in ended.handed and ended.successor is not None:
            to = ended.successor.id
            record(actor, "staff:hand_over", testbed, user_id=to, from_id=person.id)
        else:
            deed = "staff:leave_host" if by_self else "staff:remove_host"
            record(actor, deed, testbed, user_id=person.id)


def _tell(actor: Actor, person: User, city: City, ended: _Ended) -> None:
    by_self, now = person.id == actor.user_id, f"{clock.now():%Y%m%d%H%M%S%f}"
    roles = [given.role.value for given in ended.grants]
    successor = ended.successor
    tell(
        person,
        "staff/departed",
        f"departed:{city.id}:{person.id}:{now}",
        by_self=by_self,
        city=city.name.best(person.language)[0],
        roles=roles,
        testbeds=_names(ended.testbeds, person.language),
        handed=_names(ended.handed, person.language),
        successor=successor.name if successor is not None else "",
    )
    if successor is not None:
        tell(
            successor,
            "staff/handed_over",
            f"handed_over:{city.id}:{person.id}:{now}",
            person=person.name,
            testbeds=_names(ended.handed, successor.language),
        )
    if by_self:
        language = city.required_languages[0]
        tell_address(
            city.role_mailbox,
            language,
            "staff/left",
            f"left:{city.id}:{person.id}:{now}",
            person=person.name,
            city=city.name.best(language)[0],
            roles=roles,
            testbeds=_names(ended.testbeds, language),
            handed=_names(ended.handed, language),
            successor=successor.name if successor is not None else "",
        )


def _names(testbeds: Sequence[Testbed], language: str) -> list[str]:
    return [one.name.best(language)[0] for one in testbeds]
