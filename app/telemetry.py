"""Faults to Sentry and traces to OpenTelemetry, where an operator sets an address for them.

Without the settings nothing of either is even imported.  What is sent is made here from nothing
but names of routes, kinds of errors and places in the code: no address, no value, no statement's
text, nothing of who asked.  Statements are told by events of the engine, because
opentelemetry-instrumentation-sqlalchemy refuses SQLAlchemy 2.1.
"""

import logging
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import structlog
from flask import Flask, Response, g, has_app_context, has_request_context, request
from sqlalchemy import Engine, event

from app.log import ROOT
from app.request_log import NOWHERE, told_method
from config import Settings

NAME = "koepaikka"
FIELDS = ("event_id", "timestamp", "platform", "level", "logger", "exception", "tags", "sdk")
OPERATIONS = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "BEGIN", "PRAGMA"})


def init_app(app: Flask, settings: Settings, engine: Engine) -> None:
    """Report what the settings ask for; nothing by default."""
    if settings.sentry_dsn:
        _report_faults(settings.sentry_dsn)
    if settings.otel_exporter_otlp_endpoint:
        app.extensions["traces"] = _trace(app, engine, settings.otel_exporter_otlp_endpoint)


def _report_faults(dsn: str) -> None:
    import sentry_sdk  # noqa: PLC0415 - only where it is wanted

    sentry_sdk.init(
        dsn=dsn,
        default_integrations=False,
        auto_enabling_integrations=False,
        include_local_variables=False,
        include_source_context=False,
        max_breadcrumbs=0,
        max_request_body_size="never",
        server_name=NAME,
        before_send=_only_known,
    )
    logging.getLogger().addHandler(_Faults(sentry_sdk.capture_event))


class _Faults(logging.Handler):
    """Sends each error that is logged with its traceback."""

    def __init__(self, send: Callable[[Any], Any]) -> None:
        super().__init__(logging.ERROR)
        self._send = send

    def emit(self, record: logging.LogRecord) -> None:
        """Send the kinds and places of an error and of those behind it."""
        problem = record.exc_info[1] if record.exc_info else None
        if problem is not None:
            told = {"values": [_kind_and_place(one) for one in _chain(problem)]}
            number = structlog.contextvars.get_contextvars().get("request_id", "")
            tags = {"request_id": number, "route": _route()}
            self._send({
                "level": "error", "logger": record.name, "exception": told, "tags": tags,
            })  # fmt: skip


def _route() -> str:
    return (request.endpoint or NOWHERE) if has_request_context() else NOWHERE


def _chain(problem: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and those behind it, the first cause first, as Sentry wants them."""
    if problem is not None:
        yield from _chain(problem.__cause__ or problem.__context__)
        yield problem


def _kind_and_place(problem: BaseException) -> dict[str, Any]:
    frames = [
        {
            "filename": frame.filename.removeprefix(ROOT),
            "function": frame.name,
            "lineno": frame.lineno,
            "in_app": frame.filename.startswith(ROOT) and ".venv" not in frame.filename,
        }
        for frame in traceback.extract_tb(problem.__traceback__)
    ]
    kind = type(problem)
    return {"type": kind.__name__, "module": kind.__module__, "stacktrace": {"frames": frames}}


def _only_known(told: Any, _hint: Any) -> Any:
    """Drop whatever the library adds of its own accord: modules, contexts, the machine's name."""
    return {name: told[name] for name in FIELDS if name in told}


def _trace(app: Flask, engine: Engine, endpoint: str) -> Any:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415 - as above
        OTLPSpanExporter,
    )
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource  # noqa: PLC0415 - as above
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - as above
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - as above

    provider = TracerProvider(resource=Resource({SERVICE_NAME: NAME}))
    address = endpoint.rstrip("/") + "/v1/traces"
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=address)))
    tracer = provider.get_tracer(NAME)
    _trace_requests(app, tracer)
    _trace_statements(engine, tracer)
    return provider


def _trace_requests(app: Flask, tracer: Any) -> None:
    from opentelemetry.trace import set_span_in_context  # noqa: PLC0415 - as above

    @app.before_request
    def begin() -> None:
        g.span = tracer.start_span(f"{told_method(request.method)} {_route()}")
        g.span_context = set_span_in_context(g.span)

    @app.after_request
    def end(response: Response) -> Response:
        span = g.pop("span", None)
        if span is not None:
            span.set_attribute("http.request.method", told_method(request.method))
            span.set_attribute("http.route", _route())
            span.set_attribute("http.response.status_code", response.status_code)
            span.set_attribute("koepaikka.request_id", g.get("request_id", ""))
            span.end()
        return response


def _trace_statements(engine: Engine, tracer: Any) -> None:
    @event.listens_for(engine, "before_cursor_execute")
    def ask(connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        within = g.get("span_context") if has_app_context() else None
        word = statement.lstrip()[:10].partition(" ")[0].upper()
        name = word if word in OPERATIONS else "other"
        attributes = {"db.system.name": engine.dialect.name, "db.operation.name": name}
        span = tracer.start_span(name, context=within, attributes=attributes)
        connection.info.setdefault("spans", []).append(span)

    @event.listens_for(engine, "after_cursor_execute")
    def answered(connection: Any, *_more: Any) -> None:
        _end_last(connection)

    @event.listens_for(engine, "handle_error")
    def refused(context: Any) -> None:
        if context.connection is not None:
            _end_last(context.connection)


def _end_last(connection: Any) -> None:
    spans = connection.info.get("spans")
    if spans:
        spans.pop().end()
