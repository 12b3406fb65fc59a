"""Calls for tests."""

import datetime as dt
from typing import Any

from app import clock
from app.database import db
from app.services import call as service
from app.services.call import CallText
from models.account import CityRole
from models.base import Translated
from models.call import Call
from models.testbed import Testbed
from models.testbed_kind import EntryMode
from tests.factories.account import acting, staff
from tests.factories.city import city
from tests.factories.testbed import testbed

HOUR = dt.timedelta(hours=1)


def by_call(slug: str = "helsinki", **values: Any) -> Testbed:
    """Return a published testbed that takes applications during calls only."""
    return testbed(slug, entry_mode=EntryMode.CALL, **values)


def text(*places: Testbed, opens: float = -24, closes: float = 24, **values: Any) -> CallText:
    """Return a call for some testbeds; ``opens`` and ``closes`` are hours from now."""
    now = clock.now().replace(second=0, microsecond=0)  # as forms write them
    given: dict[str, Any] = {
        "title": Translated("Haku", "Utlysning", "Call"),
        "text": Translated("Etsimme", "Vi söker", "We look for"),
        "criteria": Translated("Hyöty", "Nytta", "Use"),
        "opens_at": now + opens * HOUR,
        "closes_at": now + closes * HOUR,
        "testbed_ids": tuple(one.id for one in places),
        "every_testbed": not places,
    }
    return CallText(**given | values)


def draft(*places: Testbed, slug: str = "helsinki", **values: Any) -> Call:
    """Return a call that nobody sees yet."""
    writer = acting(staff(CityRole.EDITOR, slug))
    made = service.create(writer, city(slug).id, text(*places, **values))
    return db.session.get_one(Call, made)


def published(*places: Testbed, slug: str = "helsinki", **values: Any) -> Call:
    """Return a call that is published; by default open for another day."""
    made = draft(*places, slug=slug, **values)
    service.publish(acting(staff(CityRole.COORDINATOR, slug)), made.id, made.version)
    return made
