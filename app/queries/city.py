"""The six cities, in the order in which they are listed everywhere."""

from collections.abc import Sequence

from sqlalchemy import select

from app.database import db
from models.base import Translated
from models.city import City


def cities() -> Sequence[City]:
    """Return every city, by id (the capital region first)."""
    return db.session.scalars(select(City).order_by(City.id)).all()


def city_names() -> dict[str, Translated]:
    """Return the name of each city by its slug, in the order of ``cities``."""
    return {one.slug: one.name for one in cities()}


def city_by_slug(slug: str) -> City | None:
    """Return the city of an address, or None."""
    return db.session.scalar(select(City).where(City.slug == slug))
