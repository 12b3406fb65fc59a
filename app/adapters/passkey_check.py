"""Questions to passkeys, and whether their answers are right, by the library ``webauthn``.

It takes a while to load, so it is loaded when somebody makes or shows a passkey.
Source: W3C Web Authentication, Level 3.
"""

from collections.abc import Iterable

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

from app.adapters.passkey import Made, Owner, Site

NAME = "Koepaikka"


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


def _described(known: Iterable[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known]
