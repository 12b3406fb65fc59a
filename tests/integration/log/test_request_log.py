"""Each request leaves one line, and what people sent is in none of them."""

import io
import json
import logging
import uuid

import pytest
import structlog
from flask import Flask
from sqlalchemy import text

from app import log
from app.adapters.accounts import hashed
from app.cli.outbox import post_of
from app.database import db, writing
from app.factory import create_app
from app.jobs import outbox
from tests.conftest import settings_for
from tests.factories.account import person
from tests.factories.mail import link

MARK = "Merkki"  # stands in everything that is sent


@pytest.fixture
def app_and_lines(engine_kind, databases, tmp_path):
    """An application as in production, with its log as lines."""
    root = logging.getLogger()
    before = list(root.handlers)
    url = databases.application(engine_kind).config["SQLALCHEMY_DATABASE_URI"]
    made = create_app(settings_for(url, tmp_path, testing=False, log_format="off"))
    out = io.StringIO()
    log.configure(log.JSON, out)
    made.config["WTF_CSRF_ENABLED"] = False
    made.config["RATELIMIT_ENABLED"] = False
    yield made, lambda: [json.loads(line) for line in out.getvalue().split("\n") if line]
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
    root.handlers[:] = before
    structlog.reset_defaults()


def planted(app: Flask):
    """Send the mark through every kind of field there is; return how many requests that were."""
    client = app.test_client()
    client.set_cookie("koepaikka", f"{MARK}-cookie")
    headers = {
        "User-Agent": f"{MARK}/1.0", "Referer": f"http://localhost/{MARK}?{MARK}",
        "X-Request-ID": f"{MARK}-aaaaaaaaaaaaaaaa", "Authorization": f"Bearer {MARK}",
        "X-Forwarded-For": MARK, "Accept-Language": MARK, "Idempotency-Key": MARK,
        "If-None-Match": f'"{MARK}"',
    }  # fmt: skip
    form = {
        "email": f"{MARK}@koepaikka.example", "password": MARK, "name": f"Aino {MARK}",
        "text": f"{MARK}\n{{}}", "page": MARK, "kind": "other", MARK: MARK,
    }  # fmt: skip
    asked = [
        client.get(f"/fi/testbeds?q={MARK}&city={MARK}", headers=headers),
        client.get(f"/fi/{MARK}/{MARK}", headers=headers),
        client.get(f"/fi/testbeds/{MARK}/{MARK}", headers=headers),
        client.get("/fi/faults/" + (MARK * 9)[:43], headers=headers),
        client.post("/fi/faults/new", data=form, headers=headers),
        client.post("/fi/faults/new", data={**form, "file": (io.BytesIO(b"x"), f"{MARK}.pdf")}),
        client.post("/login", data=form, headers=headers),
        client.get(f"/api/v1/testbeds?q={MARK}", headers=headers),
        client.post("/api/v1/testbeds", json={MARK: MARK}, headers=headers),
        client.get(f"/ogc/collections/testbeds/items?filter=name='{MARK}'", headers=headers),
        client.get(f"/fi/planted/{MARK}", headers=headers),
        client.get(f"/fi/planted-row/{MARK}", headers=headers),
        client.open(f"/fi/{MARK}", method=MARK.upper(), headers=headers),
        client.get(f"/fi/testbeds?q=%0A{{%22event%22:%22{MARK}%22}}%1b[31m", headers=headers),
    ]
    return [answer.status_code for answer in asked]


def break_pages(app: Flask):
    """Add pages that fail while they hold what the reader sent."""

    def fail(name: str, lang: str = "") -> str:
        raise ValueError(f"there is no {name}")

    def fail_on_row(name: str, lang: str = "") -> str:
        db.session.execute(text("SELECT nothing FROM nowhere WHERE name = :name"), {"name": name})
        return ""

    for path, view in (("planted", fail), ("planted-row", fail_on_row)):
        view.access = "public"
        app.add_url_rule(f"/fi/{path}/<name>", path, view)


