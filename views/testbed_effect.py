"""What a form of a testbed's record says before it is saved: whom the change would touch."""

from typing import Any

from flask import request

from app.forms.testbed_terms import TermsForm
from app.policies.subject import of_testbed
from app.policies.table import Action, may
from app.queries.testbed_effect import Effects, Room, effects_of_room
from models.testbed import Testbed
from views.access import viewer


def effects(testbed: Testbed, form: Any) -> Effects | None:
    """Return what a valid form would do to others, unless it was sent knowing that, or None."""
    if not isinstance(form, TermsForm) or "anyway" in request.form:
        return None
    if not may(viewer(), Action.TESTBED_EDIT, of_testbed(testbed)):
        return None  # the use case refuses
    asked = form.answers()
    room = Room(asked.capacity, asked.slot_unit, asked.min_days, asked.max_days)
    return effects_of_room(testbed, room) or None
