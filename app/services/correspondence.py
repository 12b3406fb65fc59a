"""Whom to write to about an application or a pilot, and what every such mail is told.

Once days are booked, mail goes to the people of the pilot (app/queries/pilot_contact.py): to those
named for their side, where there are any.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from app.database import db
from app.queries.pilot_contact import applicant_people, city_people, pilot_of_part
from app.services.notification import tell, tell_address
from models.account import User
from models.application import OPEN_FOR_DECISION, Application, ApplicationPart
from models.organisation import Membership, OrganisationRole
from models.place_request import PlaceRequest
from models.testbed import Testbed, TestbedHost, TestbedStatus


def tell_applicant(part: ApplicationPart, template: str, *, once: str = "", **context: Any) -> None:
    """Write to the author of the application and the owners of its organisation.

    Where a pilot has come of it and contact persons are named for the applicant, they are written
    to instead.

    Each person is told each step of a part once; ``once`` names what else is told once.
    The mail knows ``application_id``, ``part_id``, ``title``, ``testbed`` and ``city`` (names in
    the reader's language) besides ``context``.
    """
    pilot = pilot_of_part(part.id)
    people = applicant_people(pilot) if pilot is not None else _applicants(part.application)
    for user in people:
        key = _key(template, part, once)
        tell(user, template, key, **_facts(part, user.language), **context)


def tell_city(part: ApplicationPart, template: str, *, once: str = "", **context: Any) -> None:
    """Write to the hosts of the testbed and to the role mailbox of its city.

    Where a pilot has come of it, also to the contact persons whom the city has named.
    """
    pilot = pilot_of_part(part.id)
    for user in city_people(pilot) if pilot is not None else hosts_of(part.testbed):
        tell(
            user,
            template,
            _key(template, part, once),
            **_facts(part, user.language),
            **context,
        )
    city = part.testbed.city
    language = city.required_languages[0]
    tell_address(
        city.role_mailbox,
        language,
        template,
        _key(template, part, once),
        name="",
        **_facts(part, language),
        **context,
    )


def tell_request_applicant(request: PlaceRequest, template: str, **context: Any) -> None:
    """Write about a request for a place to the author and the owners of their organisation.

    The mail knows ``application_id``, ``request_id``, ``title``, ``applicant`` and ``city``.
    """
    for user in _applicants(request.application):
        facts = _request_facts(request, user.language)
        tell(user, template, f"{template}:r{request.id}", **facts, **context)


def tell_request_city(request: PlaceRequest, template: str, **context: Any) -> None:
    """Write about a request for a place to the role mailbox of its city."""
    language = request.city.required_languages[0]
    facts = _request_facts(request, language)
    key = f"{template}:r{request.id}"
    tell_address(request.city.role_mailbox, language, template, key, name="", **facts, **context)


def tell_open_applicants(testbed: Testbed, reason: str) -> None:
    """Write to everybody with an open application that the testbed is paused or closed for good."""
    parts = db.session.scalars(
        select(ApplicationPart)
        .where(
            ApplicationPart.testbed_id == testbed.id,
            ApplicationPart.status.in_(OPEN_FOR_DECISION),
        )
        .order_by(ApplicationPart.id)
    )
    once = f"t{testbed.version}"
    for part in parts:
        if testbed.status is TestbedStatus.RETIRED:
            tell_applicant(part, "testbed/retired", once=once, reason=reason)
        else:
            tell_applicant(part, "testbed/paused", once=once, reason=reason)


def hosts_of(testbed: Testbed) -> list[User]:
    """Return the people with a live account who answer for the testbed."""
    return list(
        db.session.scalars(
            select(User)
            .join(TestbedHost, TestbedHost.user_id == User.id)
            .where(TestbedHost.testbed_id == testbed.id, User.active)
            .order_by(User.id)
        )
    )


def _applicants(application: Application) -> Iterator[User]:
    if application.author.active:
        yield application.author
    if application.organisation_id is None:
        return
    yield from db.session.scalars(
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.organisation_id == application.organisation_id,
            Membership.role == OrganisationRole.OWNER,
            User.id != application.author_id,
            User.active,
        )
        .order_by(User.id)
    )


def _key(template: str, part: ApplicationPart, once: str) -> str:
    """Tell each person each step of a part once, or what ``once`` names: steps raise versions."""
    return f"{template}:{part.id}:{once or part.version}"


def _facts(part: ApplicationPart, language: str) -> dict[str, Any]:
    return {
        "application_id": part.application_id,
        "part_id": part.id,
        "title": part.application.title,
        "applicant": part.application.applicant_name,
        "testbed": part.testbed.name.best(language)[0],
        "city": part.testbed.city.name.best(language)[0],
    }


def _request_facts(request: PlaceRequest, language: str) -> dict[str, Any]:
    return {
        "application_id": request.application_id,
        "request_id": request.id,
        "title": request.application.title,
        "applicant": request.application.applicant_name,
        "city": request.city.name.best(language)[0],
    }
