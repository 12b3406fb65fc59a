"""Testbeds and their closures as the city's own system reads them."""

from typing import Any

from app.services.testbed_ready import gaps
from app.services.testbed_remote import geometry_of
from models.base import LANGUAGES
from models.closure import ClosureRange
from models.exchange_field import FIELDS
from models.testbed import Testbed

_SAID_BY_THE_SERVICE = frozenset({"slug", "external_id", "status"})


def testbed_json(testbed: Testbed, page: str) -> dict[str, Any]:
    """Return everything that is kept of a testbed; ``page`` is the address of its public page."""
    found: dict[str, Any] = {
        "id": testbed.id,
        "external_id": testbed.external_id,
        "slug": testbed.slug,
        "status": testbed.status.value,
        "version": testbed.version,
        "page": page,
        "missing": [gap.field for gap in gaps(testbed)],
        "checked_on": testbed.checked_on.isoformat() if testbed.checked_on else None,
        "updated_at": testbed.updated_at.isoformat(),
        "geometry": geometry_of(testbed),
    }
    for field in FIELDS:
        if field.name not in _SAID_BY_THE_SERVICE:
            value = getattr(testbed, field.attribute)
            found[field.name] = value.get(field.language) if field.language else value
    return found


def closure_json(closure: ClosureRange) -> dict[str, Any]:
    """Return a stretch of closed days; weekdays from 0, Monday, and none for every day."""
    return {
        "id": closure.id,
        "version": closure.version,
        "start": closure.start_day.isoformat(),
        "end": closure.end_day.isoformat(),
        "weekdays": weekdays(closure.weekdays),
        "from_hour": closure.from_hour,
        "to_hour": closure.to_hour,
        **{f"reason_{lang}": closure.reason.get(lang) for lang in LANGUAGES},
    }


def weekdays(mask: int) -> list[int]:
    """Return the days of a mask, Monday as 0."""
    return [number for number in range(7) if mask >> number & 1]


def mask(days: list[int]) -> int:
    """Return the mask of some days of the week; of none, every day."""
    return sum(1 << day for day in set(days)) or 127
