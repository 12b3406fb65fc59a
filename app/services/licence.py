"""Choose under which licence a city gives out its open data."""

from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_city
from app.policies.table import Action, authorise
from app.services.audit import record
from models.city import City
from models.errors import NotFoundError
from models.licence import OpenLicence


@use_case
def choose(actor: Actor, city_id: int, licence: OpenLicence) -> int:
    """Choose the licence of all that is the city's from now on; returns the city's id.

    Every feature of the city says so in the same transaction.  What somebody took away under
    another licence before stays theirs under that.

    Raises:
        ForbiddenError: Their role in the city does not choose.
        NotFoundError: There is no such city.
    """
    authorise(actor, Action.CITY_LICENCE, of_city(city_id))
    city = db.session.get(City, city_id)
    if city is None:
        raise NotFoundError
    before = city.licence
    if licence is before:
        return city_id
    city.licence = licence
    record(actor, "city:licence", city, city_id=city_id, before=before.value, after=licence.value)
    return city_id
