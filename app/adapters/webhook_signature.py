"""Sign what is sent to webhooks, by the scheme of Standard Webhooks.

No secret is kept: each follows from the installation's key and the salt of its webhook, so who
reads the database can sign nothing.  Whoever changes SECRET_KEY gives every webhook a new secret.
Source: https://github.com/standard-webhooks/standard-webhooks (symmetric signatures, v1).
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

PREFIX = "whsec_"
SALT_BYTES = 24


def new_salt() -> str:
    """Return what a new secret is made from."""
    return secrets.token_hex(SALT_BYTES)


def secret_of(key: str, salt: str) -> str:
    """Return the secret of a salt as its owner is shown it: ``whsec_`` and 32 bytes in base64."""
    made = hmac.digest(key.encode(), f"webhook/{salt}".encode(), hashlib.sha256)
    return PREFIX + base64.b64encode(made).decode()


def signature(secret: str, uid: str, at: int, body: bytes) -> str:
    """Return the signature of a body, as in "v1,K5oZ…"; ``at`` is in seconds since 1970."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{uid}.{at}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def headers(secret_list: Sequence[str], uid: str, at: int, body: bytes) -> dict[str, str]:
    """Return the three headers; while a secret is being changed, both sign."""
    return {
        "webhook-id": uid,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(signature(one, uid, at, body) for one in secret_list),
    }
