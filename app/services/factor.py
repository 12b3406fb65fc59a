"""Set up, take away and reset the second factors of an account.

Each deed wants a login in which all that the person signs in with was shown a moment ago.  Secrets
arrive sealed, codes arrive hashed.  The person is told of each change by mail.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.table import Action, authorise
from app.queries.factor import factors_of
from app.queries.identity import ways_in
from app.services.audit import record
from app.services.login import end_all, fresh
from app.services.notification import tell
from models.account import User
from models.errors import ConflictError, DomainError, FieldError, ForbiddenError, NotFoundError
from models.factor import (
    CODES,
    MOST_PASSKEYS,
    NAME_LENGTH,
    AuthenticatorApp,
    FactorKind,
    Passkey,
    RecoveryCode,
)
from models.login import Login
from models.text import tidy


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A passkey that a browser has just made; the first two are base64url."""

    credential_id: str
    public_key: str = field(repr=False)
    sign_count: int
    name: str


@use_case
def add_app(
    actor: Actor, login_id: int, sealed_secret: str, step: int, codes: Sequence[str]
) -> bool:
    """Take an authenticator app into use, whose code of ``step`` was typed.

    Returns whether the recovery codes, digests that are kept only for a first factor, count now.

    Raises:
        ForbiddenError: ``proof_needed``.
        ConflictError: ``app_known``: there is one already.
    """
    login = fresh(actor, login_id)
    if factors_of(login.user_id).app is not None:
        raise ConflictError("app_known")
    db.session.add(
        AuthenticatorApp(
            user_id=login.user_id, sealed_secret=sealed_secret, last_step=step,
            created_at=clock.now(), used_at=clock.now(),
        )
    )  # fmt: skip
    return _added(actor, login, FactorKind.APP, codes)


@use_case
def add_passkey(actor: Actor, login_id: int, new: NewPasskey, codes: Sequence[str]) -> bool:
    """Take a passkey or security key into use; returns whether the recovery codes count now.

    Raises:
        ForbiddenError: ``proof_needed``.
        FieldError: ``needed``, ``too_many_letters`` at ``name``.
        DomainError: ``too_many_passkeys`` (most).
        ConflictError: The passkey is known already.
    """
    login = fresh(actor, login_id)
    if len(factors_of(login.user_id).passkeys) >= MOST_PASSKEYS:
        raise DomainError("too_many_passkeys", most=MOST_PASSKEYS)
    db.session.add(
        Passkey(
            user_id=login.user_id, name=_name(new.name), credential_id=new.credential_id,
            public_key=new.public_key, sign_count=new.sign_count, created_at=clock.now(),
        )
    )  # fmt: skip
    db.session.flush()
    return _added(actor, login, FactorKind.PASSKEY, codes)


@use_case
def remove_app(actor: Actor, login_id: int) -> None:
    """Take the authenticator app out of use.

    Raises:
        ForbiddenError: ``proof_needed``.
        NotFoundError: There is none.
    """
    login = fresh(actor, login_id)
    app = factors_of(login.user_id).app
    if app is None:
        raise NotFoundError
    db.session.delete(app)
    _removed(actor, login, FactorKind.APP)


@use_case
def remove_passkey(actor: Actor, login_id: int, passkey_id: int) -> None:
    """Take a passkey of one's own out of use.

    Raises:
        ForbiddenError: ``proof_needed``.
        NotFoundError: It is not the actor's.
        DomainError: ``last_way_in``: the account could not be signed in to any more.
    """
    login = fresh(actor, login_id)
    passkey = db.session.get(Passkey, passkey_id)
    if passkey is None or passkey.user_id != login.user_id:
        raise NotFoundError
    db.session.delete(passkey)
    db.session.flush()
    if ways_in(login.user) == 0:
        raise DomainError("last_way_in")
    _removed(actor, login, FactorKind.PASSKEY)


@use_case
def renew_codes(actor: Actor, login_id: int, codes: Sequence[str]) -> None:
    """Put new recovery codes, given as digests, in the place of all earlier ones.

    Raises:
        ForbiddenError: ``proof_needed``.
        NotFoundError: There is no second factor that they could stand in for.
    """
    login = fresh(actor, login_id)
    if not factors_of(login.user_id):
        raise NotFoundError
    _keep_codes(login.user_id, codes)
    record(actor, "account:renew_codes", login.user)
    tell(login.user, "account/factor_codes", _key("codes", login.user))


@use_case
def reset(actor: Actor, user_id: int) -> None:
    """Take all second factors of somebody who has lost them away, and sign them out everywhere.

    Raises:
        ForbiddenError: The actor is no administrator, or means their own account.
        NotFoundError: There is no such account, or it has none.
    """
    authorise(actor, Action.FACTOR_RESET)
    user = db.session.get(User, user_id)
    if user is None or not user.active or not factors_of(user.id):
        raise NotFoundError
    if user.id == actor.user_id:
        raise ForbiddenError
    for table in (AuthenticatorApp, Passkey, RecoveryCode):
        db.session.execute(delete(table).where(table.user_id == user.id))
    end_all(user.id)
    record(actor, "account:reset_factors", user)
    tell(user, "account/factor_reset", _key("reset", user))


def _added(actor: Actor, login: Login, kind: FactorKind, codes: Sequence[str]) -> bool:
    """Finish what adds a factor: with the first come codes, and all other browsers sign in anew."""
    db.session.flush()
    found = factors_of(login.user_id)
    is_first = len(found.passkeys) + (found.app is not None) == 1
    if is_first:
        _keep_codes(login.user_id, codes)
        end_all(login.user_id, but=login.id)
    login.factor = login.factor or kind
    record(actor, "account:add_factor", login.user, kind=str(kind))
    tell(login.user, "account/factor_added", _key("added", login.user, kind), factor=str(kind))
    return is_first


def _removed(actor: Actor, login: Login, kind: FactorKind) -> None:
    db.session.flush()
    if not factors_of(login.user_id):
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == login.user_id))
        login.factor = None
        end_all(login.user_id, but=login.id)
    record(actor, "account:remove_factor", login.user, kind=str(kind))
    tell(login.user, "account/factor_removed", _key("removed", login.user, kind), factor=str(kind))


def _keep_codes(user_id: int, codes: Sequence[str]) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    db.session.add_all(
        RecoveryCode(user_id=user_id, code_sha256=digest) for digest in codes[:CODES]
    )


def _key(what: str, user: User, kind: str = "") -> str:
    return f"factor_{what}{kind}:{user.id}:{clock.now():%Y%m%d%H%M%S%f}"


def _name(typed: str) -> str:
    name = " ".join(tidy(typed).split())
    if not name:
        raise FieldError("needed", field="name")
    if len(name) > NAME_LENGTH:
        raise FieldError("too_many_letters", field="name", most=NAME_LENGTH, length=len(name))
    return name
