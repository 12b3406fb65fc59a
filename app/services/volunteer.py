"""Volunteer for a pilot, with or without an account; the address is confirmed before it counts.

Whether an address is known is told to nobody but its owner: the answer is always the same.
"""

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM, Actor
from app.queries.experiment_card import public_pilot
from app.queries.panel import panel_of
from app.queries.volunteer import volunteer_of_token
from app.services.audit import record
from app.services.move import move
from app.services.reader import confirm as confirm_reader
from app.services.reader import reader_for
from app.services.volunteer_consent import give, of_either
from app.services.volunteer_eligible import chosen_answers, judged_age
from app.services.volunteer_mail import tell_guardian, tell_volunteer
from app.services.volunteer_place import locked, settle
from models.errors import ConflictError, FieldError, NotFoundError
from models.guardian import GuardianPart
from models.panel import Panel, PanelDoor, door_of
from models.reader import Reader
from models.text import tidy
from models.volunteer import (
    MOST_CHILDREN,
    NAME_LENGTH,
    OVER,
    VOLUNTEER_WORKFLOW,
    Volunteer,
    VolunteerAction,
    VolunteerStatus,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody answers who wants to take part.

    ``answers`` maps ids of questions to ``yes``/``no`` or to the number of a choice as text;
    ``consents`` are the ids of the texts that were ticked.
    """

    name: str
    email: str
    language: str
    answers: Mapping[int, str] = field(default_factory=dict)
    consents: frozenset[int] = frozenset()
    birth_year: int | None = None
    guardian_email: str = ""
    is_old_enough: bool = False


@use_case
def volunteer(actor: Actor, slug: str, asked: Asked) -> int:
    """Ask for a place; returns the volunteer's id if the address is surely the actor's, else 0.

    Raises:
        NotFoundError: No such pilot is public, or it has no panel.
        ConflictError: ``panel_not_open``.
        FieldError: ``own_name_needed``, ``own_email_needed``; ``judged_age``, ``chosen_answers``;
            ``guardian_needed``, ``guardian_is_other``; ``consent_needed``.
    """
    panel = _open_panel(slug)
    part = judged_age(panel, asked.birth_year, is_old_enough=asked.is_old_enough)
    name = " ".join(tidy(asked.name).split())[:NAME_LENGTH]
    if not name:
        raise FieldError("own_name_needed", field="name")
    answers = chosen_answers(panel, asked.answers)
    address = _address(asked, part)
    is_child = part is GuardianPart.ANSWERS
    made = _row(panel, reader_for(actor, address, asked.language), is_child=is_child)
    if made is None:
        return 0
    made.name, made.answers, made.asked_at = name, answers, clock.now()
    made.birth_year, made.guardian_part = asked.birth_year, part
    made.guardian_email = asked.guardian_email if part is not GuardianPart.NONE else ""
    if part in (GuardianPart.PERMITS, GuardianPart.ANSWERS):
        made.guardian_token = made.guardian_token or secrets.token_urlsafe(32)
    db.session.add(made)
    made.consents.clear()
    db.session.flush()
    record(SYSTEM, "volunteer:ask", made, pilot=panel.pilot_id)
    if is_child:
        tell_guardian(made, "volunteer/guardian", made.asked_at.isoformat(), part=part.value)
        return 0
    return _asked(actor, made, asked)


def _address(asked: Asked, part: GuardianPart) -> str:
    """Return whom to write to: the guardian of a child who is too young, else the volunteer."""
    if part is not GuardianPart.NONE and not asked.guardian_email:
        raise FieldError("guardian_needed", field="guardian_email")
    if part is GuardianPart.ANSWERS:
        return asked.guardian_email
    if not asked.email:
        raise FieldError("own_email_needed", field="email")
    if asked.email == asked.guardian_email:
        raise FieldError("guardian_is_other", field="guardian_email")
    return asked.email


def _asked(actor: Actor, made: Volunteer, asked: Asked) -> int:
    """Keep the consents, and ask whether the address is theirs unless that is sure."""
    give(made, made.panel, asked.consents)
    owner = made.reader.user_id
    if owner is not None and owner == actor.user_id:
        _confirmed(made)
        return made.id
    tell_volunteer(made, "volunteer/confirm", made.asked_at.isoformat())
    return 0


@use_case
def confirm(_actor: Actor, token: str) -> int:
    """Confirm the address: from now on it counts.  A second time changes nothing.

    Returns the volunteer's id.

    Raises:
        NotFoundError: The link opens nothing.
        ConflictError: ``panel_not_open``: it was confirmed too late.
    """
    made = volunteer_of_token(token)
    locked(made.panel)
    db.session.refresh(made)
    if made.status is not VolunteerStatus.ASKED:
        return made.id
    if door_of(made.panel, _today(made.panel)) is not PanelDoor.OPEN:
        raise ConflictError("panel_not_open")
    _confirmed(made)
    return made.id


def _confirmed(made: Volunteer) -> None:
    confirm_reader(made.reader)
    if made.guardian_part is GuardianPart.PERMITS:
        move(SYSTEM, made, VOLUNTEER_WORKFLOW, VolunteerAction.ASK_GUARDIAN)
        tell_guardian(made, "volunteer/guardian", f"{made.version}", part="permits")
        return
    if made.guardian_part is GuardianPart.INFORMED:
        tell_guardian(made, "volunteer/informed", f"{made.version}")
    settle(made)


@use_case
def accept(_actor: Actor, token: str) -> int:
    """Take the place that was offered.  A second time changes nothing; returns the id.

    Raises:
        NotFoundError: The link opens nothing.
        ConflictError: ``offer_lapsed``.
    """
    made = of_either(token)
    locked(made.panel)
    db.session.refresh(made)
    if made.status is VolunteerStatus.PLACED:
        return made.id
    if made.offered_until is None or made.offered_until <= clock.now():
        raise ConflictError("offer_lapsed")
    move(SYSTEM, made, VOLUNTEER_WORKFLOW, VolunteerAction.TAKE, offered_until=None)
    tell_volunteer(made, "volunteer/placed", f"{made.version}")
    return made.id


def _open_panel(slug: str) -> Panel:
    pilot = public_pilot(slug)
    panel = panel_of(pilot.id) if pilot is not None else None
    door = door_of(panel, _today(panel)) if panel is not None else None
    if panel is None or door is None:
        raise NotFoundError
    if door is not PanelDoor.OPEN:
        raise ConflictError("panel_not_open")
    return panel


def _row(panel: Panel, reader: Reader, *, is_child: bool) -> Volunteer | None:
    """Return the row to write: a new one, or what was asked before and never confirmed.

    None when there is nothing to write: who is there already is reminded of it by mail, and no
    guardian signs up more than ``MOST_CHILDREN``.
    """
    live = db.session.scalars(
        select(Volunteer)
        .where(
            Volunteer.panel_id == panel.id, Volunteer.reader_id == reader.id,
            Volunteer.status.not_in(OVER),
        )
        .order_by(Volunteer.seat)
    ).all()  # fmt: skip
    if is_child:
        free = set(range(1, MOST_CHILDREN + 1)) - {one.seat for one in live}
        return _new(panel, reader, min(free), VolunteerStatus.GUARDIAN) if free else None
    own = next((one for one in live if one.seat == 0), None)
    if own is None:
        return _new(panel, reader, 0, VolunteerStatus.ASKED)
    if own.status is VolunteerStatus.ASKED:
        return own
    tell_volunteer(own, "volunteer/already", f"{clock.today():%Y%m%d}")
    return None


def _new(panel: Panel, reader: Reader, seat: int, status: VolunteerStatus) -> Volunteer:
    return Volunteer(
        panel=panel, reader=reader, seat=seat, status=status,
        token=secrets.token_urlsafe(32), asked_at=clock.now(), name="",
    )  # fmt: skip


def _today(panel: Panel) -> dt.date:
    return clock.today(panel.pilot.city.time_zone)
