"""Who reads and who adds the files of an application or a pilot: whoever may read or write that."""

from app.policies.actor import Actor
from app.policies.approval import reads_for_city
from app.policies.subject import of_application, of_pilot, of_request
from app.policies.table import Action, may
from models.application import Application
from models.attachment import Attachment
from models.pilot import Pilot

Owner = Application | Pilot


def reads(viewer: Actor, one: Attachment) -> bool:
    """Say whether the viewer may read a file.

    Staff read those of an application that was sent and asks for a place of theirs; what answers
    one city's question the other cities of a joint application do not read.
    """
    if one.pilot is not None:
        return may(viewer, Action.PILOT_READ, of_pilot(one.pilot))
    application = one.application
    if application is None:
        return False
    if may(viewer, Action.APPLICATION_READ, of_application(application)):
        return True
    parts = application.parts if one.part is None else [one.part]
    if any(reads_for_city(viewer, part) for part in parts):
        return True
    asked = application.requests if one.part is None and application.submitted_at else []
    return any(may(viewer, Action.REQUEST_READ, of_request(request)) for request in asked)


def adding(owner: Owner) -> tuple[Action, bool]:
    """Return which action adding a file to this is, and whether files may be taken off as well."""
    if isinstance(owner, Pilot):
        return Action.PILOT_EDIT, True
    if owner.submitted_at is None:
        return Action.APPLICATION_EDIT, True
    return Action.APPLICATION_ANSWER, False
