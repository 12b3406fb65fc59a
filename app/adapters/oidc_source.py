"""What a provider of OpenID Connect publishes and answers, fetched safely and kept for a while.

The settings name an issuer and nothing else: where to ask for what is read from what it publishes
about itself (OpenID Connect Discovery 1.0), and its keys from where that says.  Both are kept for
an hour; a key that is not known is looked for at once, because providers change keys without
notice.  What was right an hour ago goes on for a day while the provider does not answer.
"""

import json
import logging
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from app.adapters.fuse import Fuse, RestingError
from app.adapters.outward import Answer, Limits, Outward, OutwardError
from app.adapters.outward_address import HTTPS, AddressError, Rules, target_of
from models.identity import Provider

logger = logging.getLogger(__name__)

KEPT_S, STALE_S = 3600.0, 86_400.0
AGAIN_S = 30.0  # between two searches for a key that is not known
ONE_ANSWER = 256 * 1024
LIMITS = Limits(
    connect_s=3.0, read_s=5.0, whole_s=8.0, most_bytes=2 * ONE_ANSWER, kept_bytes=ONE_ANSWER
)
OK, SERVER_ERROR = 200, 500
ERROR_CODE = re.compile(r"[a-z_]{1,40}")
JSON = {"Accept": "application/json"}
Found = TypeVar("Found")


class OidcError(Exception):
    """Nobody can be let in; ``code`` has its words in views/message_identity.py.

    The text says for the log what was wrong, and nothing of the person.
    """

    def __init__(self, code: str, words: str = "") -> None:
        super().__init__(words or code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Published:
    """Where a provider wants to be asked for what."""

    authorize: str
    token: str
    keys: str
    end: str  # empty where it offers none
    names_itself: bool  # whether it says who it is when somebody comes back (RFC 9207)


@dataclass(slots=True)
class _Kept(Generic[Found]):
    value: Found | None = None
    at: float = -STALE_S


class Source:
    """One provider, as it can be asked."""

    def __init__(self, provider: Provider, user_agent: str) -> None:
        self.provider = provider
        ports = frozenset({HTTPS, urlsplit(provider.issuer).port or HTTPS})
        self._rules = Rules(ports, loopback=provider.loopback)
        self._outward = Outward(self._rules, user_agent, LIMITS)
        self._lock, self._fuse = threading.Lock(), Fuse()
        self._published: _Kept[Published] = _Kept()
        self._keys: _Kept[Mapping[str, Any]] = _Kept()
        self._searched = -AGAIN_S

    def published(self) -> Published:
        """Return where to ask for what.

        Raises:
            OidcError: ``provider_silent`` or ``provider_wrong``.
        """
        with self._lock:
            return self._fresh(self._published, self._discovered)

    def keys(self, *, searching: bool = False) -> Mapping[str, Any]:
        """Return the provider's keys (RFC 7517); ``searching``: one is not among those kept.

        Raises:
            OidcError: ``provider_silent`` or ``provider_wrong``.
        """
        where = self.published().keys
        with self._lock:
            if searching and time.monotonic() - self._searched > AGAIN_S:
                self._searched = time.monotonic()
                self._keys.at = -STALE_S
            return self._fresh(self._keys, lambda: self._document(where))

    def exchange(self, body: str, headers: Mapping[str, str]) -> dict[str, Any]:
        """Return what the provider gives for a code.

        Raises:
            OidcError: ``provider_silent`` or ``code_refused``.
        """
        answer = self._asked(self.published().token, body, {**JSON, **headers})
        if answer.status >= SERVER_ERROR:
            raise OidcError("provider_silent", f"status {answer.status}")
        found = _json(answer)
        if answer.status != OK:
            said = str(found.get("error", ""))
            raise OidcError("code_refused", said if ERROR_CODE.fullmatch(said) else "no reason")
        return found

    def _fresh(self, kept: _Kept[Found], fetch: Callable[[], Found]) -> Found:
        age = time.monotonic() - kept.at
        if kept.value is not None and age < KEPT_S:
            return kept.value
        try:
            found = fetch()
        except OidcError:
            if kept.value is None or age > STALE_S:
                raise
            logger.warning("%s does not answer; what it said before counts", self.provider.key)
            return kept.value
        kept.value, kept.at = found, time.monotonic()
        return found

    def _discovered(self) -> Published:
        issuer = self.provider.issuer
        found = self._document(issuer.rstrip("/") + "/.well-known/openid-configuration")
        if found.get("issuer") != issuer:
            raise OidcError("provider_wrong", "it publishes another issuer")
        return Published(
            authorize=self._address(found, "authorization_endpoint"),
            token=self._address(found, "token_endpoint"),
            keys=self._address(found, "jwks_uri"),
            end=self._address(found, "end_session_endpoint", needed=False),
            names_itself=found.get("authorization_response_iss_parameter_supported") is True,
        )

    def _address(self, found: Mapping[str, Any], name: str, *, needed: bool = True) -> str:
        url = found.get(name)
        if url is None and not needed:
            return ""
        try:
            target_of(str(url), self._rules)
        except AddressError as problem:
            raise OidcError("provider_wrong", f"{name}: {problem.code}") from None
        return str(url)

    def _document(self, url: str) -> dict[str, Any]:
        answer = self._asked(url)
        if answer.status != OK:
            raise OidcError("provider_silent", f"status {answer.status}")
        return _json(answer)

    def _asked(
        self, url: str, body: str | None = None, headers: Mapping[str, str] = JSON
    ) -> Answer:
        try:
            self._fuse.check()
            target = target_of(url, self._rules)
            if body is None:
                answer = self._outward.get(target, headers)
            else:
                answer = self._outward.post(target, body.encode(), headers)
        except RestingError as problem:
            raise OidcError("provider_silent", str(problem)) from None
        except AddressError as problem:
            raise OidcError("provider_wrong", problem.code) from None
        except OutwardError as problem:
            self._fuse.note(failed=True)
            raise OidcError("provider_silent", problem.trouble) from problem
        self._fuse.note(failed=answer.status >= SERVER_ERROR)
        return answer


def _json(answer: Answer) -> dict[str, Any]:
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise OidcError("provider_silent", "no JSON object")
    return found
