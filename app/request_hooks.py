"""What happens around every request that concerns the database: request keys, and GET never writes.

Only use cases begin writing transactions (app/database.py): what a request reads before and after,
and the time that a password takes to hash, must not hold the writers' lock.
"""

from typing import Any

from flask import Flask, Response, g, request

from app import row_scope
from app.database import db, request_key
from app.policies.actor import VISITOR
from models.base import Base

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
KEY_LENGTH = 80


def init_app(app: Flask) -> None:
    """Carry the client's request key to use cases, and see that safe requests change nothing."""
    _scope(app)

    @app.before_request
    def begin() -> None:
        if request.method in SAFE:
            return
        key = request.headers.get("Idempotency-Key") or request.form.get("request_key") or ""
        g.request_key = request_key.set(key[:KEY_LENGTH] or None)

    @app.teardown_request
    def end(_problem: BaseException | None) -> None:
        if (token := g.pop("request_key", None)) is not None:
            request_key.reset(token)

    @app.after_request
    def reading_never_commits(response: Response) -> Response:
        changed = _changed_by_reading()
        if changed:
            db.session.rollback()
        if changed and app.testing:
            raise AssertionError(f"{request.method} {request.path} changed {changed!r}")
        return response


def _scope(app: Flask) -> None:
    """Bind each request to a visitor until views/access.py says who it is from.

    It is the first thing of a request: other preprocessors of addresses ask already who it is.
    """

    @app.url_value_preprocessor
    def begin_scope(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
        g.row_scope = row_scope.begin(VISITOR)

    @app.teardown_request
    def end_scope(_problem: BaseException | None) -> None:
        if (asking := g.pop("row_scope", None)) is not None:
            row_scope.end(asking)


def _changed_by_reading() -> list[Base]:
    if request.method not in SAFE or not db.session.registry.has():
        return []
    rows = [row for row in db.session.dirty | db.session.new if isinstance(row, Base)]
    return [row for row in rows if db.session.is_modified(row)]
