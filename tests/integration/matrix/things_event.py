"""An event in each of its states; "coming" and "held" are what a published one is by the clock."""

from collections.abc import Mapping
from typing import Any

from models.account import User
from models.event import EventStatus
from tests.factories.event import event as event_of
from tests.factories.event import session as starting

STATES = ("draft", "coming", "held", "cancelled", "closed")
BEFORE, AFTER = -9, 48  # hours from now


def event(_session: Any, _place: Any, _people: Mapping[str, User], state: str) -> dict[str, Any]:
    over = state in ("held", "closed")
    status = EventStatus.PUBLISHED if state in ("coming", "held") else EventStatus(state)
    made = event_of(status, starting(BEFORE if over else AFTER))
    return {"event": made.id, "version": made.version}
