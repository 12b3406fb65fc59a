"""Volunteers: by the links of their mails, by their address, and as the pilot's people see them."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_pilot
from app.policies.table import Action, authorise
from models.errors import NotFoundError
from models.panel import Panel, PurposeText
from models.reader import TOKEN_LENGTH
from models.volunteer import OVER, UNCONFIRMED, Consent, Volunteer, VolunteerStatus


def volunteer_of_token(token: str) -> Volunteer:
    """Return the volunteer whose own page a link opens.

    Raises:
        NotFoundError: It opens none.
    """
    return _by(Volunteer.token == token, token)


def volunteer_of_guardian(token: str) -> Volunteer:
    """Return the volunteer for whom a link asks a guardian.

    Raises:
        NotFoundError: It opens none.
    """
    return _by(Volunteer.guardian_token == token, token)


def _by(condition: ColumnElement[bool], token: str) -> Volunteer:
    found = None
    if len(token) == TOKEN_LENGTH:
        found = db.session.scalar(select(Volunteer).where(condition))
    if found is None:
        raise NotFoundError
    return found


def of_reader(reader_id: int) -> list[Volunteer]:
    """Return what somebody volunteered for and confirmed, the latest first, for their own page."""
    return list(
        db.session.scalars(
            select(Volunteer)
            .where(Volunteer.reader_id == reader_id, Volunteer.status != VolunteerStatus.ASKED)
            .options(joinedload(Volunteer.panel).joinedload(Panel.pilot))
            .order_by(Volunteer.id.desc())
        )
    )


def listed(viewer: Actor, panel: Panel) -> list[Volunteer]:
    """Return the volunteers of a panel for the pilot's people: those confirmed, as they came.

    Raises:
        ForbiddenError: Names are not for this viewer.
    """
    authorise(viewer, Action.VOLUNTEER_READ, of_pilot(panel.pilot))
    return list(
        db.session.scalars(
            select(Volunteer)
            .where(Volunteer.panel_id == panel.id, Volunteer.status.not_in(UNCONFIRMED))
            .options(
                joinedload(Volunteer.reader),
                selectinload(Volunteer.consents).joinedload(Consent.purpose_text),
            )
            .order_by(Volunteer.queued_at, Volunteer.id)
        )
    )


def one_of(panel: Panel, volunteer_id: int) -> Volunteer:
    """Return one volunteer of a panel.

    Raises:
        NotFoundError: It has no such volunteer.
    """
    found = db.session.get(Volunteer, volunteer_id)
    if found is None or found.panel_id != panel.id or found.status in UNCONFIRMED:
        raise NotFoundError
    return found


def in_state(panel_id: int, statuses: Collection[VolunteerStatus]) -> list[Volunteer]:
    """Return the volunteers of a panel in these states, as they came."""
    return list(
        db.session.scalars(
            select(Volunteer)
            .where(Volunteer.panel_id == panel_id, Volunteer.status.in_(statuses))
            .order_by(Volunteer.queued_at, Volunteer.id)
        )
    )


def place_in_queue(volunteer: Volunteer) -> int:
    """Return how many were there before somebody who waits, plus one."""
    waiting = in_state(volunteer.panel_id, [VolunteerStatus.WAITING])
    return 1 + [one.id for one in waiting].index(volunteer.id)


def consent_to(volunteer: Volunteer, text: PurposeText) -> Consent | None:
    """Return the consent to one version of a text that stands, or None."""
    return next((one for one in standing(volunteer) if one.text_id == text.id), None)


def standing(volunteer: Volunteer) -> list[Consent]:
    """Return the consents that have not been taken back, in the order in which they were given."""
    if volunteer.status in OVER:
        return []
    return [one for one in volunteer.consents if one.withdrawn_at is None]


def to_answer_anew(volunteer: Volunteer, texts: Collection[PurposeText]) -> list[PurposeText]:
    """Return the texts that changed after somebody had said yes to an earlier version."""
    given = {one.purpose_text.purpose_id: one.purpose_text.version for one in standing(volunteer)}
    return [
        text for text in texts
        if text.purpose_id in given and given[text.purpose_id] < text.version
        and text.id not in {one.text_id for one in volunteer.consents}
    ]  # fmt: skip


def volunteer_of_id(volunteer_id: int) -> Volunteer:
    """Return the volunteer that the request itself has just made.

    Raises:
        NotFoundError: There is none.
    """
    found = db.session.get(Volunteer, volunteer_id)
    if found is None:
        raise NotFoundError
    return found
