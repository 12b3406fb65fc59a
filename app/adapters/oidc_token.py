"""Tokens of OpenID Connect: is one right, whom does it tell of, and what we sign ourselves.

By the libraries Authlib and joserfc.  They take a while to load, so this is loaded when somebody
comes back from a provider or is sent to one that wants what we ask for signed.
Sources: OpenID Connect Core 1.0, sections 3.1.3.7 and 6; RFC 7523, 8725 (best practices), 9101.
"""

import datetime as dt
import hmac
import logging
from collections.abc import Callable, Mapping
from typing import Any

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oidc.core import CodeIDToken
from joserfc import jwe, jwk, jws, jwt
from joserfc.errors import InvalidKeyIdError, JoseError

from app import clock
from app.adapters.oidc_source import OidcError
from models.identity import LONGEST, Provider, Strength, Told

logger = logging.getLogger(__name__)

ENCRYPTION = (
    *("RSA-OAEP", "RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"),
    *("A128GCM", "A256GCM", "A128CBC-HS256", "A256CBC-HS512"),
)
"""How tokens may be encrypted: no RSA1_5, nothing compressed."""

DRIFT_S = 60  # how far a provider's clock may be from ours
OLDEST_S = 600  # a token is made for the code that is exchanged now
SIGNED_FOR_S = 60
NAME_LENGTH = 120
FAULTS = (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError)
Keys = Callable[[bool], Mapping[str, Any]]


def told(provider: Provider, given: Mapping[str, Any], nonce: str, keys: Keys) -> Told:
    """Return whom the token in a provider's answer tells of.

    ``keys`` gives the provider's keys; asked with True, it looks for new ones.

    Raises:
        OidcError: ``provider_wrong``: anything about it is not as it has to be.
    """
    try:
        found = _claims(provider, given, nonce, keys)
        return _told(provider, found)
    except OidcError:
        raise
    except FAULTS as problem:
        raise OidcError("provider_wrong", f"{type(problem).__name__}: {problem}"[:200]) from None


def _claims(
    provider: Provider, given: Mapping[str, Any], nonce: str, keys: Keys
) -> Mapping[str, Any]:
    sent = _opened(provider, str(given["id_token"]))
    registry = jws.JWSRegistry(algorithms=sorted(provider.algorithms), strict_check_header=False)
    try:
        token = jwt.decode(sent, jwk.KeySet.import_key_set(_public(keys(False))), registry=registry)
    except InvalidKeyIdError:
        token = jwt.decode(sent, jwk.KeySet.import_key_set(_public(keys(True))), registry=registry)
    wanted = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "nonce": {"essential": True},
    }
    access = given.get("access_token")
    known = {"nonce": nonce, "client_id": provider.client_id, "access_token": access}
    claims: Any = CodeIDToken(token.claims, token.header, wanted, known)
    now = int(clock.now().timestamp())
    claims.validate(now=now, leeway=DRIFT_S)
    _refuse_odd(provider, claims, nonce, now)
    return dict(claims)


def _public(keys: Mapping[str, Any]) -> Any:
    """Return the keys that can check a signature: no secrets, nothing meant for encryption."""
    fit = [one for one in keys["keys"] if one.get("kty") != "oct" and one.get("use") != "enc"]
    return {"keys": fit}


def _opened(provider: Provider, sent: str) -> str:
    """Return the signed token within an encrypted one; one in the clear is not taken for it."""
    if not provider.is_encrypted:
        return sent
    # Providers repeat claims in the outer header (RFC 7519, section 5.3), which decides nothing.
    registry = jwe.JWERegistry(algorithms=ENCRYPTION, strict_check_header=False)
    opened = jwe.decrypt_compact(sent, _private(provider.opening_key), registry=registry)
    return (opened.plaintext or b"").decode("ascii")


def _refuse_odd(provider: Provider, claims: Mapping[str, Any], nonce: str, now: int) -> None:
    """Refuse what the library lets pass.

    Raises:
        OidcError: ``provider_wrong``.
    """
    subject = claims["sub"]
    odd = {
        "sub": not (subject and len(subject) <= LONGEST and subject.isprintable()),
        "nonce": not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()),
        "iat": claims["iat"] < now - OLDEST_S,
        "tid": bool(provider.tenant) and claims.get("tid") != provider.tenant,
        "acr": bool(provider.acr) and claims.get("acr") not in provider.acr,
    }
    for name, is_odd in odd.items():
        if is_odd:
            raise OidcError("provider_wrong", f"claim {name}")


