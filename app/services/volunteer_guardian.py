"""A guardian answers for a child, permits, or refuses, on the page that a mail leads to."""

from collections.abc import Collection

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM, Actor
from app.queries.volunteer import volunteer_of_guardian
from app.services.move import move
from app.services.reader import confirm as confirm_reader
from app.services.volunteer_consent import give
from app.services.volunteer_mail import tell_volunteer, volunteer_reads
from app.services.volunteer_place import locked, settle
from models.errors import ConflictError, FieldError
from models.guardian import GuardianPart
from models.panel import PanelDoor, door_of
from models.text import tidy
from models.volunteer import (
    NAME_LENGTH,
    VOLUNTEER_WORKFLOW,
    Volunteer,
    VolunteerAction,
    VolunteerStatus,
)


@use_case
def permit(_actor: Actor, token: str, name: str, ticked: Collection[int]) -> int:
    """Give the permission in writing: the guardian's name, and a yes to each purpose ticked.

    A guardian who answers for a child consents for it; a young person's own consents stand beside
    the permission.  A second time changes nothing.  Returns the volunteer's id.

    Raises:
        NotFoundError: The link opens nothing.
        ConflictError: ``panel_not_open``, ``guardian_not_asked``.
        FieldError: ``own_name_needed``; ``consent_needed``.
    """
    made = _asked(token)
    if made is None:
        return volunteer_of_guardian(token).id
    words = " ".join(tidy(name).split())[:NAME_LENGTH]
    if not words:
        raise FieldError("own_name_needed", field="name")
    if door_of(made.panel, clock.today(made.panel.pilot.city.time_zone)) is not PanelDoor.OPEN:
        raise ConflictError("panel_not_open")
    if made.guardian_part is GuardianPart.ANSWERS:
        give(made, made.panel, ticked, by_guardian=True)
        confirm_reader(made.reader)
    made.guardian_name, made.guardian_at = words, clock.now()
    db.session.flush()
    settle(made)
    return made.id


@use_case
def refuse(_actor: Actor, token: str) -> int:
    """Refuse: the young person is told, and nothing goes on.  Returns the volunteer's id.

    Raises:
        NotFoundError: The link opens nothing.
        ConflictError: ``guardian_not_asked``.
    """
    made = _asked(token)
    if made is None:
        raise ConflictError("guardian_not_asked")
    move(
        SYSTEM, made, VOLUNTEER_WORKFLOW, VolunteerAction.REFUSE,
        guardian_at=clock.now(), withdrawn_at=clock.now(),
    )  # fmt: skip
    for one in made.consents:
        one.withdrawn_at = clock.now()
    if volunteer_reads(made):
        tell_volunteer(made, "volunteer/refused", f"{made.version}")
    return made.id


def _asked(token: str) -> Volunteer | None:
    """Return the volunteer while a guardian's answer is waited for; None once it was given.

    Raises:
        ConflictError: ``guardian_not_asked``: the young person has not confirmed, or it is over.
    """
    made = volunteer_of_guardian(token)
    locked(made.panel)
    db.session.refresh(made)
    if made.status is VolunteerStatus.GUARDIAN:
        return made
    if made.guardian_name:
        return None
    raise ConflictError("guardian_not_asked")
