"""People of every role, and one thing of each kind in each of its states."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.policies.actor import SYSTEM, VISITOR, Actor
from models.account import CityRole, User
from models.organisation import OrganisationRole
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
from tests.integration.matrix import registrations
from tests.integration.matrix import things_application as applications
from tests.integration.matrix import things_award as awards
from tests.integration.matrix import things_challenge as challenges
from tests.integration.matrix import things_concept as concepts
from tests.integration.matrix import things_event as events
from tests.integration.matrix import things_fault as faults
from tests.integration.matrix import things_feedback as feedback
from tests.integration.matrix import things_jury as juries
from tests.integration.matrix import things_pilot as pilots
from tests.integration.matrix import things_testbed as testbeds
from tests.integration.matrix import things_webhook as webhooks

WHOLE = {"contact_email": "paikka@koepaikka.example", "operator": "Helsinki"}
MAKERS: dict[str, Callable[[Any, Any, Mapping[str, User], str], dict[str, Any]]] = {
    "application_part": applications.part,
    "joint": applications.joint,
    "joint_led_elsewhere": applications.joint_led_elsewhere,
    "agreement": applications.agreement,
    "review": applications.review,
    "place_request": applications.place_request,
    "booking": pilots.booking,
    "pilot": pilots.pilot,
    "report": pilots.report,
    "pilot_change": pilots.change,
    "pilot_incident": pilots.incident,
    "panel": pilots.panel,
    "volunteer": pilots.volunteer,
    "registration": registrations.registration,
    "feedback": feedback.piece,
    "harm_report": feedback.report,
    "testbed": testbeds.of_place,
    "import": testbeds.import_job,
    "call": testbeds.call,
    "challenge": challenges.challenge,
    "event": events.event,
    "concept": concepts.of_team,
    "concept_screening": concepts.screened,
    "fault": faults.fault,
    "award": awards.award,
    "juror": juries.juror,
    "jury_assignment": juries.assignment,
    "webhook": webhooks.webhook,
}


@dataclass(frozen=True)
class World:
    """Who acts (actors by role, and their ``fs_uniquifier`` for browsers), and on which ids.

    ``own`` are the ids that a role's page has in place of the others'.
    """

    actors: dict[str, Actor]
    cookies: dict[str, str]
    ids: dict[str, Any]
    own: dict[str, dict[str, Any]] = field(default_factory=dict)


def world(session: Any, machine: str, state: str) -> World:
    """Return a world with one thing of this kind in this state."""
    company = organisation("Lamput Oy")
    place = testbed(**WHOLE)
    people: dict[str, User] = {
        "resident": person(),
        "author": member(company),
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
    ids = MAKERS[machine](session, place, people, state)
    own = ids.pop("own", {})
    actors = {role: acting(user) for role, user in people.items()}
    cookies = {role: user.fs_uniquifier for role, user in people.items()}
    session.commit()
    return World({**actors, "visitor": VISITOR, "system": SYSTEM}, cookies, ids, own)
