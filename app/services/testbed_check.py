"""Say that a record is right as it stands, and remind the cities of those nobody has checked."""

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_city
from app.policies.table import Action, authorise, may
from app.queries.city import cities
from app.queries.testbed_stale import is_public, stale_testbeds
from app.services.audit import record
from app.services.notification import tell_address
from app.services.testbed import locked, written
from app.services.testbed_version import Deed, record_of
from models.base import LANGUAGES
from models.city import City
from models.errors import FieldError, NotFoundError

MOST_NAMED = 100
MONTHS = (1, 60)


@use_case
def check(actor: Actor, testbed_id: int) -> str:
    """Write down that somebody has read a public record through today; returns the day.

    A second time on the same day changes nothing.

    Raises:
        ForbiddenError: It takes an editor, a host of the place, or the coordinator.
        FieldError: ``not_public``, ``needed_while_public`` (fields).
    """
    testbed = locked(actor, testbed_id, Action.TESTBED_CHECK)
    if not is_public(testbed):
        raise FieldError("not_public")
    before = record_of(testbed)
    testbed.checked_on = clock.today(testbed.city.time_zone)
    written(actor, testbed, before, Deed("check"))
    return testbed.checked_on.isoformat()


@use_case
def change_rhythm(actor: Actor, city_id: int, months: int) -> int:
    """Decide how old a check may grow in a city before it is reminded; returns the months.

    Raises:
        ForbiddenError: It takes the city's coordinator.
        FieldError: ``number_range`` (least, most).
    """
    authorise(actor, Action.CITY_STAFF, of_city(city_id))
    city = db.session.get(City, city_id)
    if city is None:
        raise NotFoundError
    least, most = MONTHS
    if not least <= months <= most:
        raise FieldError("number_range", field="months", least=least, most=most)
    if months != city.check_months:
        record(actor, "city:check_months", city, city_id=city_id, before=city.check_months,
               after=months)  # fmt: skip
        city.check_months = months
    return months


def cities_to_check_in(viewer: Actor) -> list[City]:
    """Return the cities for which the viewer decides how often records are checked."""
    return [one for one in cities() if may(viewer, Action.CITY_STAFF, of_city(one.id))]


def remind_all() -> int:
    """Remind every city once a month of its stale records, for the job; returns how many were."""
    return sum(remind(city.id) for city in cities())


@use_case
def remind(city_id: int) -> int:
    """Write to a city's role mailbox when it has stale records and was not told this month."""
    city = db.session.get_one(City, city_id)
    found = stale_testbeds(city)
    if not found:
        return 0
    languages = [one for one in LANGUAGES if one in city.required_languages]
    month = f"{clock.today(city.time_zone):%Y-%m}"
    testbeds = [
        {
            "id": one.id,
            "names": {lang: one.name.best(lang)[0] for lang in languages},
            "checked": one.checked_on.isoformat() if one.checked_on else "",
        }
        for one in found[:MOST_NAMED]
    ]
    tell_address(
        city.role_mailbox,
        languages[0],
        "testbed/stale",
        f"testbed/stale:{city.id}:{month}",
        languages=languages,
        cities={lang: city.name.best(lang)[0] for lang in languages},
        slug=city.slug,
        months=city.check_months,
        count=len(found),
        testbeds=testbeds,
    )
    return 1
