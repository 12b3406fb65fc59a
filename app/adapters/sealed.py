"""Small secrets as they are kept in the database: sealed with a key derived from the session key.

Who has the database alone reads none of them.  When the session key changes they cannot be opened
any more, see docs/operations.md.
"""

import base64
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


def seal(key: bytes, what_for: str, plain: bytes) -> str:
    """Return ``plain`` so that only ``key`` opens it, and only for the same use."""
    return _box(key, what_for).encrypt(plain).decode()


def unseal(key: bytes, what_for: str, sealed: str, *, within_s: int | None = None) -> bytes | None:
    """Return what was sealed; None when another key or use did it, or it was too long ago."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 - large, for few requests

    try:
        return _box(key, what_for).decrypt(sealed.encode("utf-8", "replace"), ttl=within_s)
    except InvalidToken:
        return None


def _box(key: bytes, what_for: str) -> "Fernet":
    from cryptography.fernet import Fernet  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415 - as above

    derived = HKDF(SHA256(), 32, salt=None, info=f"koepaikka {what_for}".encode()).derive(key)
    return Fernet(base64.urlsafe_b64encode(derived))
