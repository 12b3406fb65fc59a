"""Questions to passkeys and their answers, for the pages that make and show them.

A question stands in the signed session for a few minutes and is asked once.
"""

import datetime as dt
import hmac
import secrets
from types import ModuleType

from flask import g, session

from app import clock
from app.adapters import passkey as adapter
from app.policies.actor import Actor
from app.queries.factor import Factors, passkey_owner
from app.services.factor_proof import PasskeyProof
from models.account import User
from models.factor import Passkey
from views import attempt

QUESTION = "passkey"
GOOD_FOR = dt.timedelta(minutes=5)
RANDOM_BYTES = 32


def _check() -> ModuleType:
    from app.adapters import passkey_check  # noqa: PLC0415 - a sixth of a second of each start

    return passkey_check


def site() -> adapter.Site | None:
    """Return where passkeys of this installation work; None where it has no name of its own."""
    found: adapter.Site | None = g.get("passkey_site")
    return found


def question() -> bytes:
    """Return a new question, which takes the place of any earlier one."""
    asked = secrets.token_bytes(RANDOM_BYTES)
    session[QUESTION] = [adapter.written(asked), clock.now().isoformat()]
    return asked


def asked() -> tuple[bytes, dt.datetime] | None:
    """Return the question that waits for an answer and when it was asked; it waits no longer."""
    kept = session.pop(QUESTION, None)
    if kept is None:
        return None
    at = dt.datetime.fromisoformat(kept[1])
    return (adapter.read(kept[0]), at) if clock.now() - at < GOOD_FOR else None


def to_make(actor: Actor, factors: Factors) -> str:
    """Return what the browser needs for making a passkey, or an empty text."""
    here = site()
    if here is None:
        return ""
    handle = hmac.digest(attempt.secret(), f"passkey handle {actor.user_id}".encode(), "sha256")
    owner = adapter.Owner(handle, actor.email, actor.name)
    known = [one.credential_id for one in factors.passkeys]
    return str(_check().to_make(here, question(), owner, known))


def to_show(factors: Factors) -> str:
    """Return what the browser needs for showing one of these passkeys, or an empty text."""
    here = site()
    if here is None or not factors.passkeys:
        return ""
    known = [one.credential_id for one in factors.passkeys]
    return str(_check().to_show(here, question(), known))


def to_come_in() -> str:
    """Return what the browser needs for showing any passkey of this site, or an empty text."""
    here = site()
    return str(_check().to_show(here, question(), (), alone=True)) if here else ""


def made(answer: str) -> adapter.Made | None:
    """Return the passkey that the browser has made; None when its answer is wrong or late."""
    here, waiting = site(), asked()
    if here is None or waiting is None:
        return None
    found: adapter.Made | None = _check().made(here, waiting[0], answer)
    return found


def shown(answer: str, *, alone: bool = False) -> tuple[User, PasskeyProof] | None:
    """Return whose passkey was shown, and the proof of it; None when the answer is wrong or late.

    ``alone`` says that it stands for the password as well.
    """
    here, waiting = site(), asked()
    owner = passkey_owner(adapter.credential_of(answer))
    if here is None or waiting is None or owner is None:
        return None
    passkey, user = owner
    count: int | None = _check().shown(here, waiting[0], answer, _known(passkey), alone=alone)
    if count is None:
        return None
    return user, PasskeyProof(passkey.id, count, waiting[1])


def _known(passkey: Passkey) -> adapter.Made:
    return adapter.Made(passkey.credential_id, passkey.public_key, passkey.sign_count)
