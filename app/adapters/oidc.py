"""Ask a provider of OpenID Connect who somebody is: the authorization code flow, with PKCE.

``begin`` gives the address to send the person to and what has to be kept until they are back;
``finish`` takes what they bring, and returns whom the provider's token tells of.
Sources: OpenID Connect Core 1.0, section 3.1; RFC 7636 (PKCE), 9207 (who it was that answered),
9700 (best current practice); OpenID Connect RP-Initiated Logout 1.0.
"""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from types import ModuleType
from urllib.parse import urlencode, urlsplit

from app.adapters.oidc_source import OidcError, Source
from models.identity import Provider, Told

RANDOM_BYTES = 32


def _tokens() -> ModuleType:
    from app.adapters import oidc_token  # noqa: PLC0415 - a sixth of a second of each start

    return oidc_token


@dataclass(frozen=True, slots=True)
class Asked:
    """What is kept in the browser's session until the person is back."""

    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Brought:
    """What somebody brings back: the code, and who the provider says it is (or nothing)."""

    code: str = field(repr=False)
    issuer: str = ""


class Client:
    """This installation, as one provider knows it; ``back`` is where people come back to."""

    def __init__(self, provider: Provider, source: Source, back: str) -> None:
        self.provider, self.source, self._back = provider, source, back

    def begin(self, language: str, *, anew: bool = False) -> tuple[str, Asked]:
        """Return where to send somebody, and what to keep; ``anew``: they show themselves again.

        Raises:
            OidcError: ``provider_silent`` or ``provider_wrong``.
        """
        provider, published = self.provider, self.source.published()
        asked = Asked(*(secrets.token_urlsafe(RANDOM_BYTES) for _one in range(3)))
        digest = hashlib.sha256(asked.verifier.encode()).digest()
        wanted = {
            "response_type": "code",
            "client_id": provider.client_id,
            "redirect_uri": self._back,
            "scope": provider.scope,
            "state": asked.state,
            "nonce": asked.nonce,
            "code_challenge": urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
            "ui_locales": language,
        }
        if provider.acr:
            wanted["acr_values"] = " ".join(provider.acr)
        if anew:
            wanted |= {"prompt": "login", "max_age": "0"}
        if provider.signs_requests:
            wanted = {
                **{name: wanted[name] for name in ("response_type", "client_id", "scope")},
                "request": _tokens().request_of(provider, wanted),
            }
        return _with(published.authorize, wanted), asked

    def finish(self, asked: Asked, brought: Brought) -> Told:
        """Return whom the provider tells of for what somebody has brought.

        Raises:
            OidcError: ``provider_silent``, ``provider_wrong`` or ``code_refused``.
        """
        published = self.source.published()
        if brought.issuer != self.provider.issuer and (brought.issuer or published.names_itself):
            raise OidcError("provider_wrong", "another provider answered")
        body = urlencode(
            {
                "grant_type": "authorization_code",
                "code": brought.code,
                "redirect_uri": self._back,
                "code_verifier": asked.verifier,
            }
        )
        body, headers = _tokens().with_proof(self.provider, published.token, body)
        given = self.source.exchange(body, headers)
        found: Told = _tokens().told(
            self.provider,
            given,
            asked.nonce,
            lambda searching: self.source.keys(searching=searching),
        )
        return found

    def end(self, onward: str, language: str) -> str:
        """Return where somebody signs out at the provider, too; empty where it offers nothing."""
        try:
            where = self.source.published().end
        except OidcError:
            return ""
        wanted = {
            "client_id": self.provider.client_id,
            "post_logout_redirect_uri": onward,
            "ui_locales": language,
        }
        return _with(where, wanted) if where else ""


def _with(url: str, wanted: dict[str, str]) -> str:
    """Return an address with more in its query, as it may have one already."""
    joint = "&" if urlsplit(url).query else "?"
    return f"{url}{joint}{urlencode(wanted)}"
