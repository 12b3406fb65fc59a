"""Passkeys and security keys (WebAuthn): what they are made of, without the checking library.

The checks are in app/adapters/passkey_check.py.  What goes to the browser and comes from it is JSON
text as the standard writes it.  Source: W3C Web Authentication, Level 3.
"""

import base64
import ipaddress
import json
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Site:
    """For which host and from which origin passkeys are made and shown."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a new passkey is: an opaque handle, and what their browser calls the account."""

    handle: bytes = field(repr=False)
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Made:
    """The public half of a new passkey, both texts base64url."""

    credential_id: str
    public_key: str = field(repr=False)
    sign_count: int


def site_of(public_url: str) -> Site | None:
    """Return where passkeys work; None at a bare network address, for which there are none."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return Site(host, f"{parts.scheme}://{parts.netloc}") if host else None
    return None


def written(random: bytes) -> str:
    """Return bytes as the text that cookies and browsers hold: base64url without its padding."""
    return base64.urlsafe_b64encode(random).decode().rstrip("=")


def read(text: str) -> bytes:
    """Return the bytes of such a text."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def credential_of(answer: str) -> str:
    """Return which credential a browser's answer says it is by; an empty text for anything else."""
    try:
        said = json.loads(answer)
    except ValueError:
        return ""
    found = said.get("id") if isinstance(said, dict) else None
    return found if isinstance(found, str) else ""
