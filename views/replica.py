"""Which requests read from a replica, and how readers see at once what they wrote themselves.

From a replica may be read what a public page shows, and nothing that decides: the primary says who
is asking, and answers pages for people who are signed in, for staff and for programs with a token,
and everything after a write.  A browser that has written keeps the position of the database's log
in a signed cookie; a replica answers it only when it has come so far.  What a replica does not
find, or fails at, is asked of the primary before anybody hears of it.
"""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response, request
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from app import reading
from app.adapters.replica import FAR, Replicas
from views.access import PUBLIC, door_of, viewer
from views.program import is_for_programs
from views.session import FOR_EVERYBODY

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
READING = frozenset({"GET", "HEAD"})
AT_THE_PRIMARY = (*FOR_EVERYBODY, "/ogc")
"""What asks no database or asks it for operators; maps have a way of their own (ogc_lane.py)."""

DOUBTED = ("403", "404", "410", "5")
SEEN_S = 300
"""How long a browser is known to have written; a replica that lags so long answers nobody."""

CHOICE, AGAIN = "koepaikka.choice", "koepaikka.again"
Environ = dict[str, Any]
Wsgi = Callable[[Environ, Any], Iterable[bytes]]


class SecondTry:
    """Asks once more, of the primary, what was read from a replica and is not to be believed."""

    def __init__(self, app: Wsgi, count: Callable[[str], None]) -> None:
        self.app, self.count = app, count

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in READING:
            return self.app(environ, start_response)
        told: list[tuple[Any, ...]] = []
        body = self.app(environ, lambda *given: told.append(given))
        choice: reading.Choice | None = environ.get(CHOICE)
        if choice is None or not choice.is_doubtful or not told[-1][0].startswith(DOUBTED):
            start_response(*told[-1])
            return body
        if hasattr(body, "close"):
            body.close()
        self.count("asked_again")
        environ[AGAIN] = True
        return self.app(environ, start_response)


def init_app(app: Flask, settings: Any) -> None:
    """Choose for every request; nothing is laid where there is no replica."""
    replicas: Replicas | None = app.extensions.get("replicas")
    if replicas is None:
        return
    signer = URLSafeTimedSerializer(settings.secret_key, salt="seen")
    cookie = "__Host-seen" if settings.secure_cookies else "koepaikka_seen"

    @app.before_request
    def choose() -> None:
        replica = None
        if request.method in READING and AGAIN not in request.environ and _only_reads(app):
            viewer()  # before the choice, so that the primary says who asks and what they may
            replica = replicas.choose(_seen(signer, request.cookies.get(cookie)))
        choice = reading.Choice(replica.engine if replica is not None else None)
        request.environ[CHOICE] = choice
        reading.choose(choice)

    @app.after_request
    def remember(response: Response) -> Response:
        choice = reading.chosen()
        wrote = request.method not in SAFE or (choice is not None and choice.has_written)
        if wrote and not is_for_programs(request.path):
            response.set_cookie(
                cookie, signer.dumps(replicas.written()), max_age=SEEN_S,
                httponly=True, samesite="Lax", secure=settings.secure_cookies,
            )  # fmt: skip
        return response

    @app.teardown_request
    def end(_problem: BaseException | None) -> None:
        reading.choose(None)

    app.wsgi_app = SecondTry(app.wsgi_app, replicas.count)  # type: ignore[method-assign]  # Flask's documented way


def _only_reads(app: Flask) -> bool:
    """Say whether a request is for something public that shows and decides nothing."""
    path = request.path
    return (
        request.endpoint is not None
        and door_of(app, request.endpoint) == PUBLIC
        and not path.startswith(AT_THE_PRIMARY)
        and "Authorization" not in request.headers
    )


def _seen(signer: URLSafeTimedSerializer, kept: str | None) -> int:
    """Return the position of what a browser last wrote: 0 nothing lately; unknown: beyond all."""
    if not kept:
        return 0
    try:
        return int(signer.loads(kept, max_age=SEEN_S))
    except SignatureExpired:
        return 0
    except (BadSignature, ValueError):
        return FAR
