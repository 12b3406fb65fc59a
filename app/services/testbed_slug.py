"""The address of a testbed's page, made from its name."""

import re
import unicodedata

from sqlalchemy import select

from app.database import db
from models.base import Translated
from models.testbed import Testbed

SLUG_LENGTH = 80
_NO_LETTER = re.compile(r"[^a-z0-9]+")


def free_slug(city_id: int, name: Translated, own_id: int | None = None) -> str:
    """Return an address for a name that no other testbed of the city has."""
    base = slug_of(name.best("fi")[0])
    taken = set(
        db.session.scalars(
            select(Testbed.slug).where(
                Testbed.city_id == city_id,
                Testbed.slug.like(f"{base}%"),
                Testbed.id != (own_id or 0),
            )
        )
    )
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug


def slug_of(name: str) -> str:
    """Return the letters and digits of a name as an address holds them."""
    text = unicodedata.normalize("NFKD", name.lower())
    plain = _NO_LETTER.sub("-", text.encode("ascii", "ignore").decode()).strip("-")
    return plain[:SLUG_LENGTH].strip("-") or "koepaikka"
