"""The doors that may not be tried too often, as views call them."""

import hmac
import ipaddress

from flask import Flask, g, request

from app.services import attempt
from models.attempt import Door
from models.errors import TooManyAttemptsError
from views.access import viewer

NETWORK = 64  # bits of an IPv6 address that belong to one home or office


def init_app(app: Flask) -> None:
    """Give requests the secret with which names and addresses are hashed before they are kept."""
    own = str(app.secret_key).encode()

    @app.before_request
    def give() -> None:
        g.attempt_secret = own


def admit(door: Door, name: str) -> None:
    """Count one try of ``name`` (an e-mail address, an account's id) at a door.

    Raises:
        TooManyAttemptsError: The name or the network address has tried too often.
    """
    attempt.admit(viewer(), door, _key(door, f"name:{name}"), network(door))


def is_crowded(door: Door, name: str) -> bool:
    """Count one try and say whether there have been too many, without refusing it."""
    try:
        admit(door, name)
    except TooManyAttemptsError:
        return True
    return False


def forgive(door: Door, name: str) -> None:
    """Take back the count of a try that succeeded."""
    attempt.forgive(viewer(), door, _key(door, f"name:{name}"), network(door))


def network(door: Door) -> str:
    """Return by which key the tries of the request's network address are counted at a door."""
    return _key(door, _address())


def _address() -> str:
    address = request.remote_addr or "unknown"
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return f"address:{address}"
    if parsed.version == 6:  # noqa: PLR2004 - the version of the Internet protocol
        parsed = ipaddress.ip_network((parsed, NETWORK), strict=False).network_address
    return f"address:{parsed}"


def secret() -> bytes:
    """Return the secret that requests hash and sign with; say what for in what is signed."""
    found: bytes = g.attempt_secret
    return found


def _key(door: Door, name: str) -> str:
    return hmac.digest(secret(), f"{door}:{name.casefold()}".encode(), "sha256").hex()
