"""Tokens for tests, and a client that uses them as a program does."""

import itertools
import os
from collections.abc import Iterable
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.policies.scope import Scope, scopes_for
from app.services import token as service
from models.account import User
from models.token import ActsFor, Lifetime, written
from tests.factories.account import acting

_numbers = itertools.count(1)
ALL: tuple[Scope, ...] = ()


def token_of(
    user: User,
    scopes: Iterable[Scope] = ALL,
    *,
    city_id: int | None = None,
    organisation_id: int | None = None,
    lifetime: Lifetime = Lifetime.QUARTER,
) -> str:
    """Return the text of a new token of somebody; without scopes named, with all that fit."""
    if city_id is not None:
        acts_for = ActsFor.CITY
    else:
        acts_for = ActsFor.PERSON if organisation_id is None else ActsFor.ORGANISATION
    secret = written(os.urandom(64))
    chosen = tuple(scopes) or tuple(scopes_for(acts_for))
    new = service.NewToken(
        f"Program {next(_numbers)}", chosen, lifetime, city_id, organisation_id, secret
    )
    service.make(acting(user), new)
    return secret


class Program:
    """A client that bears a token: no cookies, a new key for each writing request."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client = client
        self.token = token

    def send(
        self,
        method: str,
        path: str,
        said: Any = None,
        *,
        seen: str | None = None,
        key: str | None = None,
        **headers: str,
    ) -> TestResponse:
        """Send a request and return the answer; ``seen`` is the ETag of what is changed."""
        sent = {"Authorization": f"Bearer {self.token}", "Accept-Language": "en"}
        if method != "GET":
            sent["Idempotency-Key"] = key or f"request-{next(_numbers):06}"
        if seen is not None:
            sent["If-Match"] = seen
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(f"/api/v1/own{path}", method=method, json=said, headers=sent)

    def get(self, path: str, **headers: str) -> TestResponse:
        """Read something."""
        return self.send("GET", path, **headers)


def program(client: FlaskClient, user: User, *scopes: Scope, **whose: Any) -> Program:
    """Return a program that acts for somebody with a new token."""
    return Program(client, token_of(user, scopes, **whose))
