"""Filters that people have kept: their own, and those that a city's staff share."""

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_city
from app.policies.table import Action, may
from app.queries.city import cities
from models.city import City
from models.errors import NotFoundError
from models.testbed_filter import SavedFilter


def saved_filters(viewer: Actor) -> list[SavedFilter]:
    """Return the viewer's own filters and those shared in their cities, by name."""
    rows = db.session.scalars(
        select(SavedFilter)
        .where(or_(SavedFilter.user_id == viewer.user_id, SavedFilter.city_id.in_(viewer.cities)))
        .options(joinedload(SavedFilter.user), joinedload(SavedFilter.city))
    )
    return sorted(rows, key=lambda one: (one.name.casefold(), one.id))


def may_manage(viewer: Actor, saved: SavedFilter) -> bool:
    """Say whether somebody may rename or delete a filter: its owner, or its city's coordinator."""
    if saved.user_id == viewer.user_id:
        return True
    return saved.city_id is not None and may(viewer, Action.CITY_STAFF, of_city(saved.city_id))


def own_filter(viewer: Actor, filter_id: int) -> SavedFilter:
    """Return a filter that the viewer may rename or delete.

    Raises:
        NotFoundError: It does not exist, or is somebody else's.
    """
    saved = db.session.get(SavedFilter, filter_id)
    if saved is None or not may_manage(viewer, saved):
        raise NotFoundError
    return saved


def cities_to_share_in(viewer: Actor) -> list[City]:
    """Return the cities whose staff the viewer may share a filter with."""
    return [one for one in cities() if may(viewer, Action.FILTER_SHARE, of_city(one.id))]
