"""Codes of authenticator apps: six digits that change every thirty seconds.

Source: RFC 6238 (TOTP) over RFC 4226 (HOTP), with SHA-1, as every app takes it.
"""

import base64
import datetime as dt
import hmac
import secrets
from urllib.parse import quote, urlencode

from models.factor import DIGITS, DRIFT, STEP_SECONDS

SECRET_BYTES = 20  # RFC 4226, section 4: 160 bits


def new_secret() -> bytes:
    """Return the secret that an app and we are to share."""
    return secrets.token_bytes(SECRET_BYTES)


def written(secret: bytes) -> str:
    """Return a secret as people type it into an app: base 32 in groups of four."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def address(secret: bytes, account: str, issuer: str) -> str:
    """Return the address that the QR code holds.

    Source: https://github.com/google/google-authenticator/wiki/Key-Uri-Format.
    """
    values = {"secret": base64.b32encode(secret).decode(), "issuer": issuer}
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{urlencode(values)}"


def code_at(secret: bytes, step: int) -> str:
    """Return the code of one step of time."""
    from cryptography.hazmat.primitives.hashes import SHA1  # noqa: PLC0415 - large, for few requests
    from cryptography.hazmat.primitives.twofactor.hotp import HOTP  # noqa: PLC0415 - as above

    sha1 = SHA1()  # noqa: S303 - HMAC-SHA-1, which the standard asks for, is not broken
    return HOTP(secret, DIGITS, sha1).generate(step).decode()


def step_at(now: dt.datetime) -> int:
    """Return the step of time that an instant is in."""
    return int(now.timestamp()) // STEP_SECONDS


def step_of(secret: bytes, typed: str, now: dt.datetime, after: int) -> int | None:
    """Return the step whose code was typed, when it is about now and later than ``after``."""
    code = "".join(typed.split())
    found = None
    for step in range(step_at(now) - DRIFT, step_at(now) + DRIFT + 1):
        right = hmac.compare_digest(code_at(secret, step).encode(), code.encode("utf-8", "replace"))
        if right and step > after:
            found = step
    return found
