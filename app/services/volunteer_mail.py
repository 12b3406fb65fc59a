"""Write to volunteers and guardians, in their language; each mail leads to their own page."""

from typing import Any

from sqlalchemy import delete

from app.database import db
from app.queries.panel import panel_of
from app.queries.volunteer import in_state
from app.services.notification import tell_address
from models.outbox import OutboxMessage, OutboxStatus
from models.pilot import Pilot, PilotStatus
from models.volunteer import COUNTED, TESTERS, Volunteer, VolunteerStatus, mail_key


def tell_volunteer(volunteer: Volunteer, template: str, once: str, **context: Any) -> None:
    """Write to the address of a volunteer; ``once`` names what is told once to each.

    The mail knows ``title``, ``slug``, ``runner``, ``contact`` and ``own_path`` besides
    ``context``.
    """
    language = volunteer.reader.language
    own = f"/{language}/volunteers/{volunteer.token}"
    if volunteer.guardian_token and not volunteer_reads(volunteer):
        own = guardian_path(volunteer, language)
    _tell(volunteer, volunteer.reader.email, language, template, once, own_path=own, **context)


def tell_testers(pilot: Pilot, template: str, once: str, **context: Any) -> int:
    """Write to everybody who has a place or took part; returns how many that are."""
    panel = panel_of(pilot.id)
    people = in_state(panel.id, TESTERS) if panel is not None else []
    for one in people:
        tell_volunteer(one, template, once, **context)
    return len(people)


def tell_how_it_ended(pilot: Pilot) -> None:
    """Tell everybody who took part or has a place, once, what came of the pilot.

    Where it was stopped early those who wait are told, too: no place will be free any more.
    """
    panel = panel_of(pilot.id)
    if panel is None:
        return
    was_stopped = pilot.status is PilotStatus.STOPPED
    states = (*COUNTED, VolunteerStatus.WAITING) if was_stopped else TESTERS
    for one in in_state(panel.id, states):
        tell_volunteer(one, "volunteer/ended", "ended", stopped=was_stopped)


def tell_guardian(volunteer: Volunteer, template: str, once: str, **context: Any) -> None:
    """Write to the guardian of a volunteer, in the volunteer's language.

    A guardian whose data was erased is written to no more.
    """
    if not volunteer.guardian_email:
        return
    language = volunteer.reader.language
    path = guardian_path(volunteer, language)
    _tell(volunteer, volunteer.guardian_email, language, template, once, own_path=path, **context)


def guardian_path(volunteer: Volunteer, language: str) -> str:
    """Return the address of the guardian's page."""
    return f"/{language}/volunteers/guardian/{volunteer.guardian_token}"


def volunteer_reads(volunteer: Volunteer) -> bool:
    """Say whether the address is the volunteer's own, not that of a guardian who answers."""
    return volunteer.seat == 0


def drop_unsent(volunteer: Volunteer) -> None:
    """Take what has not left yet out of the outbox: who has withdrawn is written to no more."""
    db.session.execute(
        delete(OutboxMessage).where(
            OutboxMessage.status == OutboxStatus.WAITING,
            OutboxMessage.leased_until.is_(None),
            OutboxMessage.dedup_key.startswith(mail_key(volunteer.id), autoescape=True),
        )
    )


def _tell(
    volunteer: Volunteer, address: str, language: str, template: str, once: str, **context: Any
) -> None:
    pilot = volunteer.panel.pilot
    facts = {
        "name": volunteer.name,
        "title": pilot.title.best(language)[0],
        "slug": pilot.slug,
        "runner": pilot.runner_name,
        "contact": pilot.contact_email,
    }
    key = f"{mail_key(volunteer.id)}{template.removeprefix('volunteer/')}:{once}"
    tell_address(address, language, template, key, **facts | context)
