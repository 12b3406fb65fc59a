"""The people of a jury: invited by mail, seated by the account of that address, excused.

The jury is put together until judging begins.  Afterwards it changes only where somebody is
excused, and where entries lack readers: then somebody more may be invited, and what lacks readers
goes to them (app/services/jury_deal.py).
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from app import clock, row_scope
from app.database import db, for_everybody, use_case
from app.policies.actor import Actor
from app.policies.subject import of_challenge
from app.policies.table import Action, authorise
from app.queries.account import account_of, user_by_email
from app.queries.jury import challenge_at_desk, lacking
from app.services.audit import record
from app.services.jury_deal import fill_lacking, hand_over
from app.services.jury_mail import tell_juror, tell_jury_city
from app.services.message import said
from app.services.move import move
from app.services.notification import tell_address
from models.account import CityRole, CityRoleGrant, User
from models.challenge import Challenge
from models.errors import ConflictError, FieldError, ForbiddenError, NotFoundError
from models.jury import JUROR_WORKFLOW, Juror, JurorAction, JurorStatus
from models.jury_round import INVITES, MOST_JURORS, ROUND_OF
from models.wall_time import local_date

INVITATION_LASTS = dt.timedelta(days=14)
SEATED = (JurorStatus.INVITED, JurorStatus.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Link:
    """The link of one mail: its path after the language, and its token's SHA-256 in hex."""

    path: str
    token_sha256: str


@dataclass(frozen=True, slots=True)
class NewJuror:
    """Whom to invite; ``title`` is what they are, as the public reads it."""

    email: str
    name: str
    title: str
    is_chair: bool
    language: str


def managed(actor: Actor, challenge_id: int, action: Action = Action.JURY_MANAGE) -> Challenge:
    """Return a challenge whose jury the actor runs.

    Raises:
        NotFoundError: It is not there, or not theirs to know of.
        ForbiddenError: They may look but not do this.
    """
    challenge = challenge_at_desk(actor, challenge_id)
    authorise(actor, action, of_challenge(challenge))
    return challenge


@use_case
def invite(actor: Actor, challenge_id: int, new: NewJuror, link: Link) -> int:
    """Invite somebody to the jury by mail; return the juror's id.

    Raises:
        FieldError: ``juror_known`` at ``email``; ``juror_sees_names``: a coordinator of the city
            reads who has entered.
        ConflictError: ``jury_fixed``; ``jury_full`` (most).
    """
    challenge = managed(actor, challenge_id)
    _require_open(challenge)
    user = user_by_email(new.email)
    if user is not None:
        _require_blind(user, challenge, FieldError("juror_sees_names", field="email"))
    juror = db.session.scalar(
        select(Juror).where(Juror.challenge_id == challenge.id, Juror.email == new.email)
    )
    if juror is not None and juror.status in SEATED:
        raise FieldError("juror_known", field="email")
    _require_seat(challenge)
    values = {
        "name": new.name, "title": new.title, "is_chair": new.is_chair,
        "token_sha256": link.token_sha256, "invited_at": clock.now(),
        "expires_at": clock.now() + INVITATION_LASTS,
        "answered_at": None, "user_id": None,
    }  # fmt: skip
    if juror is None:
        juror = Juror(
            challenge_id=challenge.id, email=new.email, status=JurorStatus.INVITED, version=1,
            **values,
        )  # fmt: skip
        db.session.add(juror)
        db.session.flush()
        record(actor, "juror:invite", juror, city_id=challenge.city_id, challenge=challenge.id)
    else:
        move(actor, juror, JUROR_WORKFLOW, JurorAction.INVITE_AGAIN, **values)
    _send(juror, challenge, link, user.language if user is not None else new.language)
    return juror.id


@use_case
def send_again(actor: Actor, juror_id: int, link: Link, language: str) -> str:
    """Send an unanswered invitation with a new link; return the address.  The old link ends."""
    juror, challenge = _managed_juror(actor, juror_id)
    _require_open(challenge)
    if juror.status is not JurorStatus.INVITED:
        raise ConflictError("changed_meanwhile")
    juror.token_sha256 = link.token_sha256
    juror.invited_at, juror.expires_at = clock.now(), clock.now() + INVITATION_LASTS
    juror.version += 1
    record(actor, "juror:send_again", juror, city_id=challenge.city_id, challenge=challenge.id)
    user = user_by_email(juror.email)
    _send(juror, challenge, link, user.language if user is not None else language)
    return juror.email