def _told(provider: Provider, claims: Mapping[str, Any]) -> Told:
    shown = claims.get("auth_time")
    address = _plain(claims.get("email")).lower()
    return Told(
        issuer=provider.issuer,
        subject=claims["sub"],
        name=_name(claims),
        address=address if len(address) <= LONGEST else "",
        is_address_sure=provider.trusts_address and claims.get("email_verified") is True,
        is_strong=_is_strong(provider, claims),
        shown_at=dt.datetime.fromtimestamp(int(shown), dt.UTC) if shown else None,
    )


def _name(claims: Mapping[str, Any]) -> str:
    parts = (claims.get("given_name"), claims.get("family_name"))
    name = claims.get("name") or " ".join(str(one) for one in parts if one)
    return _plain(name)[:NAME_LENGTH]


def _plain(value: Any) -> str:
    """Return a text of one line, without what cannot be shown."""
    words = " ".join(str(value or "").split())
    return "".join(letter for letter in words if letter.isprintable())


def _is_strong(provider: Provider, claims: Mapping[str, Any]) -> bool:
    if provider.strength is not Strength.SAID:
        return provider.strength is Strength.ALWAYS
    said = {one for one in (*(claims.get("amr") or ()), claims.get("acr")) if isinstance(one, str)}
    return bool(said & provider.strong_by)


def _private(pem: str) -> Any:
    """Return a private key, of RSA or of an elliptic curve."""
    try:
        return jwk.import_key(pem, "RSA")
    except (JoseError, ValueError, TypeError):
        return jwk.import_key(pem, "EC")


def _signature(provider: Provider) -> tuple[Any, dict[str, str]]:
    """Return the key with which we sign for a provider, and the header of what it signs."""
    key = _private(provider.signing_key)
    algorithm = "RS256" if key.key_type == "RSA" else "ES256"
    return key, {"alg": algorithm, "kid": provider.key_id or key.thumbprint()}


def public_keys(provider: Provider) -> dict[str, Any]:
    """Return the public halves of our keys for a provider, as it wants them told (RFC 7517)."""
    kept = (("sig", provider.signing_key, provider.key_id), ("enc", provider.opening_key, ""))
    made = []
    for use, pem, name in kept:
        if pem:
            key = _private(pem)
            made.append({**key.as_dict(private=False), "use": use, "kid": name or key.thumbprint()})
    return {"keys": made}


def request_of(provider: Provider, asked: Mapping[str, str]) -> str:
    """Return what we ask of a provider as one text that we have signed (RFC 9101)."""
    key, header = _signature(provider)
    now = int(clock.now().timestamp())
    claims = {
        **asked,
        "iss": provider.client_id,
        "aud": provider.issuer,
        "iat": now,
        "nbf": now,
        "exp": now + SIGNED_FOR_S,
        "jti": asked["state"],
    }
    kind = {"typ": "oauth-authz-req+jwt", **header}
    return jwt.encode(kind, claims, key, algorithms=[header["alg"]])


def with_proof(provider: Provider, where: str, body: str) -> tuple[str, dict[str, str]]:
    """Return the body and headers of a request that shows the provider that it is us who ask."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if provider.signing_key:
        key, header = _signature(provider)
        ends = {"exp": int(clock.now().timestamp()) + SIGNED_FOR_S}
        way = PrivateKeyJWT(where, claims=ends, headers=header, alg=header["alg"])
        auth = ClientAuth(provider.client_id, key, way)
        _where, headers, body = auth.prepare("POST", where, headers, body)
        return _with_id(body, provider), headers
    auth = ClientAuth(provider.client_id, provider.client_secret, "client_secret_basic")
    _where, headers, body = auth.prepare("POST", where, headers, body)
    return body, headers


def _with_id(body: str, provider: Provider) -> str:
    """Name the client beside its proof, which some providers want (Entra ID)."""
    _where, _headers, body = ClientAuth(provider.client_id, "", "none").prepare(
        "POST", "", {}, body
    )
    return str(body)
