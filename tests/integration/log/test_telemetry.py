"""Faults and traces go where an operator wants them, without anybody in them, else nowhere."""

import gzip
import json
import logging
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
import pytest
import sentry_sdk
import structlog
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from app.database import db
from app.factory import create_app
from config import ROOT
from tests.conftest import settings_for
from tests.integration.log.test_request_log import MARK, break_pages

UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress, "": bytes}


@pytest.fixture
def receiver():
    """A server on this machine that keeps what it is sent: (path, body)."""
    taken = []

    class Keep(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.append((self.path, UNPACK[self.headers.get("Content-Encoding", "")](body)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_what):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Keep)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}", taken
    server.shutdown()
    server.server_close()


@pytest.fixture
def app(receiver, databases, tmp_path):
    host, _taken = receiver
    root = logging.getLogger()
    before = list(root.handlers)
    made = create_app(
        settings_for(
            databases.application("sqlite").config["SQLALCHEMY_DATABASE_URI"], tmp_path,
            testing=False, log_format="off", sentry_dsn=f"http://key@{host}/1",
            otel_exporter_otlp_endpoint=f"http://{host}",
        )
    )  # fmt: skip
    yield made
    made.extensions["traces"].shutdown()
    sentry_sdk.get_client().close()
    sentry_sdk.init()
    root.handlers[:] = before
    structlog.reset_defaults()
    with made.app_context():
        db.engine.dispose()


def test_faults_and_traces_arrive_and_hold_nothing_of_anybody(app, receiver):
    break_pages(app)
    headers = {"User-Agent": MARK, "Cookie": f"a={MARK}", "Referer": f"http://x/{MARK}"}
    client = app.test_client()
    assert client.get(f"/fi/planted-row/{MARK}?q={MARK}", headers=headers).status_code == 500
    assert client.get(f"/fi/testbeds?q={MARK}", headers=headers).status_code == 200
    sentry_sdk.flush()
    app.extensions["traces"].force_flush()
    _host, taken = receiver
    faults = [body for path, body in taken if "/envelope" in path]
    traces = [body for path, body in taken if path == "/v1/traces"]

    assert not [path for path, body in taken if MARK.encode() in body]
    (event,) = [json.loads(line) for line in faults[0].split(b"\n") if b'"exception"' in line]
    kinds = [one["type"] for one in event["exception"]["values"]]
    assert kinds == ["OperationalError", "OperationalError"]
    assert event["tags"]["route"] == "planted-row"
    assert not event.keys() & {"request", "user", "modules", "contexts", "breadcrumbs"}

    spans = [
        span
        for body in traces
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
    (of_page,) = [span for span in spans if span.name == "GET testbed.index"]
    asked = [span for span in spans if span.parent_span_id == of_page.span_id]
    assert {span.name for span in asked} >= {"SELECT"}
    assert all(span.end_time_unix_nano for span in spans)


def test_without_the_settings_nothing_of_either_is_even_imported(tmp_path):
    program = (
        "import sys, wsgi\n"
        "wsgi.app.test_client().get('/healthz')\n"
        "print([n for n in sys.modules if n.startswith(('sentry_sdk', 'opentelemetry'))])"
    )
    environment = {"INSTANCE_DIR": str(tmp_path), "SECRET_KEY": "k" * 40, "LOG_FORMAT": "off"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"