def test_what_people_send_is_in_no_line_and_each_request_has_one(app_and_lines):
    app, lines = app_and_lines
    break_pages(app)
    statuses = planted(app)
    found = lines()

    assert MARK.lower() not in json.dumps(found).lower()
    told = [line for line in found if line["event"] == "request"]
    assert [line["status"] for line in told] == statuses
    assert statuses.count(500) == 2
    assert {line["engine"] for line in told} <= {"sqlite", "postgresql"}
    assert {line["method"] for line in told} == {"GET", "POST", "other"}
    assert told[0]["route"] == "testbed.index"
    assert told[0]["statements"] > 0
    traces = [line for line in found if "traceback" in line]
    assert traces[0]["traceback"][0] == "ValueError"
    assert len(traces) == 2
    assert {line["request_id"] for line in traces} <= {line["request_id"] for line in told}


ADDRESS, MOVED = "xqosoite@koepaikka.example", "xquusi@koepaikka.example"
PASSWORD, WORDS = "xqneljä sanaa peräkkäin nyt", "Xqvalitan valosta"
FROM = "198.51.100.77"


def visit(app: Flask):
    """Come, look, ask for one's data, another address and help, and be erased; yield answers."""
    client = app.test_client()
    client.environ_base |= {"REMOTE_ADDR": FROM, "HTTP_USER_AGENT": f"{MARK}/1.0"}
    shown = {"password": PASSWORD}
    yield client.post("/fi/login", data={"email": ADDRESS, **shown})
    yield client.get("/fi/my/account")
    packed = client.post("/fi/my/data/download", data=shown)
    packed.close()
    yield packed
    yield client.post("/fi/my/data/address", data={"email": MOVED, **shown})
    with app.app_context():
        address = link(MOVED)
    told = {"kind": "other", "text": WORDS, "page": "/fi/", "email": MOVED}
    yield client.post("/fi/faults/new", data=told)
    with app.app_context():
        settings = app.extensions["settings"]
        assert outbox.run_once(post_of(app, settings)) > 0
    yield client.get(address)
    yield client.post("/fi/my/data/erase", data={"sure": "y", **shown})
    yield client.get(f"/fi/my/account?who={ADDRESS}")


def test_a_whole_visit_leaves_nothing_in_the_log_of_who_came(app_and_lines):
    app, lines = app_and_lines
    with app.app_context(), writing():
        who = person(f"Xqetunimi {MARK}", email=ADDRESS)
        who.password, who.confirmed_at = hashed(PASSWORD), who.created_at
        secret = who.fs_uniquifier
        db.session.commit()
        db.session.remove()
    answers = list(visit(app))
    told = json.dumps(lines(), ensure_ascii=False).lower()

    assert [one.status_code for one in answers] == [303, 200, 200, 303, 303, 200, 303, 302]
    assert answers[-1].location.startswith("/fi/login")
    assert told.count('"event": "request"') == len(answers)
    marks = (ADDRESS, MOVED, PASSWORD, WORDS, FROM, MARK, "Xqetunimi", secret)
    assert [one for one in marks if one.lower() in told] == []


def test_a_number_that_comes_with_a_request_goes_back_with_the_answer(app_and_lines):
    app, lines = app_and_lines
    client, given = app.test_client(), str(uuid.uuid4())
    kept = client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    made = client.get("/healthz", headers={"X-Request-ID": "x" * 30}).headers["X-Request-ID"]

    assert kept == given
    assert uuid.UUID(made).version == 4
    assert [line["request_id"] for line in lines()] == [given, made]


def test_people_at_a_terminal_read_words(capsys):
    out = io.StringIO()
    before = list(logging.getLogger().handlers)
    log.configure(log.TERMINAL, out)
    structlog.get_logger().info("request", route="home.index", status=200)
    logging.getLogger().handlers[:] = before
    structlog.reset_defaults()
    assert "route=home.index" in out.getvalue()
    assert out.getvalue().count("\n") == 1
