"""The door of programs: whose token a request brings, and whether it may pass.

A token is taken from the header ``Authorization`` alone.  A request with one has no session and no
cookie, so it needs no protection against forged forms either.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar, cast

from flask import Response, abort, g, request
from flask_limiter.util import get_remote_address

from app import clock
from app.extensions import limiter
from app.policies.actor import VISITOR, Actor
from app.policies.scope import Scope
from app.queries.token import Bearer, bearer_of
from app.services import attempt, token
from app.services.attempt import Spent
from models.attempt import Door
from models.base import LANGUAGES
from models.errors import DomainError
from models.token import MARK
from views.access import guarded
from views.api.operation import Operation, guard
from views.api.own_problem import refused

View = TypeVar("View", bound=Callable[..., Any])

READS, READ_SECONDS = 600, 60
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def bearer(scope: Scope | None) -> Callable[[View], View]:
    """Mark a view for programs whose token has this scope; None: any token will do."""

    def decorate(view: View) -> View:
        limited = limiter.shared_limit(
            f"{READS} per {READ_SECONDS} seconds", scope="own", key_func=_whose, methods=["GET"]
        )
        marked: Any = guarded(lambda: _enter((scope,) if scope else ()))(limited(view))
        marked.scope = scope  # for the test that holds it against the published description
        return cast("View", marked)

    return decorate


def current() -> Bearer:
    """Return whose token this request brought."""
    found: Bearer = g.bearer
    return found


def _whose() -> str:
    """Return by what reads are counted: the token, hashed, else where the request came from."""
    given = request.headers.get("Authorization", "")
    return hashlib.sha256(given.encode()).hexdigest()[:32] if given else get_remote_address()


@guard
def door(operation: Operation) -> None:
    """Let a program pass to an operation of the registry that any of some scopes opens."""
    g.viewer = _enter(tuple(Scope(one) for one in operation.scopes))


def _enter(wanted: Sequence[Scope]) -> Actor:
    """Let a program pass and return who acts, or end the request with a problem.

    Browsers ask without a token what a page of another origin may send; no view answers that.
    """
    rule = request.url_rule
    if request.method == "OPTIONS" and getattr(rule, "provide_automatic_options", False):
        return VISITOR
    if any(value.startswith(MARK) for value in request.args.values()):
        _refuse(400, "token_in_address")
    scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.casefold() != "bearer" or not given.strip():
        _refuse(401, "token_missing", 'Bearer realm="Koepaikka"')
    found = bearer_of(given.strip())
    if found is None:
        _refuse(401, "token_wrong", 'Bearer realm="Koepaikka", error="invalid_token"')
    g.bearer, actor = found, found.actor
    g.lang = request.accept_languages.best_match(LANGUAGES, actor.language)
    token_id, scopes = found.token.id, found.token.scopes
    _count(actor, token_id)
    if wanted and not set(wanted) & set(scopes):
        names = " ".join(wanted)
        told = f'Bearer realm="Koepaikka", error="insufficient_scope", scope="{names}"'
        _refuse(403, "scope_missing", told, scope=names)
    token.note_use(found.token)
    return actor


def _count(actor: Actor, token_id: int) -> None:
    """Count what a program writes, over all processes; reads are counted by the limiter."""
    if request.method in SAFE:
        return
    name = hashlib.sha256(f"token:{token_id}".encode()).hexdigest()
    spent: Spent = attempt.spend(actor, Door.TOKEN, name)
    g.spent = spent
    if spent.count > spent.most:
        _refuse(429, "too_often", seconds=spent.seconds)


def _refuse(status: int, code: str, challenge: str = "", **facts: Any) -> NoReturn:
    error = DomainError(code, **facts)
    error.status = status
    answer: Response = refused(error)
    if challenge:
        answer.headers["WWW-Authenticate"] = challenge
    abort(limits(answer))


def limits(response: Response) -> Response:
    """Tell how much of its limit a program has left, and when it begins anew.

    Source: draft-ietf-httpapi-ratelimit-headers-10.
    """
    spent: Spent | None = g.get("spent")
    if spent is None:
        _limits_of_reading(response)
        return response
    left = max(0, spent.most - spent.count)
    response.headers["RateLimit-Policy"] = f'"write";q={spent.most};w=60'
    response.headers["RateLimit"] = f'"write";r={left};t={spent.seconds}'
    if spent.count > spent.most:
        response.headers["Retry-After"] = str(spent.seconds)
    return response


def _limits_of_reading(response: Response) -> None:
    now = limiter.current_limit
    if now is None:
        return
    left = now.reset_at - int(clock.now().timestamp())
    seconds = min(READ_SECONDS, max(1, left))
    response.headers["RateLimit-Policy"] = f'"read";q={READS};w={READ_SECONDS}'
    response.headers["RateLimit"] = f'"read";r={max(0, now.remaining)};t={seconds}'
    if now.breached:
        response.headers["Retry-After"] = str(seconds)
