"""``/metrics`` for Prometheus: what is in the database, and what was answered on this machine.

Whichever process is asked gives the sums over all of them (app/adapters/shared_count.py).

Only a program on this machine, or one that shows the token of the settings, is told.
"""

import hmac
import ipaddress
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from flask import Blueprint, Response, abort, request
from flask.blueprints import BlueprintSetupState

from app.adapters.replica import Replicas
from app.adapters.shared_count import SharedCounts
from app.queries.metrics import counts, guarded, oldest_mail_s, schedule
from views.access import public

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
LABELS = ("method", "status", "route")
BUCKETS_S = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
TOOK = "koepaikka_http_request_seconds"
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")
HELP = {
    "testbeds": "Testbeds by state.",
    "applications": "Parts of applications by state.",
    "bookings": "Bookings by state.",
    "pilots": "Pilots by state.",
    "outbox": "Mails in the outbox by state; dead ones need somebody to look.",
    "webhooks": "Webhooks by state.",
    "guards_missing": "Guards of the database that should be there and are not.",
    "audit_broken": "1 where the latest verification found the audit trail's chain broken.",
    "webhook_deliveries": "Messages to webhooks by state, of the last 30 days.",
}

blueprint = Blueprint("metrics", __name__)


class Answers:
    """Counts the answers of all processes of this machine by route, method and status."""

    def __init__(self, folder: Path) -> None:
        self._counts = SharedCounts(folder, 3 + len(BUCKETS_S))

    def observe(
        self, route: str, method: str, status: int, seconds: float, statements: int
    ) -> None:
        """Count one answer with how long it took and how many statements it asked."""
        within = [float(seconds <= bucket) for bucket in BUCKETS_S]
        self._counts.add(f"{method}|{status}|{route}", [1, seconds, statements, *within])

    def rows(self) -> Iterator[str]:
        """Yield the lines of what was counted."""
        sums = sorted(self._counts.sums().items())
        named = [(dict(zip(LABELS, key.split("|"), strict=True)), one) for key, one in sums]
        yield from _family("koepaikka_http_requests_total", "counter", "Answers.")
        for labels, (count, *_more) in named:
            yield _sample("koepaikka_http_requests_total", labels, int(count))
        yield from _family("koepaikka_http_statements_total", "counter", "SQL statements asked.")
        for labels, (_count, _seconds, asked, *_more) in named:
            yield _sample("koepaikka_http_statements_total", labels, int(asked))
        yield from _family(TOOK, "histogram", "How long answers took.")
        for labels, (count, seconds, _asked, *within) in named:
            for bucket, number in zip(BUCKETS_S, within, strict=True):
                yield _sample(f"{TOOK}_bucket", labels | {"le": str(bucket)}, int(number))
            yield _sample(f"{TOOK}_bucket", labels | {"le": "+Inf"}, int(count))
            yield _sample(f"{TOOK}_sum", labels, round(seconds, 6))
            yield _sample(f"{TOOK}_count", labels, int(count))


@blueprint.record
def prepare(state: BlueprintSetupState) -> None:
    """Count the answers of this installation, and give it the address of its numbers."""
    settings = state.app.extensions["settings"]
    answers = Answers(settings.instance / "metrics")
    state.app.extensions["observers"].append(answers.observe)
    replicas = state.app.extensions.get("replicas")
    view = view_of(answers, settings.metrics_token, replicas, behind_proxy=bool(settings.proxies))
    state.add_url_rule("/metrics", "show", view, methods=["GET"])


def view_of(
    answers: Answers, token: str, replicas: Replicas | None = None, *, behind_proxy: bool
) -> Callable[[], Response]:
    """Return the view of these counts for who may see them."""

    @public
    def show() -> Response:
        if not (_is_near(behind_proxy=behind_proxy) or _shows(token)):
            abort(404)
        text = "\n".join([*_rows(), *answers.rows(), *_read_rows(replicas), ""])
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
    for name, number in guarded().items():
        yield from _family(f"koepaikka_{name}", "gauge", HELP[name])
        yield _sample(f"koepaikka_{name}", {}, number)
    name = "koepaikka_outbox_oldest_seconds"
    yield from _family(name, "gauge", "How long the longest waiting mail has been due.")
    yield _sample(name, {}, round(oldest_mail_s(), 1))
    jobs = schedule()
    late, failed = "koepaikka_schedule_late_seconds", "koepaikka_schedule_failed"
    yield from _family(late, "gauge", "For how long each job of the schedule has been due.")
    for job, seconds, _failed in jobs:
        yield _sample(late, {"job": job}, round(seconds, 1))
    yield from _family(failed, "gauge", "1 where the latest run of a job failed.")
    for job, _seconds, has_failed in jobs:
        yield _sample(failed, {"job": job}, int(has_failed))


def _read_rows(replicas: Replicas | None) -> Iterator[str]:
    """Yield where readers were sent, and how the replicas do; nothing where there are none."""
    if replicas is None:
        return
    reads, late, used = (
        "koepaikka_reads_total",
        "koepaikka_replica_late_seconds",
        "koepaikka_replica_used",
    )
    yield from _family(reads, "counter", "Public reads: by a replica, or why not.")
    for which, count in replicas.counted():
        yield _sample(reads, {"by": which}, count)
    report = replicas.report()
    yield from _family(late, "gauge", "For how long a replica may have missed something.")
    for one in report:
        if one["late_s"] is not None:
            yield _sample(late, {"replica": one["name"]}, one["late_s"])
    yield from _family(used, "gauge", "1 where a replica is read from.")
    for one in report:
        yield _sample(used, {"replica": one["name"]}, int(one["standing"] == "used"))


def _family(name: str, kind: str, text: str) -> tuple[str, str]:
    return f"# HELP {name} {text}", f"# TYPE {name} {kind}"


def _sample(name: str, labels: Mapping[str, str], value: float) -> str:
    named = ",".join(f'{key}="{word}"' for key, word in labels.items())
    return f"{name}{{{named}}} {value}" if named else f"{name} {value}"
