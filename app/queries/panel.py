"""Panels: what residents are told of them, and what those who write them see."""

from collections.abc import Collection

from sqlalchemy import func, select

from app.database import db
from models.errors import NotFoundError
from models.panel import Panel, PanelPurpose, PanelQuestion, PurposeText
from models.pilot import Pilot
from models.volunteer import Volunteer, VolunteerStatus


def panel_of(pilot_id: int) -> Panel | None:
    """Return the panel of a pilot, if one has been begun."""
    return db.session.scalar(select(Panel).where(Panel.pilot_id == pilot_id))


def question_of(panel: Panel, question_id: int) -> PanelQuestion:
    """Return one question of a panel.

    Raises:
        NotFoundError: It has no such question.
    """
    found = next((one for one in panel.questions if one.id == question_id), None)
    if found is None:
        raise NotFoundError
    return found


def purpose_of(panel: Panel, purpose_id: int) -> PanelPurpose:
    """Return one purpose of a panel that is still asked.

    Raises:
        NotFoundError: It has no such purpose.
    """
    found = next((one for one in asked_purposes(panel) if one.id == purpose_id), None)
    if found is None:
        raise NotFoundError
    return found


def asked_purposes(panel: Panel) -> list[PanelPurpose]:
    """Return the purposes that are asked, in the order in which they were written."""
    return [one for one in panel.purposes if one.dropped_at is None]


def live_texts(panel: Panel) -> list[PurposeText]:
    """Return the texts that volunteers are shown now: first those without which nobody can go."""
    texts = [text for one in panel.purposes if (text := one.live) is not None]
    return sorted(texts, key=lambda one: (not one.is_required, one.purpose_id))


def counts(panel_id: int) -> dict[VolunteerStatus, int]:
    """Return how many volunteers of a panel are in each state."""
    found = db.session.execute(
        select(Volunteer.status, func.count())
        .where(Volunteer.panel_id == panel_id)
        .group_by(Volunteer.status)
    )
    return {row[0]: row[1] for row in found}


def panels_of(pilots: Collection[Pilot]) -> dict[int, Panel]:
    """Return the panels of these pilots, by the pilot's id."""
    found = db.session.scalars(select(Panel).where(Panel.pilot_id.in_([one.id for one in pilots])))
    return {one.pilot_id: one for one in found}
