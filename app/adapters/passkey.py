"""Passkeys and security keys (WebAuthn) behind a few plain functions.

What goes to the browser and comes from it is JSON text as the standard writes it.
Source: W3C Web Authentication, Level 3.
"""

import ipaddress
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

NAME = "Koepaikka"


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


def to_make(site: Site, challenge: bytes, owner: Owner, known: Iterable[str]) -> str:
    """Return what the browser needs for making a passkey; ``known`` are credentials of theirs."""
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=NAME,
        user_id=owner.handle,
        user_name=owner.email,
        user_display_name=owner.name or owner.email,
        challenge=challenge,
        exclude_credentials=_described(known),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
    )
    return str(options_to_json(options))


def to_show(site: Site, challenge: bytes, known: Iterable[str], *, alone: bool = False) -> str:
    """Return what the browser needs for showing a passkey.

    ``alone`` is for signing in without a password: the device has to recognise its person.
    """
    need = UserVerificationRequirement.REQUIRED if alone else UserVerificationRequirement.PREFERRED
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        allow_credentials=_described(known) or None,
        user_verification=need,
    )
    return str(options_to_json(options))


def made(site: Site, challenge: bytes, answer: str) -> Made | None:
    """Return the passkey that a browser has made on our question; None when the answer is wrong."""
    try:
        found = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
        )
    except (WebAuthnException, ValueError):
        return None
    return Made(
        bytes_to_base64url(found.credential_id),
        bytes_to_base64url(found.credential_public_key),
        found.sign_count,
    )


def shown(site: Site, challenge: bytes, answer: str, known: Made, *, alone: bool) -> int | None:
    """Return how often a known passkey now says it was used; None when the answer is wrong."""
    try:
        found = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(known.public_key),
            credential_current_sign_count=known.sign_count,
            require_user_verification=alone,
        )
    except (WebAuthnException, ValueError):
        return None
    return int(found.new_sign_count)


def written(random: bytes) -> str:
    """Return bytes as the text that cookies and browsers hold."""
    return str(bytes_to_base64url(random))


def read(text: str) -> bytes:
    """Return the bytes of such a text."""
    return bytes(base64url_to_bytes(text))


def credential_of(answer: str) -> str:
    """Return which credential a browser's answer says it is by; an empty text for anything else."""
    try:
        said = json.loads(answer)
    except ValueError:
        return ""
    found = said.get("id") if isinstance(said, dict) else None
    return found if isinstance(found, str) else ""


def _described(known: Iterable[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known]
