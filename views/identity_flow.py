"""To a provider and back: what the browser's session keeps meanwhile, for the views that need it.

Up to three errands are kept, for people who have several tabs open; each is taken once.
"""

import datetime as dt
import hmac
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import Flask, g, redirect, session, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.adapters.oidc import Asked, Brought, Client
from app.adapters.oidc_setting import providers_of
from app.adapters.oidc_source import OidcError, Source
from app.policies.actor import Actor
from app.queries import identity as query
from models.errors import DomainError, NotFoundError
from models.identity import Provider, Told
from views import attempt, language
from views.messages import message_for
from views.page import page

ERRANDS, TOLD = "errands", "told_elsewhere"
MOST = 3
LONGEST = 600  # letters of an address to go on to: a cookie holds some four thousand
GOOD_FOR = dt.timedelta(minutes=20)
SILENT, REFUSED = 503, 400

logger = logging.getLogger(__name__)


class Deed(StrEnum):
    """What somebody goes to a provider for."""

    SIGN_IN = "sign_in"
    LINK = "link"
    PROVE = "prove"


@dataclass(frozen=True, slots=True)
class Errand:
    """Somebody on their way: to whom, what for, where they go on to, in which language."""

    provider: str
    deed: Deed
    onward: str
    language: str
    asked: Asked
    user_id: int | None
    at: dt.datetime

    def kept(self) -> list[Any]:
        """Return what the session holds of it."""
        one = self.asked
        return [
            *(self.provider, self.deed.value, self.onward, self.language),
            *(one.state, one.nonce, one.verifier, self.user_id, self.at.isoformat()),
        ]


def init_app(app: Flask, settings: Any) -> None:
    """Read the providers of this installation, and give their clients to requests."""
    back = "{}/login/with/{}/return"
    agent = f"Koepaikka/0.1 (+{settings.public_url})"
    clients = {
        one.key: Client(one, Source(one, agent), back.format(settings.public_url, one.key))
        for one in providers_of(settings.oidc_providers, secure=settings.secure_cookies)
    }
    home = f"{settings.public_url}/"

    @app.before_request
    def give() -> None:
        g.identity_clients, g.identity_home = clients, home


def client_of(key: str) -> Client:
    """Return the client of a provider.

    Raises:
        NotFoundError: This installation has no such provider.
    """
    found: Client | None = g.identity_clients.get(key)
    if found is None:
        raise NotFoundError
    return found


def offered() -> list[Provider]:
    """Return the providers of this installation, in the order of its settings."""
    return [one.provider for one in g.identity_clients.values()]


def by_issuer() -> dict[str, Provider]:
    """Return the providers by who they are."""
    return {one.issuer: one for one in offered()}


def linked(viewer: Actor) -> list[Provider]:
    """Return the providers by which the viewer can show who they are."""
    known = by_issuer()
    issuers = dict.fromkeys(one.issuer for one in query.mine(viewer)) if known else {}
    return [known[issuer] for issuer in issuers if issuer in known]


def came_by() -> str | None:
    """Return by which provider the browser was signed in, if it can be signed out there."""
    here = g.get("login")
    if here is None or here.identity_id is None:
        return None
    provider = by_issuer().get(query.issuer_of(here.identity_id))
    return provider.key if provider else None


def send(client: Client, deed: Deed, onward: str, user_id: int | None) -> ResponseReturnValue:
    """Send somebody to a provider, or say why that is not possible now."""
    try:
        url, asked = client.begin(language.current(), anew=deed is Deed.PROVE)
    except OidcError as error:
        return stopped(client.provider, error, deed, onward)
    now, onward = clock.now(), onward if len(onward) <= LONGEST else ""
    errand = Errand(client.provider.key, deed, onward, language.current(), asked, user_id, now)
    session[ERRANDS] = [*_kept()[1 - MOST :], errand.kept()]
    return redirect(url, 302)


def _kept() -> list[list[Any]]:
    found: list[list[Any]] = session.get(ERRANDS, [])
    return found


def errand_of(provider: str, state: str, *, taking: bool = False) -> Errand | None:
    """Return the errand that somebody comes back from; ``taking``: it is not there any more then.

    None when it was to another provider, taken already, or long ago.
    """
    for one in _kept():
        errand = _errand(one)
        if errand.provider == provider and hmac.compare_digest(
            errand.asked.state.encode(), state.encode("utf-8", "surrogatepass")
        ):
            if taking:
                session[ERRANDS] = [other for other in _kept() if other != one]
            return errand if clock.now() - errand.at < GOOD_FOR else None
    return None


def _errand(kept: Sequence[Any]) -> Errand:
    provider, deed, onward, lang, state, nonce, verifier, user_id, at = kept
    asked = Asked(state, nonce, verifier)
    when = dt.datetime.fromisoformat(at)
    return Errand(provider, Deed(deed), onward, lang, asked, user_id, when)


def finished(client: Client, errand: Errand, brought: Brought) -> Told:
    """Return whom the provider tells of.

    Raises:
        OidcError: See app/adapters/oidc.py.
    """
    return client.finish(errand.asked, brought)


def keep_told(told: Told, onward: str) -> None:
    """Keep whom a provider told of, until they have an account."""
    session[TOLD] = [
        *(told.issuer, told.subject, told.name, told.address, told.is_address_sure),
        *(told.is_strong, onward, clock.now().isoformat()),
    ]


def kept_told(issuer: str) -> tuple[Told, str] | None:
    """Return whom a provider has told of a moment ago, and where they were going."""
    found = session.get(TOLD)
    if found is None:
        return None
    told_by, subject, name, address, is_sure, strong, onward, at = found
    is_old = clock.now() - dt.datetime.fromisoformat(at) > GOOD_FOR
    if told_by != issuer or is_old:
        return None
    return Told(issuer, subject, name, address, is_sure, strong), onward


def forget_told() -> None:
    """Forget whom a provider has told of."""
    session.pop(TOLD, None)


def token(provider: str) -> str:
    """Return what a link for linking holds, so that no other site can lead somebody there."""
    what = f"link {provider} to login {g.login.id}"
    return hmac.digest(attempt.secret(), what.encode(), "sha256").hex()[:32]


def stopped(
    provider: Provider, problem: OidcError | DomainError, deed: Deed, onward: str
) -> ResponseReturnValue:
    """Say why somebody does not get on, and what they can do now."""
    code = problem.code
    if isinstance(problem, OidcError):
        logger.warning("%s: %s: %s", provider.key, code, problem)
    name = provider.name(language.current())
    facts = problem.facts if isinstance(problem, DomainError) else {}
    words = message_for(DomainError(code, **{**facts, "provider": name}))
    again = {
        Deed.SIGN_IN: lambda: url_for("identity.start", provider=provider.key, next=onward or None),
        Deed.LINK: lambda: url_for("identity_own.index"),
        Deed.PROVE: lambda: url_for("factor.prove", next=onward or None),
    }
    return page(
        "identity/stopped.html",
        SILENT if code == "provider_silent" else getattr(problem, "status", REFUSED),
        words=words,
        name=name,
        deed=deed.value,
        again=again[deed](),
        onward=onward,
    )
