"""Register for sessions of an event, with or without an account.

The address is confirmed before it counts; meanwhile a free place is held for ``HELD``.  Whether an
address is known is told to nobody but its owner: the answer is always the same.
"""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, select

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM, Actor
from app.queries.registration import (
    held_sessions,
    live,
    public_event,
    registrant_at,
    registrant_of_token,
)
from app.services.attempt import take_back
from app.services.audit import record
from app.services.move import move
from app.services.reader import confirm as confirm_reader
from app.services.reader import reader_for
from app.services.registration_answer import checked_answers, keep_answers
from app.services.registration_mail import tell_registrant, tell_settled
from app.services.registration_place import (
    add,
    lapse_due,
    locked,
    require_open,
    settle,
    takes_people,
)
from models.attempt import Door
from models.errors import ConflictError, FieldError
from models.event import AttendeeList, Event, EventSession
from models.event_clash import Slot, wanted_twice
from models.reader import Reader
from models.registration import (
    CODE_LENGTH,
    CODE_LETTERS,
    HELD,
    MOST_SESSIONS,
    NAME_LENGTH,
    REGISTRATION_WORKFLOW,
    Registrant,
    Registration,
    RegistrationAction,
    RegistrationStatus,
)
from models.text import tidy

FORGOTTEN_AFTER = dt.timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants who registers.

    ``sessions`` are ids; ``answers`` map ids of questions to text, ``yes``/``no`` or the number of
    a choice; ``agreed`` are the sensitive questions with a consent.  ``clash_is_fine``: they know
    that some of the sessions are at one time.
    """

    name: str
    email: str
    language: str
    sessions: frozenset[int]
    answers: Mapping[int, str] = field(default_factory=dict)
    agreed: frozenset[int] = frozenset()
    shown_to: AttendeeList = AttendeeList.NOBODY
    clash_is_fine: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """The same, looked at: answers by question, and the sessions themselves."""

    name: str
    shown_to: AttendeeList
    answers: Mapping[int, str]
    sessions: list[EventSession]


@use_case
def register(actor: Actor, slug: str, wanted: Wanted) -> int:
    """Register; returns the registrant's id if the address is surely the actor's, else 0.

    What is refused depends on what was written alone, unless the address is surely the actor's.

    Raises:
        NotFoundError: No such event is public.
        ConflictError: ``registration_closed``.
        FieldError: ``choose_session``, ``too_many_sessions`` (most), ``sessions_clash`` (first,
            second); ``own_name_needed``, ``own_email_needed``; those of ``checked_answers``.
    """
    event = public_event(slug)
    checked = _checked(event, wanted)
    if not wanted.email:
        raise FieldError("own_email_needed", field="email")
    reader = reader_for(actor, wanted.email, wanted.language)
    is_own = reader.user_id is not None and reader.user_id == actor.user_id
    known = registrant_at(event.id, reader.id)
    registrant = known or _new(event, reader)
    if registrant.confirmed_at is not None and not is_own:
        tell_registrant(registrant, "registration/already", f"{clock.today():%Y%m%d}")
        return 0
    write(registrant, checked)
    if known is not None and known.confirmed_at is None:
        _drop_unconfirmed(known)
    made = apply(registrant, checked.sessions, clash_is_fine=wanted.clash_is_fine)
    if is_own:
        settle_all(registrant, made)
        return registrant.id
    tell_registrant(
        registrant, "registration/confirm", registrant.asked_at.isoformat(),
        held=any(one.held_until is not None for one in made),
        minutes=int(HELD.total_seconds() // 60),
    )  # fmt: skip
    return 0


def _checked(event: Event, wanted: Wanted) -> Checked:
    sessions = chosen(event, wanted.sessions)
    for session in sessions:
        require_open(session)
    if not wanted.clash_is_fine:
        refuse_clash(sessions, wanted.language)
    answers = checked_answers(event.id, wanted.answers, wanted.agreed)
    return Checked(checked_name(wanted.name), wanted.shown_to, answers, sessions)


def checked_name(name: str) -> str:
    """Return a name on one line.

    Raises:
        FieldError: ``own_name_needed``.
    """
    found = " ".join(tidy(name).split())[:NAME_LENGTH]
    if not found:
        raise FieldError("own_name_needed", field="name")
    return found


def write(registrant: Registrant, checked: Checked) -> None:
    """Keep the name, the answers and who may see the name."""
    registrant.name, registrant.shown_to = checked.name, checked.shown_to
    if registrant.confirmed_at is None:
        registrant.asked_at = clock.now()
    db.session.add(registrant)
    db.session.flush()
    keep_answers(registrant, checked.answers)


def apply(
    registrant: Registrant, sessions: list[EventSession], *, clash_is_fine: bool
) -> list[Registration]:
    """Apply for places, and hold those that are free; sessions one has already are left out.

    Raises:
        ConflictError: ``registration_closed``.
        FieldError: ``sessions_clash`` (first, second), ``too_many_sessions`` (most).
    """
    mine = live(registrant)
    have = {one.session_id for one in mine}
    new = [one for one in sessions if one.id not in have]
    if len(have) + len(new) > MOST_SESSIONS:
        raise FieldError("too_many_sessions", field="sessions", most=MOST_SESSIONS)
    if new and not clash_is_fine:
        refuse_clash([*(one.session for one in mine), *new], registrant.reader.language)
    now, made = clock.now(), []
    for session in locked(one.id for one in new):
        require_open(session)
        lapse_due(session)
        row = add(session, registrant, now)
        record(SYSTEM, "registration:apply", row, session=session.id)
        made.append(row)
    return made


@use_case
def confirm(_actor: Actor, token: str, network: str = "") -> int:
    """Confirm the address: from now on it counts.  A second time changes nothing.

    ``network`` is the key under which the registrations of the network were counted that it comes
    from: one that is confirmed is none of those that are sent to strangers.  Returns the
    registrant's id.

    Raises:
        NotFoundError: The link opens nothing.
        ConflictError: ``registration_closed``: it was confirmed too late.
    """
    registrant = registrant_of_token(token, lock=True)
    if registrant.confirmed_at is None:
        settle_all(registrant, _applied(registrant))
        take_back(Door.REGISTRATION, network)
    return registrant.id


def settle_all(registrant: Registrant, applied: list[Registration]) -> None:
    """Settle what was applied for, sessions in the order of their ids, and tell it in one mail.

    Raises:
        ConflictError: ``registration_closed``: none of the sessions can be joined any more.
    """
    confirm_reader(registrant.reader)
    if registrant.confirmed_at is None:
        registrant.confirmed_at = clock.now()
        db.session.flush()
    sessions = {one.id: one for one in locked(one.session_id for one in applied)}
    late = 0
    for one in sorted(applied, key=lambda row: row.session_id):
        if takes_people(sessions[one.session_id], clock.now()):
            settle(one)
        else:
            late += 1
            move(SYSTEM, one, REGISTRATION_WORKFLOW, RegistrationAction.CANCEL, held_until=None)
    if applied and late == len(applied):
        raise ConflictError("registration_closed")
    if applied:
        tell_settled(registrant, applied, f"{min(one.id for one in applied)}")


@use_case
def forget_unanswered() -> int:
    """Delete who never confirmed; returns how many people that were."""
    before = clock.now() - FORGOTTEN_AFTER
    old = select(Registrant.id).where(
        Registrant.confirmed_at.is_(None), Registrant.asked_at < before
    )
    found = db.session.scalars(old).all()
    db.session.execute(delete(Registration).where(Registration.registrant_id.in_(found)))
    db.session.execute(delete(Registrant).where(Registrant.id.in_(found)))
    return len(found)


def chosen(event: Event, session_ids: frozenset[int]) -> list[EventSession]:
    """Return the sessions that somebody chose; the only one of an event need not be chosen.

    Raises:
        FieldError: ``choose_session``, ``too_many_sessions`` (most).
    """
    if len(session_ids) > MOST_SESSIONS:
        raise FieldError("too_many_sessions", field="sessions", most=MOST_SESSIONS)
    found = held_sessions(event.id, session_ids)
    if (not session_ids and len(found) != 1) or len(found) < len(session_ids):
        raise FieldError("choose_session", field="sessions")
    return found


def refuse_clash(sessions: Sequence[EventSession], language: str) -> None:
    """Refuse sessions that are at one time, so that nobody takes a place by mistake.

    Raises:
        FieldError: ``sessions_clash`` (first, second): their titles in the language.
    """
    by_id = {one.id: one for one in sessions}
    slots = [Slot(key, one.starts_at, one.ends_at) for key, one in by_id.items()]
    for clash in wanted_twice(slots):
        first, second = (by_id[key].name.best(language)[0] for key in (clash.one, clash.other))
        raise FieldError("sessions_clash", field="clash_is_fine", first=first, second=second)


def _applied(registrant: Registrant) -> list[Registration]:
    return [one for one in registrant.registrations if one.status is RegistrationStatus.APPLIED]


def _drop_unconfirmed(registrant: Registrant) -> None:
    """Take back what was applied for before and never confirmed: it is asked anew."""
    db.session.expire(registrant, ["registrations"])
    old = _applied(registrant)
    if not old:
        return
    locked(one.session_id for one in old)
    db.session.execute(delete(Registration).where(Registration.id.in_([one.id for one in old])))
    db.session.expire(registrant, ["registrations"])


def _new(event: Event, reader: Reader) -> Registrant:
    return Registrant(
        event=event, reader=reader, token=secrets.token_urlsafe(32), code=_free_code(event.id),
        asked_at=clock.now(), confirmed_at=None, registrations=[], answers=[],
    )  # fmt: skip


def _free_code(event_id: int) -> str:
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH))
        taken = select(Registrant.id).where(
            Registrant.event_id == event_id, Registrant.code == code
        )
        if db.session.scalar(taken) is None:
            return code
