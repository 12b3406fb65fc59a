"""Take in faults of the service, and answer each within fourteen days.

Nobody needs an account or an address to tell of one.  What is told is bounded: so many a day of one
address and of all together (``MOST_OF_ADDRESS``, ``MOST_A_DAY``); views bound a network besides.
Mail to an address that nobody has confirmed holds only our own words, never the sender's.
"""

import datetime as dt
import secrets
from typing import Any

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.table import Action, authorise
from app.queries import fault as query
from app.services.audit import record
from app.services.move import move
from app.services.notification import tell, tell_address
from models.base import LANGUAGES
from models.errors import FieldError
from models.fault import (
    ANSWER_DAYS,
    FAULT_WORKFLOW,
    MOST_ADDRESS,
    MOST_LETTERS,
    REMIND_DAYS,
    Fault,
    FaultAction,
    FaultKind,
)
from models.text import tidy

MOST_OF_ADDRESS, MOST_A_DAY = 5, 200
DAY = dt.timedelta(days=1)


@use_case
def report(actor: Actor, kind: FaultKind, text: str, page: str, email: str, language: str) -> str:
    """Keep what somebody tells of a fault; returns the token of its receipt.

    ``page`` is where it was and ``email`` where the answer goes; both may be empty.

    Raises:
        FieldError: ``text`` with ``fault_text_needed``, ``too_many_letters`` (most, length) or
            ``too_many_faults``.
    """
    words = tidy(text)
    if not words:
        raise FieldError("fault_text_needed", field="text")
    if len(words) > MOST_LETTERS:
        raise FieldError("too_many_letters", field="text", most=MOST_LETTERS, length=len(words))
    _refuse_flood(email)
    now = clock.now()
    made = Fault(
        token=secrets.token_urlsafe(32),
        kind=kind,
        page=tidy(page)[:MOST_ADDRESS],
        text=words,
        email=email,
        language=language if language in LANGUAGES else LANGUAGES[0],
        received_at=now,
        due_day=clock.today() + dt.timedelta(days=ANSWER_DAYS),
    )
    db.session.add(made)
    db.session.flush()
    record(actor, "fault:report", made, kind=kind.value)
    _tell_sender(made, "fault/received", "received")
    _tell_administrators(made, "fault/arrived", "arrived")
    return made.token


def _refuse_flood(email: str) -> None:
    since = clock.now() - DAY
    of_one = query.count_since(since, email) if email else 0
    if of_one >= MOST_OF_ADDRESS or query.count_since(since) >= MOST_A_DAY:
        raise FieldError("too_many_faults", field="text")


@use_case
def answer(actor: Actor, fault_id: int, words: str) -> int:
    """Answer; the sender reads it on the receipt, and in a mail when there is an address.

    Raises:
        NotFoundError: It does not exist, or is not for this actor to read.
        IllegalMoveError: It has been answered or set aside already.
        FieldError: ``answer`` with ``fault_answer_needed`` or ``too_many_letters``.
    """
    return _close(actor, fault_id, FaultAction.ANSWER, words, "fault/answered")


@use_case
def set_aside(actor: Actor, fault_id: int, words: str) -> int:
    """Set aside what is no fault of the service, and say why; as ``answer``."""
    return _close(actor, fault_id, FaultAction.SET_ASIDE, words, "fault/set_aside")


def _close(actor: Actor, fault_id: int, action: FaultAction, words: str, template: str) -> int:
    fault = query.fault_for(actor, fault_id)
    authorise(actor, Action.FAULT_ANSWER)
    said = tidy(words)
    if not said:
        raise FieldError("fault_answer_needed", field="answer")
    if len(said) > MOST_LETTERS:
        raise FieldError("too_many_letters", field="answer", most=MOST_LETTERS, length=len(said))
    move(actor, fault, FAULT_WORKFLOW, action,
         answer=said, answered_at=clock.now(), answered_by_id=actor.user_id)  # fmt: skip
    _tell_sender(fault, template, f"v{fault.version}")
    return fault.id


@use_case
def reopen(actor: Actor, fault_id: int) -> int:
    """Take up again what was set aside; its day stays the one that was promised."""
    fault = query.fault_for(actor, fault_id)
    authorise(actor, Action.FAULT_ANSWER)
    move(actor, fault, FAULT_WORKFLOW, FaultAction.REOPEN,
         answer="", answered_at=None, answered_by_id=None)  # fmt: skip
    return fault.id


@use_case
def remind_all() -> int:
    """Remind the administrators of what is due within three days, each once; for the job."""
    found = query.due_soon(clock.today() + dt.timedelta(days=REMIND_DAYS))
    for one in found:
        _tell_administrators(one, "fault/due_soon", one.due_day.isoformat())
    return len(found)


def _tell_sender(fault: Fault, template: str, once: str) -> None:
    if fault.email:
        key = f"{template}:{fault.id}:{once}"
        tell_address(fault.email, fault.language, template, key, name="", **_sender_facts(fault))


def _sender_facts(fault: Fault) -> dict[str, Any]:
    return {"token": fault.token, "due": fault.due_day.isoformat(), "answer": fault.answer}


def _tell_administrators(fault: Fault, template: str, once: str) -> None:
    for user in query.administrators():
        tell(user, template, f"{template}:{fault.id}:{once}", **_administrator_facts(fault))


def _administrator_facts(fault: Fault) -> dict[str, Any]:
    return {"fault_id": fault.id, "kind": fault.kind.value, "due": fault.due_day.isoformat()}
