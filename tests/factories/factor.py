"""Second factors for tests."""

import secrets

from app import clock
from app.adapters import one_time_code, sealed
from app.database import db
from models.account import User
from models.factor import AuthenticatorApp, Passkey, RecoveryCode, code_digest
from tests.factories import keep
from views.factor_proof import APP_SECRET

KEY = b"test-" + b"k" * 40  # tests/conftest.py: the session key of test applications


def app_of(user: User) -> bytes:
    """Let somebody have an authenticator app; return its secret."""
    secret = one_time_code.new_secret()
    db.session.add(
        AuthenticatorApp(
            user_id=user.id, sealed_secret=sealed.seal(KEY, APP_SECRET, secret), last_step=0,
            created_at=clock.now(),
        )
    )  # fmt: skip
    keep()
    return secret


def code_of(secret: bytes, steps: int = 0) -> str:
    """Return the code that the app shows now, or some steps of thirty seconds later."""
    return one_time_code.code_at(secret, one_time_code.step_at(clock.now()) + steps)


def passkey_of(user: User) -> Passkey:
    """Let somebody have a passkey, which nothing can show."""
    made = Passkey(
        user_id=user.id, name="Avain", credential_id=secrets.token_urlsafe(16), public_key="AAAA",
        sign_count=0, created_at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    keep()
    return made


def codes_of(user: User) -> list[str]:
    """Let somebody have two recovery codes, and return them."""
    codes = [f"{secrets.token_hex(2)}-bcde-fghj-kmnp" for _code in range(2)]
    db.session.add_all(
        RecoveryCode(user_id=user.id, code_sha256=code_digest(user.id, code)) for code in codes
    )
    keep()
    return codes
