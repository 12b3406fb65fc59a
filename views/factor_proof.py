"""What somebody types or shows as a second factor, as the proof that services take."""

import secrets

from app import clock
from app.adapters import one_time_code, sealed
from app.forms.factor import CodeForm
from app.queries.factor import Factors
from app.services.factor_proof import AppProof, Proof, RecoveryProof
from models.account import User
from models.errors import FieldError
from models.factor import CODE_GROUPS, CODES, DIGITS, GROUP, code_digest, recovery_code
from views import attempt, factor_passkey

APP_SECRET = "authenticator app"  # noqa: S105 - what a sealed secret is for


def new_codes(user_id: int) -> tuple[list[str], list[str]]:
    """Return recovery codes to show once, and the digests that are kept of them."""
    letters = CODE_GROUPS * GROUP
    codes = [recovery_code(secrets.token_bytes(2 * letters)) for _code in range(CODES)]
    return codes, [code_digest(user_id, code) for code in codes]


def wrong_password(user: User) -> FieldError:
    """Return what to say of a password that is not right, also where there is none."""
    code = "password_wrong" if user.password else "password_none"
    return FieldError(code, field="password")


def proof_of(user_id: int, factors: Factors, form: CodeForm) -> Proof:
    """Return the proof that a form holds.

    Raises:
        FieldError: ``code_needed`` or ``code_wrong`` at ``code``, or ``passkey_wrong``.
    """
    if form.answer.data:
        found = factor_passkey.shown(form.answer.data)
        if found is None or found[0].id != user_id:
            raise FieldError("passkey_wrong")
        return found[1]
    typed = "".join((form.code.data or "").split())
    if not typed:
        raise FieldError("code_needed", field="code")
    if not (typed.isdecimal() and len(typed) == DIGITS):
        return RecoveryProof(code_digest(user_id, typed))
    return AppProof(_step(factors, typed))


def _step(factors: Factors, typed: str) -> int:
    app = factors.app
    secret = sealed.unseal(attempt.secret(), APP_SECRET, app.sealed_secret) if app else None
    # Whether the code was taken before is told in the transaction that takes it.
    step = one_time_code.step_of(secret, typed, clock.now(), after=0) if secret else None
    if step is None:
        raise FieldError("code_wrong", field="code")
    return step
