"""What happens around every request that concerns the database: write marking and request keys."""

from flask import Flask, Response, g, request

from app.database import db, request_key, writing
from models.base import Base

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
KEY_LENGTH = 80


def init_app(app: Flask) -> None:
    """Make unsafe requests begin writing transactions and carry their client's request key."""

    @app.before_request
    def begin() -> None:
        if request.method in SAFE:
            return
        g.writing = writing()
        g.writing.__enter__()
        key = request.headers.get("Idempotency-Key") or request.form.get("request_key") or ""
        g.request_key = request_key.set(key[:KEY_LENGTH] or None)

    @app.teardown_request
    def end(_problem: BaseException | None) -> None:
        if (mark := g.pop("writing", None)) is not None:
            request_key.reset(g.pop("request_key"))
            mark.__exit__(None, None, None)

    @app.after_request
    def reading_never_commits(response: Response) -> Response:
        if request.method in SAFE and db.session.registry.has():
            changed = [row for row in db.session.dirty | db.session.new if isinstance(row, Base)]
            if changed and any(db.session.is_modified(row) for row in changed):
                db.session.rollback()
                if app.testing:
                    raise AssertionError(f"{request.method} {request.path} changed {changed!r}")
        return response
