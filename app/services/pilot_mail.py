"""Write to the people of a pilot, in their languages; ``once`` names what is told once to each."""

from collections.abc import Iterable
from typing import Any

from app.queries.pilot_contact import applicant_people, city_people
from app.services.notification import tell, tell_address
from models.account import User
from models.pilot import Pilot


def tell_applicants(pilot: Pilot, template: str, once: str, **context: Any) -> None:
    """Write to the applicant's contact persons; without any, to the author and the owners."""
    _tell_each(pilot, applicant_people(pilot), template, once, context)


def tell_cities(
    pilot: Pilot, template: str, once: str, *, also: Iterable[User] = (), **context: Any
) -> None:
    """Write to the hosts, the city's contact persons and its role mailbox, and ``also`` to some."""
    people = {one.id: one for one in (*city_people(pilot), *also)}
    _tell_each(pilot, people.values(), template, once, context)
    language = pilot.city.required_languages[0]
    tell_address(
        pilot.city.role_mailbox, language, template, _key(pilot, template, once), name="",
        **_facts(pilot, language), **context,
    )  # fmt: skip


def tell_person(pilot: Pilot, user: User, template: str, once: str, **context: Any) -> None:
    """Write to one person about a pilot."""
    _tell_each(pilot, [user], template, once, context)


def _tell_each(
    pilot: Pilot, people: Iterable[User], template: str, once: str, context: dict[str, Any]
) -> None:
    for user in people:
        facts = _facts(pilot, user.language)
        tell(user, template, _key(pilot, template, once), **facts, **context)


def _key(pilot: Pilot, template: str, once: str) -> str:
    return f"{template}:{pilot.id}:{once}"


def _facts(pilot: Pilot, language: str) -> dict[str, Any]:
    """Return what every mail about a pilot knows; names in the reader's language."""
    place = pilot.testbed.name if pilot.testbed is not None else pilot.city.name
    return {
        "pilot_id": pilot.id,
        "slug": pilot.slug,
        "title": pilot.title.best(language)[0],
        "applicant": pilot.runner_name,
        "testbed": place.best(language)[0],
        "city": pilot.city.name.best(language)[0],
        "first_day": pilot.start_day.isoformat(),
        "last_day": pilot.end_day.isoformat(),
    }
