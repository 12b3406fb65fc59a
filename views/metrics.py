"""``/metrics`` for Prometheus: what is in the database, and what this process has answered.

Only a program on this machine, or one that shows the token of the settings, is told.
"""

import hmac
import ipaddress
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from flask import Blueprint, Response, abort, request
from flask.blueprints import BlueprintSetupState

from app.queries.metrics import counts, oldest_mail_s
from views.access import public

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")
HELP = {
    "testbeds": "Testbeds by state.",
    "applications": "Parts of applications by state.",
    "bookings": "Bookings by state.",
    "pilots": "Pilots by state.",
    "outbox": "Mails in the outbox by state; dead ones need somebody to look.",
}

blueprint = Blueprint("metrics", __name__)


class Answers:
    """Counts the answers of this process by status and method."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counted: Counter[tuple[str, int]] = Counter()

    def count(self, response: Response) -> Response:
        """Count an answer and pass it on."""
        self.add(request.method if request.method in METHODS else "other", response.status_code)
        return response

    def add(self, method: str, status: int) -> None:
        """Count an answer that was given without a view."""
        with self._lock:
            self._counted[method, status] += 1

    def snapshot(self) -> dict[tuple[str, int], int]:
        """Return the counts so far by (method, status)."""
        with self._lock:
            return dict(self._counted)


@blueprint.record
def prepare(state: BlueprintSetupState) -> None:
    """Count the answers of this installation, and give it the address of its numbers."""
    settings = state.app.extensions["settings"]
    answers = state.app.extensions["answers"] = Answers()
    state.app.after_request(answers.count)
    view = view_of(answers, settings.metrics_token, behind_proxy=bool(settings.proxies))
    state.add_url_rule("/metrics", "show", view, methods=["GET"])


def view_of(answers: Answers, token: str, *, behind_proxy: bool) -> Callable[[], Response]:
    """Return the view of these counts for who may see them."""

    @public
    def show() -> Response:
        if not (_is_near(behind_proxy=behind_proxy) or _shows(token)):
            abort(404)
        text = "\n".join([*_rows(), *_answers(answers.snapshot()), ""])
        return Response(text, content_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})

    return show


def _is_near(*, behind_proxy: bool) -> bool:
    """Say whether a program on this machine asks.

    A proxy that nobody told us of would make everybody look near, so its headers tell it away.
    """
    if not behind_proxy and any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _shows(token: str) -> bool:
    given = request.authorization
    if not token or given is None or given.type != "bearer":
        return False
    return hmac.compare_digest((given.token or "").encode(), token.encode())


def _rows() -> Iterator[str]:
    for name, by_state in counts().items():
        yield from _family(f"koepaikka_{name}", "gauge", HELP[name])
        for state, count in by_state.items():
            yield _sample(f"koepaikka_{name}", {"state": state}, count)
    name = "koepaikka_outbox_oldest_seconds"
    yield from _family(name, "gauge", "How long the longest waiting mail has been due.")
    yield _sample(name, {}, round(oldest_mail_s(), 1))


def _answers(counted: Mapping[tuple[str, int], int]) -> Iterator[str]:
    name = "koepaikka_http_requests_total"
    yield from _family(name, "counter", "Answers of one process by method and status.")
    for (method, status), count in sorted(counted.items()):
        labels = {"method": method, "status": str(status), "process": str(os.getpid())}
        yield _sample(name, labels, count)


def _family(name: str, kind: str, text: str) -> tuple[str, str]:
    return f"# HELP {name} {text}", f"# TYPE {name} {kind}"


def _sample(name: str, labels: Mapping[str, str], value: float) -> str:
    named = ",".join(f'{key}="{word}"' for key, word in labels.items())
    return f"{name}{{{named}}} {value}" if named else f"{name} {value}"
