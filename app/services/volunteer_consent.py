"""Consents: given purpose by purpose, each to one version, and taken back as easily.

What a volunteer does is written into the audit trail without saying who did it.
"""

from collections.abc import Collection

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM, Actor
from app.queries.panel import live_texts
from app.queries.volunteer import (
    standing,
    to_answer_anew,
    volunteer_of_guardian,
    volunteer_of_token,
)
from app.services.audit import record
from app.services.move import move
from app.services.pilot_mail import tell_applicants
from app.services.volunteer_mail import drop_unsent, volunteer_reads
from app.services.volunteer_place import fill, locked
from models.errors import ConflictError, FieldError, NotFoundError
from models.panel import Panel
from models.volunteer import (
    OVER,
    UNCONFIRMED,
    VOLUNTEER_WORKFLOW,
    Consent,
    Volunteer,
    VolunteerAction,
)


def give(
    volunteer: Volunteer, panel: Panel, ticked: Collection[int], *, by_guardian: bool = False
) -> None:
    """Keep a yes to each text that was ticked.

    Raises:
        FieldError: ``consent_needed`` at the first required purpose without a tick.
    """
    for text in live_texts(panel):
        if text.id in ticked:
            volunteer.consents.append(
                Consent(text_id=text.id, given_at=clock.now(), by_guardian=by_guardian)
            )
        elif text.is_required:
            raise FieldError("consent_needed", field=f"p{text.id}")
    db.session.flush()


@use_case
def take_back(_actor: Actor, token: str, consent_id: int) -> int:
    """Take back one consent; without a required one nobody stays.  Returns the volunteer's id.

    Whoever has the link of the volunteer's or the guardian's page may; a second time changes
    nothing.

    Raises:
        NotFoundError: The link opens nothing, or the consent is somebody else's.
    """
    volunteer = of_either(token)
    consent = next((one for one in volunteer.consents if one.id == consent_id), None)
    if consent is None:
        raise NotFoundError
    if consent.withdrawn_at is not None:
        return volunteer.id
    if consent.purpose_text.is_required and volunteer.status not in OVER:
        leave(SYSTEM, volunteer)
        return volunteer.id
    consent.withdrawn_at = clock.now()
    db.session.flush()
    record(SYSTEM, "volunteer:take_back", volunteer, text=consent.text_id)
    _tell_people(volunteer, f"c{consent.id}")
    return volunteer.id


@use_case
def withdraw(_actor: Actor, token: str) -> int:
    """Withdraw from everything: no more mail, and the place goes to whoever waits.

    Whoever has the link of the volunteer's or the guardian's page may; a second time changes
    nothing.  Returns the volunteer's id.
    """
    volunteer = of_either(token)
    if volunteer.status not in OVER:
        leave(SYSTEM, volunteer)
    return volunteer.id


def leave(actor: Actor, volunteer: Volunteer) -> None:
    """Let somebody go, mark what they left as not to be used, and pass the place on."""
    panel = locked(volunteer.panel)
    db.session.refresh(volunteer)
    was_known = volunteer.status not in UNCONFIRMED
    move(
        actor, volunteer, VOLUNTEER_WORKFLOW, VolunteerAction.WITHDRAW,
        offered_until=None, withdrawn_at=clock.now(),
    )  # fmt: skip
    for one in volunteer.consents:
        one.withdrawn_at = one.withdrawn_at or clock.now()
    drop_unsent(volunteer)
    if was_known:
        _tell_people(volunteer, f"{volunteer.version}")
    fill(panel)


@use_case
def answer_anew(_actor: Actor, token: str, ticked: Collection[int]) -> int:
    """Say yes to texts that have changed; what is not ticked stays as it was agreed before.

    Returns the volunteer's id.

    Raises:
        ConflictError: ``nothing_asked``: no text has changed since.
    """
    volunteer = of_either(token)
    texts = to_answer_anew(volunteer, live_texts(volunteer.panel))
    if not texts:
        raise ConflictError("nothing_asked")
    for text in texts:
        if text.id in ticked:
            for one in standing(volunteer):
                if one.purpose_text.purpose_id == text.purpose_id:
                    one.withdrawn_at = clock.now()
            volunteer.consents.append(
                Consent(
                    text_id=text.id, given_at=clock.now(),
                    by_guardian=not volunteer_reads(volunteer),
                )
            )  # fmt: skip
    db.session.flush()
    record(SYSTEM, "volunteer:answer_anew", volunteer, texts=sorted(ticked))
    return volunteer.id


def of_either(token: str) -> Volunteer:
    """Return the volunteer of their own link or of the guardian's.

    Raises:
        NotFoundError: The link opens nothing.
    """
    try:
        return volunteer_of_token(token)
    except NotFoundError:
        return volunteer_of_guardian(token)


def _tell_people(volunteer: Volunteer, once: str) -> None:
    """Tell the pilot's people that something may not be used any more, without saying whose."""
    tell_applicants(volunteer.panel.pilot, "panel/withdrawn", f"w{volunteer.id}:{once}")
