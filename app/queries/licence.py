"""Under which licence the data of the cities is given out."""

from sqlalchemy import exists, select

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_city
from app.policies.table import Action, authorise, may
from app.queries.city import cities
from app.queries.held import HeldOpen
from app.queries.open_feature import State
from models.city import City
from models.errors import NotFoundError
from models.licence import OpenLicence, covering
from models.open_feature import OpenFeature


def licence_of(collection: str, city: str = "", state: State | None = None) -> OpenLicence:
    """Return the licence of a collection, or of a city's share of it.

    ``state`` is that of the collection, if somebody has asked; another licence is another state.
    """
    shares = _held.of(collection, state)
    return shares.get(city) or covering(shares.values())


def licences() -> dict[str, OpenLicence]:
    """Return the licence of each city by its slug."""
    return {one.slug: one.licence for one in cities()}


def choosable(viewer: Actor) -> list[City]:
    """Return the cities whose licence the viewer can choose."""
    return [one for one in cities() if may(viewer, Action.CITY_LICENCE, of_city(one.id))]


def city_to_choose_for(viewer: Actor, slug: str) -> City:
    """Return the city of an address whose licence the viewer can choose.

    Raises:
        NotFoundError: There is none, or it is another city's.
        ForbiddenError: The viewer's role in it does not choose.
    """
    city = next((one for one in cities() if one.slug == slug), None)
    if city is None or (city.id not in viewer.cities and not viewer.is_admin):
        raise NotFoundError
    authorise(viewer, Action.CITY_LICENCE, of_city(city.id))
    return city


def _read(collection: str) -> dict[str, OpenLicence]:
    """Return the licences of those cities that have a feature in a collection."""
    has = exists().where(OpenFeature.collection == collection, OpenFeature.city == City.slug)
    rows = db.session.execute(select(City.slug, City.licence).where(has))
    return {slug: licence for slug, licence in rows}  # noqa: C416 - rows are no pairs to mypy


_held = HeldOpen(_read)
