"""A registration in each of its states, and how the people of its event move it."""

from collections.abc import Callable, Mapping
from typing import Any

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM
from app.services import registration_desk, registration_place
from app.services.move import move
from models.account import User
from models.registration import REGISTRATION_WORKFLOW, Registrant, RegistrationAction
from tests.factories import registration as make
from tests.integration.matrix.deed import Deed

MARKED = {"attended": RegistrationAction.CHECK_IN, "no_show": RegistrationAction.MISS}


def registration(
    session: Any, _place: Any, _people: Mapping[str, User], state: str
) -> dict[str, Any]:
    """Return somebody who registered for the only place there is."""
    event = make.held(1)
    if state in {"waiting", "offered", "lapsed"}:
        one = _second(session, event, state)
    elif state == "applied":
        one = make.applied(event)
    else:
        one = make.confirmed(event)
        if state == "cancelled":
            make.cancelled(one)
        elif action := MARKED.get(state):
            use_case(lambda: move(SYSTEM, make.row(one), REGISTRATION_WORKFLOW, action).value)()
    return {"event": event.id, "registration": make.row(one).id}


def _second(session: Any, event: Any, state: str) -> Registrant:
    """Return who came second, and what became of them when the first one left."""
    first, one = make.confirmed(event), make.confirmed(event)
    if state != "waiting":
        make.cancelled(first)
    if state == "lapsed":
        make.row(one).held_until = clock.now()
        session.commit()
        registration_place.lapse_all_due()
    db.session.refresh(one)
    return one


def _deed(work: Callable[..., Any], name: str) -> Deed:
    path = f"/desk/events/{{event}}/registrations/{{registration}}/{name}"
    return Deed(lambda a, i: work(a, i["event"], i["registration"]), path)


REGISTRATION = {
    "check_in": _deed(registration_desk.check_in, "check_in"),
    "undo": _deed(registration_desk.undo, "undo"),
    "remove": _deed(registration_desk.remove, "remove"),
}
