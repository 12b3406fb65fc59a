"""Sign somebody in in one more browser, show once more that it is them, and end logins.

Secrets arrive hashed.  Whoever has a second factor comes in nowhere without one: it is asked here,
in the transaction that makes the login.
"""

import logging
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.database import db, request_key, use_case
from app.policies.actor import Actor
from app.queries.factor import owners
from app.services.audit import record
from app.services.factor_proof import Proof, take
from models.account import User
from models.errors import ForbiddenError, NotFoundError
from models.factor import FactorKind
from models.identity import Identity
from models.login import FRESH, Login, Way

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NewLogin:
    """A browser that is signed in from now on: the hash of its secret, its name, and by what.

    The hash tells two requests of the same form apart, for each is answered with its own cookie.
    ``vouched`` says that the provider of the identity has asked for a second factor.
    """

    secret_sha256: str
    browser: str
    remembered: bool = False
    factor: FactorKind | None = None
    way: Way = Way.PASSWORD
    identity_id: int | None = None
    vouched: bool = False


@use_case
def sign_in(actor: Actor, user_id: int, new: NewLogin, proof: Proof | None = None) -> int:
    """Sign in whoever has shown the password or another first way, and the proof where needed.

    Returns the id of the login.

    Raises:
        NotFoundError: The account is gone or switched off, or its identity has been unlinked.
        ForbiddenError: ``factor_missing``: the account has a second factor, and none was shown.
        FieldError: ``code_used`` at ``code``.
    """
    user = _active(user_id)
    if proof is not None:
        new = replace(new, factor=take(user, proof))
    elif owners([user.id]) and not (new.identity_id and new.vouched):
        raise ForbiddenError("factor_missing")
    if new.identity_id is not None:
        _use(user, new.identity_id)
    user.last_login_at, user.current_login_at = user.current_login_at, clock.now()
    user.login_count = (user.login_count or 0) + 1
    login = begin(user, new)
    record(actor, "account:sign_in", user, factor=str(new.factor or ""), way=str(new.way))
    return login.id


def _use(user: User, identity_id: int) -> None:
    """Keep that somebody came by an identity of theirs."""
    identity = db.session.get(Identity, identity_id)
    if identity is None or identity.user_id != user.id:
        raise NotFoundError
    identity.last_used_at = clock.now()


def begin(user: User, new: NewLogin) -> Login:
    """Add the row of a login inside a use case."""
    now = clock.now()
    login = Login(
        user_id=user.id, secret_sha256=new.secret_sha256, browser=new.browser,
        remembered=new.remembered, factor=new.factor, way=new.way, identity_id=new.identity_id,
        vouched=new.vouched, created_at=now, seen_at=now, proven_at=now,
    )  # fmt: skip
    db.session.add(login)
    db.session.flush()
    return login


def renew(user: User, uniquifier: str) -> None:
    """Give an account a new ``fs_uniquifier`` and end all its logins, inside a use case.

    Links that were mailed before end with it.  Nothing else sets ``fs_uniquifier`` of an account.
    """
    user.fs_uniquifier = uniquifier
    if user.id is not None:
        end_all(user.id)


def end_all(user_id: int, *, but: int | None = None) -> None:
    """End all logins of an account, perhaps but one, inside a use case."""
    ended = update(Login).where(Login.user_id == user_id, Login.ended_at.is_(None))
    if but is not None:
        ended = ended.where(Login.id != but)
    db.session.execute(
        ended.values(ended_at=clock.now()).execution_options(synchronize_session=False)
    )


@use_case
def prove(actor: Actor, login_id: int, proof: Proof | None) -> None:
    """Keep that somebody has just shown their password once more, and the proof if they have one.

    Raises:
        ForbiddenError: ``factor_missing``.
        FieldError: ``code_used`` at ``code``.
    """
    login = own(actor, login_id)
    if proof is not None:
        kind = take(login.user, proof)
        login.factor = login.factor or kind
    elif owners([login.user_id]):
        raise ForbiddenError("factor_missing")
    login.proven_at = clock.now()
    record(actor, "account:prove", login.user)


@use_case
def end(actor: Actor, login_id: int) -> None:
    """Sign oneself out in one browser, this or another.

    Raises:
        NotFoundError: It is not the actor's, or has ended.
    """
    login = own(actor, login_id)
    login.ended_at = clock.now()
    record(actor, "account:end_login", login.user)


@use_case
def end_others(actor: Actor, login_id: int) -> None:
    """Sign oneself out in all browsers but this one."""
    login = own(actor, login_id)
    end_all(login.user_id, but=login.id)
    record(actor, "account:end_sessions", login.user)


def note_seen(login_id: int) -> None:
    """Keep that a browser was seen now; never with the request's key.

    The answer of the request is right without it, so that no trouble here takes it back.
    """
    key = request_key.set(None)
    try:
        _note_seen(login_id)
    except SQLAlchemyError:
        logger.exception("not kept when login %s was seen", login_id)
    finally:
        request_key.reset(key)


@use_case
def _note_seen(login_id: int) -> None:
    seen: Any = update(Login).where(Login.id == login_id, Login.seen_at < clock.now())
    db.session.execute(
        seen.values(seen_at=clock.now()).execution_options(synchronize_session=False)
    )


def _active(user_id: int) -> User:
    user = db.session.get(User, user_id)
    if user is None or not user.active:
        raise NotFoundError
    return user


def fresh(actor: Actor, login_id: int) -> Login:
    """Return the actor's login, in which all that they sign in with was shown a moment ago.

    Raises:
        ForbiddenError: ``proof_needed``, or it is not theirs.
    """
    login = db.session.get(Login, login_id, with_for_update={"of": Login})
    if login is None or login.user_id != actor.user_id or login.ended_at is not None:
        raise ForbiddenError
    if login.proven_at <= clock.now() - FRESH:
        raise ForbiddenError("proof_needed")
    return login


def own(actor: Actor, login_id: int) -> Login:
    """Return a login of the actor that has not ended.

    Raises:
        NotFoundError: It is not theirs, or has ended.
    """
    login = db.session.get(Login, login_id)
    if actor.user_id is None or login is None or login.user_id != actor.user_id or login.ended_at:
        raise NotFoundError
    return login
