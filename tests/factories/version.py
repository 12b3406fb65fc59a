"""Versions of testbeds for tests, made as people make them."""

from typing import Any

from app.policies.actor import Actor
from app.services.testbed import Basics, Practice, Terms, save
from models.account import CityRole
from models.testbed import Testbed
from tests.factories.account import acting, staff

SECTIONS = (Basics, Terms, Practice)


def section(one: Testbed, **changes: Any) -> Basics | Terms | Practice:
    """Return the section that has these fields, as it is kept but for the changes."""
    kind = next(kind for kind in SECTIONS if set(changes) <= set(kind.__dataclass_fields__))
    kept = {name: getattr(one, name) for name in kind.__dataclass_fields__}
    return kind(**{**kept, **changes})


def changed(one: Testbed, by: Actor | None = None, **changes: Any) -> int:
    """Change fields of one section as an editor of the city; returns the version."""
    actor = by or acting(staff(CityRole.EDITOR, one.city.slug))
    return int(save(actor, one.id, one.version, section(one, **changes))["version"])
