"""Take a second factor that somebody shows: each code and each answer of a passkey counts once.

Whether a code is right is told by app/adapters/ before; what is told here is that it has not been
taken already, in the statement that takes it.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, update

from app import clock
from app.database import db
from models.account import User
from models.errors import FieldError
from models.factor import AuthenticatorApp, FactorKind, Passkey, RecoveryCode


@dataclass(frozen=True, slots=True)
class AppProof:
    """The step of time whose code was typed."""

    step: int


@dataclass(frozen=True, slots=True)
class PasskeyProof:
    """What a passkey has answered to a question that was asked at ``asked_at``."""

    passkey_id: int
    sign_count: int
    asked_at: dt.datetime


@dataclass(frozen=True, slots=True)
class RecoveryProof:
    """The digest of a recovery code."""

    code_sha256: str


Proof = AppProof | PasskeyProof | RecoveryProof
REFUSED = {
    FactorKind.APP: "code_used",
    FactorKind.PASSKEY: "passkey_wrong",
    FactorKind.RECOVERY: "code_wrong",
}


def take(user: User, proof: Proof) -> FactorKind:
    """Take a proof inside a use case, and return of which kind it is.

    Raises:
        FieldError: ``code_used`` or ``code_wrong`` at ``code``, ``passkey_wrong``: it has been
            taken already, or is not the person's.
    """
    kind, taken = _taken(user, proof)
    done: Any = db.session.execute(taken.execution_options(synchronize_session=False))
    if done.rowcount != 1:
        raise FieldError(REFUSED[kind], field="code")
    return kind


def _taken(user: User, proof: Proof) -> tuple[FactorKind, Any]:
    now = clock.now()
    if isinstance(proof, AppProof):
        later = AuthenticatorApp.last_step < proof.step
        return FactorKind.APP, (
            update(AuthenticatorApp)
            .where(AuthenticatorApp.user_id == user.id, later)
            .values(last_step=proof.step, used_at=now)
        )
    if isinstance(proof, PasskeyProof):
        # An answer belongs to one question, and no question from before the last use counts.
        unused = or_(Passkey.used_at.is_(None), Passkey.used_at < proof.asked_at)
        return FactorKind.PASSKEY, (
            update(Passkey)
            .where(Passkey.id == proof.passkey_id, Passkey.user_id == user.id, unused)
            .values(sign_count=proof.sign_count, used_at=now)
        )
    return FactorKind.RECOVERY, (
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.code_sha256 == proof.code_sha256,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
    )