@use_case
def accept(actor: Actor, juror_id: int) -> int:
    """Take a seat in the jury with the account of the address that got the mail.

    Raises:
        NotFoundError: ``invitation_old``.
        ForbiddenError: ``invitation_other``; ``juror_sees_names``.
        ConflictError: ``jury_fixed``.
    """
    juror, user = _mine(actor, juror_id)
    challenge = juror.challenge
    db.session.refresh(challenge, with_for_update=True)
    _require_open(challenge)
    _require_blind(user, challenge, ForbiddenError("juror_sees_names"))
    move(
        actor, juror, JUROR_WORKFLOW, JurorAction.ACCEPT, {"challenge": challenge.id},
        user_id=user.id, answered_at=clock.now(), name=juror.name or user.name,
    )  # fmt: skip
    tell_jury_city(challenge, "jury/accepted", f"{juror.id}:{juror.version}", person=user.name)
    number = ROUND_OF.get(challenge.status)
    if number is not None:
        db.session.flush()
        with for_everybody("a juror who comes late reads what lacks readers"):
            fill_lacking(actor, challenge, number)
    return challenge.id


@use_case
def decline(actor: Actor, juror_id: int) -> None:
    """Say no to a seat; the city is told."""
    juror, user = _mine(actor, juror_id)
    facts = {"challenge": juror.challenge_id}
    move(actor, juror, JUROR_WORKFLOW, JurorAction.DECLINE, facts, answered_at=clock.now())
    key = f"{juror.id}:{juror.version}"
    tell_jury_city(juror.challenge, "jury/declined", key, person=user.name)


@use_case
def remove(actor: Actor, juror_id: int, reason: str) -> int:
    """Take an invitation back or excuse a juror; return the challenge's id.

    While judging goes on a reason is needed: what the juror has submitted stays, and what was
    still open goes to others.

    Raises:
        FieldError: ``needed`` at ``reason``.
        ConflictError: ``jury_done``.
    """
    juror, challenge = _managed_juror(actor, juror_id)
    db.session.refresh(challenge, with_for_update=True)
    number = ROUND_OF.get(challenge.status)
    if number is None and challenge.status not in INVITES:
        raise ConflictError("jury_done")
    words = said(reason, "reason", needed=number is not None)
    was_seated = juror.status is JurorStatus.ACCEPTED
    facts = {"challenge": challenge.id, "by": "city"}
    move(actor, juror, JUROR_WORKFLOW, JurorAction.REMOVE, facts)
    if number is not None:
        hand_over(actor, challenge, juror, number, words)
    if was_seated:
        tell_juror(juror, "jury/excused", f"{juror.version}", reason=words)
    return challenge.id


@use_case
def choose_chair(actor: Actor, juror_id: int) -> int:
    """Make a juror the chair, who may sign the decision, or an ordinary juror again."""
    juror, challenge = _managed_juror(actor, juror_id)
    if juror.status not in SEATED:
        raise ConflictError("changed_meanwhile")
    juror.is_chair = not juror.is_chair
    juror.version += 1
    record(
        actor, "juror:chair", juror, city_id=challenge.city_id, challenge=challenge.id,
        is_chair=juror.is_chair,
    )  # fmt: skip
    return challenge.id


def _managed_juror(actor: Actor, juror_id: int) -> tuple[Juror, Challenge]:
    juror = db.session.get(Juror, juror_id)
    if juror is None:
        raise NotFoundError
    return juror, managed(actor, juror.challenge_id)


def _mine(actor: Actor, juror_id: int) -> tuple[Juror, User]:
    """Return an invitation, none that is too old, and the account it was sent to."""
    user = account_of(actor.user_id)
    juror = db.session.get(Juror, juror_id)
    if juror is None or juror.email != user.email or user.confirmed_at is None:
        raise ForbiddenError("invitation_other")
    if juror.status is JurorStatus.INVITED and juror.expires_at <= clock.now():
        raise NotFoundError("invitation_old")
    return juror, user


@row_scope.as_system("whether entries lack readers, for who may come to read them")
def _require_open(challenge: Challenge) -> None:
    """Let people in while the jury is put together, and later where entries lack readers."""
    if challenge.status in INVITES:
        return
    number = ROUND_OF.get(challenge.status)
    if number is None or not lacking(challenge, number):
        raise ConflictError("jury_fixed")


def _require_seat(challenge: Challenge) -> None:
    count = db.session.scalar(
        select(func.count()).where(Juror.challenge_id == challenge.id, Juror.status.in_(SEATED))
    )
    if (count or 0) >= MOST_JURORS:
        raise ConflictError("jury_full", most=MOST_JURORS)


def _require_blind(user: User, challenge: Challenge, refusal: Exception) -> None:
    """Keep out of the jury whoever reads names: the coordinators of the challenge's city."""
    found = db.session.scalar(
        select(CityRoleGrant.user_id).where(
            CityRoleGrant.user_id == user.id,
            CityRoleGrant.city_id == challenge.city_id,
            CityRoleGrant.role == CityRole.COORDINATOR,
        )
    )
    if found is not None:
        raise refusal


def _send(juror: Juror, challenge: Challenge, link: Link, language: str) -> None:
    tell_address(
        juror.email,
        language,
        "jury/invitation",
        f"jury_invitation:{link.token_sha256[:32]}",
        challenge=challenge.title.best(language)[0],
        city=challenge.city.name.best(language)[0],
        path=f"/{language}{link.path}",
        until=local_date(juror.expires_at, challenge.city.time_zone).isoformat(),
    )
