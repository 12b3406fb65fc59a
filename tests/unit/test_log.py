"""A line of the log is one line, and holds nobody."""

import io
import json
import logging

import pytest
import structlog

from app import log
from app.adapters.mail import MailError

NASTY = [
    "a\nb", "a\r\nb", '"}\n{"event":"forged","status":200}', "\x1b[2J\x1b[31mred", "a\x00b",
    "line\u2028separator\u2029end", "right\u202eto left", "%s %d %(x)s", "{0} {x}", "\x9b31m",
    "<script>alert(1)</script>", "${jndi:ldap://x}", "a" * 100_000,
]  # fmt: skip
PEOPLE = [
    ("aino.esimerkki+x@koepaikka.example", "aino"),
    ("see /fi/testbeds?q=Aino%20Esimerkki&x=1 now", "Esimerkki"),
    ("/fi/faults/" + "tOkEn-_9" * 5, "tOkEn"),
    ("eyJhbGciOiJIUzI1NiJ9eyJhbG.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "eyJ"),
]


@pytest.fixture
def lines():
    """Return what was logged as JSON since, line by line."""
    out, root = io.StringIO(), logging.getLogger()
    before = list(root.handlers)
    log.configure(log.JSON, out)
    yield lambda: [json.loads(line) for line in out.getvalue().split("\n") if line]
    root.handlers[:] = before
    structlog.reset_defaults()


def test_whatever_is_logged_stays_on_one_line_without_control_characters(lines):
    for nasty in NASTY:
        logging.getLogger("app.x").warning("it said %s", nasty)
        logging.getLogger("app.x").warning(nasty)
        structlog.get_logger().info("request", route=nasty)
    found = lines()

    assert len(found) == 3 * len(NASTY)
    assert {line["event"] for line in found} & {"forged"} == set()
    for line in found:
        assert not any(log.CONTROL.search(str(value)) for value in line.values())
        assert max(len(str(value)) for value in line.values()) < 2 * log.LONGEST


def test_addresses_queries_and_tokens_are_replaced(lines):
    for text, telling in PEOPLE:
        logging.getLogger("app.x").error("about %s", text)
        logging.getLogger("app.x").error("about %r", ValueError(text))
        assert telling not in json.dumps(lines()), text


def test_an_error_is_told_by_kind_and_place_without_what_it_was_about(lines):
    def fail(name):
        try:
            {}[name]
        except KeyError as problem:
            raise RuntimeError(f"nobody is called {name}") from problem

    try:
        fail("Aino")
    except RuntimeError:
        logging.getLogger("app.x").exception("a job failed")
    logging.getLogger("app.x").warning("no mail: %s", MailError("connection refused"))
    told, ours = lines()

    assert "Aino" not in json.dumps(told)
    kinds = [line for line in told["traceback"] if not line.startswith(" ")]
    assert kinds == ["RuntimeError", "KeyError"]
    assert any("tests/unit/test_log.py" in line and "fail" in line for line in told["traceback"])
    assert ours["event"] == "no mail: connection refused"
