"""Second factors: what somebody has, and whose a passkey is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.database import db
from app.policies.actor import Actor
from models.account import User
from models.factor import AuthenticatorApp, Passkey, RecoveryCode


@dataclass(frozen=True, slots=True)
class Factors:
    """What an account has beside its password, and how many recovery codes are left."""

    app: AuthenticatorApp | None
    passkeys: Sequence[Passkey]
    codes_left: int

    def __bool__(self) -> bool:
        return self.app is not None or bool(self.passkeys)


def factors_of(user_id: int | None) -> Factors:
    """Return the second factors of an account; of nobody, none."""
    app = db.session.scalar(select(AuthenticatorApp).where(AuthenticatorApp.user_id == user_id))
    passkeys = db.session.scalars(
        select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)
    ).all()
    left = db.session.scalar(
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    )
    return Factors(app, passkeys, left or 0)


def owners(user_ids: Iterable[int]) -> set[int]:
    """Return those of the accounts that have a second factor."""
    asked = list(user_ids)
    by_app = select(AuthenticatorApp.user_id).where(AuthenticatorApp.user_id.in_(asked))
    by_passkey = select(Passkey.user_id).where(Passkey.user_id.in_(asked))
    return set(db.session.scalars(by_app.union(by_passkey)))


def colleagues_with_factor(viewer: Actor, user_ids: Iterable[int]) -> set[int]:
    """Return whose second factor the viewer may reset: administrators', others none."""
    return owners(user_ids) if viewer.is_admin else set()


def passkey_owner(credential_id: str) -> tuple[Passkey, User] | None:
    """Return the passkey of a credential and its account in use; None when nobody has it."""
    found = db.session.execute(
        select(Passkey, User)
        .join(User, User.id == Passkey.user_id)
        .where(Passkey.credential_id == credential_id, User.active)
    ).one_or_none()
    return None if found is None else (found[0], found[1])
