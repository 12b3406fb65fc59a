"""Say what one thinks of a pilot, without an account; confirm it, appeal, flag another's.

What is to be shown to all waits until its address is confirmed, then until somebody of the city or
the place has looked.  Rules hold back by themselves what looks like advertising or comes in
crowds; they never refuse or hide.
"""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM, Actor
from app.queries.experiment_card import public_pilot
from app.queries.feedback import feedback_of_token, is_open, published_piece
from app.services.audit import record
from app.services.feedback_extra import Photo, point_near
from app.services.feedback_mail import ask_author
from app.services.move import move
from app.services.reader import confirm as believe
from app.services.reader import reader_for
from app.services.typed_value import LINE, text_up_to
from models.errors import ConflictError, FieldError, NotFoundError
from models.feedback import (
    FEEDBACK_WORKFLOW,
    GRADES,
    MOST_LINKS,
    Feedback,
    FeedbackAction,
    FeedbackFlag,
    FeedbackStatus,
    FlagReason,
    HoldRule,
)
from models.pilot import Pilot
from models.text import link_count, tidy

WORDS, ALT, FLAG_WORDS = 2_000, 300, 500
LEAST_LETTERS = 3
MOST_FLAGS = 20
"""How many flags wait at one piece; somebody is looking already, more would tell nothing."""
UNCONFIRMED_KEPT = dt.timedelta(days=14)
APPEAL_LETTERS = 1_000


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says; ``place`` as it was typed, ``alt`` what the picture shows."""

    words: str
    rating: int | None = None
    is_for_all: bool = False
    name: str = ""
    email: str = ""
    place: str = ""
    photo: Photo | None = None
    alt: str = ""


@use_case
def give(
    actor: Actor, slug: str, language: str, said: Said, *, is_crowded: bool = False
) -> dict[str, Any]:
    """Keep a piece of feedback; returns its ``id`` and whether a mail ``asks`` to confirm it.

    ``is_crowded`` says that much has come from the same address or network lately.

    Raises:
        NotFoundError: No public pilot has this address.
        ConflictError: ``feedback_closed``.
        FieldError: ``feedback_needs_words`` at ``words``, ``email_needed`` at ``email``,
            ``picture_words_needed`` at ``alt``, ``not_a_choice`` at ``rating``; as ``point_near``.
    """
    pilot = _open_pilot(slug)
    row = _row(pilot, language, said)
    row.held_rule = _rule(row, is_crowded=is_crowded)
    if said.email:
        reader = reader_for(actor, said.email, language)
        row.reader_id = reader.id
        if actor.is_signed_in and reader.user_id == actor.user_id:
            row.confirmed_at = clock.now()
    db.session.add(row)
    db.session.flush()
    record(actor, "feedback:give", row, pilot=pilot.id)
    asks = row.reader_id is not None and row.confirmed_at is None
    if asks:
        ask_author(row)
    elif row.status is FeedbackStatus.RECEIVED:
        _take_in(actor, row)
    return {"id": row.id, "asks": asks}


def _open_pilot(slug: str) -> Pilot:
    pilot = public_pilot(slug)
    if pilot is None:
        raise NotFoundError
    if not is_open(pilot, clock.today(pilot.city.time_zone)):
        raise ConflictError("feedback_closed")
    return pilot


def _row(pilot: Pilot, language: str, said: Said) -> Feedback:
    """Return the row of what was said, checked."""
    words = text_up_to(WORDS)("words", said.words)
    if len(words) < LEAST_LETTERS:
        raise FieldError("feedback_needs_words", field="words")
    if said.rating is not None and said.rating not in GRADES:
        raise FieldError("not_a_choice", field="rating")
    if said.is_for_all and not said.email:
        raise FieldError("email_needed", field="email")
    alt = text_up_to(ALT)("alt", said.alt)
    if said.photo is not None and not alt:
        raise FieldError("picture_words_needed", field="alt")
    place = point_near(pilot.city, said.place)
    made = Feedback(
        pilot_id=pilot.id, language=language, words=words, rating=said.rating,
        name=" ".join(text_up_to(LINE)("name", said.name).split()), sent_at=clock.now(),
        token=secrets.token_urlsafe(32),
        status=FeedbackStatus.RECEIVED if said.is_for_all else FeedbackStatus.UNREAD,
    )  # fmt: skip
    if place is not None:
        made.lon, made.lat = place
    if said.photo is not None:
        made.picture_digest, made.picture_alt = said.photo.digest, alt
        made.picture_width, made.picture_height = said.photo.width, said.photo.height
    return made


def _rule(row: Feedback, *, is_crowded: bool) -> HoldRule | None:
    if link_count(f"{row.words} {row.name} {row.picture_alt}") > MOST_LINKS:
        return HoldRule.LINKS
    return HoldRule.MANY if is_crowded else None


def _take_in(actor: Actor, row: Feedback) -> None:
    """Let a confirmed piece wait for somebody to look, or hold it back by its rule."""
    action = FeedbackAction.HOLD if row.held_rule else FeedbackAction.CONFIRM
    move(actor, row, FEEDBACK_WORKFLOW, action)


@use_case
def confirm(actor: Actor, token: str) -> int:
    """Believe that a piece came from its mailbox; a second time changes nothing.  Returns its id.

    Raises:
        NotFoundError: The link is nobody's.
    """
    row = feedback_of_token(token)
    if row.confirmed_at is not None:
        return row.id
    if row.reader is not None:
        believe(row.reader)
    row.confirmed_at = clock.now()
    db.session.flush()
    if row.status is FeedbackStatus.RECEIVED:
        _take_in(actor, row)
    else:
        record(actor, "feedback:confirm", row, pilot=row.pilot_id)
    return row.id


@use_case
def appeal(actor: Actor, token: str, words: str) -> int:
    """Ask somebody else to look at a hidden piece again, once.  Returns its id.

    Raises:
        NotFoundError: The link is nobody's, or was never confirmed.
        ConflictError: ``appeal_used``; it is not hidden.
        FieldError: ``appeal_needs_words`` at ``words``.
    """
    row = feedback_of_token(token)
    if row.confirmed_at is None:
        raise NotFoundError
    if row.appealed_at is not None:
        raise ConflictError("appeal_used")
    text = text_up_to(APPEAL_LETTERS)("words", words)
    if len(text) < LEAST_LETTERS:
        raise FieldError("appeal_needs_words", field="words")
    move(
        actor, row, FEEDBACK_WORKFLOW, FeedbackAction.APPEAL,
        appeal_words=text, appealed_at=clock.now(),
    )  # fmt: skip
    return row.id


@use_case
def flag(slug: str, feedback_id: int, reason: FlagReason, words: str = "") -> int:
    """Say that a published piece is not all right; it goes to the queue and stays shown.

    Who says so is not kept, signed in or not.  Returns the piece's id.

    Raises:
        NotFoundError: It is not shown to everybody.
    """
    pilot = public_pilot(slug)
    if pilot is None:
        raise NotFoundError
    row = published_piece(pilot, feedback_id)
    text = text_up_to(FLAG_WORDS)("words", tidy(words))
    waiting = select(func.count()).where(
        FeedbackFlag.feedback_id == row.id, FeedbackFlag.settled_at.is_(None)
    )
    if (db.session.scalar(waiting) or 0) < MOST_FLAGS:
        db.session.add(FeedbackFlag(feedback_id=row.id, reason=reason, words=text, at=clock.now()))
        db.session.flush()
        record(SYSTEM, "feedback:flag", row, pilot=pilot.id, reason=reason.value)
    return row.id


@use_case
def forget_unconfirmed() -> int:
    """Delete what nobody has confirmed for two weeks, for the job; returns how much."""
    old = (
        Feedback.status == FeedbackStatus.RECEIVED,
        Feedback.sent_at < clock.now() - UNCONFIRMED_KEPT,
    )
    rows = db.session.scalars(select(Feedback).where(*old)).all()
    for row in rows:
        record(SYSTEM, "feedback:lapse", row, pilot=row.pilot_id)
    db.session.execute(delete(Feedback).where(Feedback.id.in_([row.id for row in rows]), *old))
    return len(rows)
