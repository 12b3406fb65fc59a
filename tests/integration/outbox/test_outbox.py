"""Mail goes out once, in the reader's language, through a real SMTP server."""

import datetime as dt
import socket
from itertools import pairwise
from pathlib import Path

import pytest
import time_machine
from aiosmtpd.controller import Controller
from jinja2 import StrictUndefined, meta

from app import clock
from app.adapters.mail import FileSender, SmtpSender
from app.database import db
from app.jobs import outbox
from app.services.notification import tell_address
from models.outbox import OutboxMessage, OutboxStatus

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted(
    str(path.relative_to(ROOT / "templates" / "mail").with_suffix(""))
    for path in (ROOT / "templates" / "mail").rglob("*.txt")
    if path.parent.name != "layouts"
)
DAYS = {"day", "start", "end", "answer_by"}


class Mailbox:
    """A real SMTP server that keeps what it takes, and refuses while told to."""

    def __init__(self):
        self.taken, self.refusing = [], False

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        if self.refusing:
            return "451 Not now"
        self.taken.append(envelope)
        return "250 OK"


@pytest.fixture
def mailbox(socket_enabled):
    kept = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    kept.url = f"smtp://127.0.0.1:{port}?tls=none"
    yield kept
    server.stop()


@pytest.fixture
def post(app, session, mailbox):
    return outbox.Post(
        sender=SmtpSender(mailbox.url),
        environment=app.jinja_env.overlay(undefined=StrictUndefined, autoescape=False),
        mail_from="Koepaikka <koepaikka@koepaikka.example>",
        public_url="http://localhost",
        domain="localhost",
    )


def queue(template="account/reset_notice", key="k1", language="fi", **context):
    tell_address("aino@koepaikka.example", language, template, key, name="Aino", **context)
    db.session.commit()


def rows():
    db.session.expire_all()
    return db.session.query(OutboxMessage).all()


def test_a_waiting_message_is_sent_once_with_a_message_id_made_from_its_key(post, mailbox):
    queue()
    queue()

    assert outbox.run_once(post) == 1
    assert outbox.run_once(post) == 0

    text = mailbox.taken[0].content.decode()
    assert "Message-ID: <" in text
    assert "Auto-Submitted: auto-generated" in text
    assert [row.status for row in rows()] == [OutboxStatus.SENT]
    assert rows()[0].context == {}, "links and texts are forgotten once sent"


def test_a_refused_message_waits_longer_each_time_and_is_dead_after_eight_tries(post, mailbox):
    queue()
    mailbox.refusing = True
    now = clock.now()
    waits = []
    with time_machine.travel(now, tick=False) as traveller:
        for _attempt in range(outbox.MOST_ATTEMPTS):
            outbox.run_once(post)
            row = rows()[0]
            waits.append(row.due_at - clock.now())
            traveller.move_to(row.due_at + dt.timedelta(seconds=1))

    assert rows()[0].status is OutboxStatus.DEAD
    assert "451" in rows()[0].last_error
    assert all(later > earlier for earlier, later in pairwise(waits[:-1]))


def test_a_message_that_cannot_be_rendered_is_dead_and_holds_up_nobody(post, mailbox):
    queue("account/no_such_template", "bad")
    queue(key="good")

    assert outbox.run_once(post) == 1
    by_key = {row.dedup_key.split(":")[0]: row.status for row in rows()}
    assert by_key == {"bad": OutboxStatus.DEAD, "good": OutboxStatus.SENT}


def test_a_claim_of_a_killed_dispatcher_runs_out_and_the_message_keeps_its_id(post, mailbox):
    queue()
    claimed = outbox.claim_due()
    assert len(claimed) == 1
    assert outbox.claim_due() == [], "nobody else may send it meanwhile"

    with time_machine.travel(clock.now() + outbox.LEASE + dt.timedelta(seconds=1)):
        assert outbox.run_once(post) == 1
    first = outbox.render(post, outbox.Claimed(**claimed[0]))["Message-ID"]
    assert str(first) in mailbox.taken[0].content.decode()


def test_text_of_people_cannot_add_a_header(post):
    hostile = outbox.Claimed(
        1, "k", "pilot/started", "fi", "a@koepaikka.example",
        {"title": "X\nBcc: evil@example.org", "testbed": "T", "city": "C", "slug": "s",
         "end": "2026-12-01", "name": "N"}, 1,
    )  # fmt: skip
    message = outbox.render(post, hostile)

    assert message["Bcc"] is None
    assert "\n" not in str(message["Subject"])


def test_files_take_the_place_of_a_server_in_development(tmp_path, post):
    claimed = outbox.Claimed(
        1, "k", "account/reset_notice", "sv", "a@koepaikka.example", {"name": "N"}, 1
    )
    FileSender(tmp_path).send(outbox.render(post, claimed))
    FileSender(tmp_path).send(outbox.render(post, claimed))

    assert len(list(tmp_path.glob("*.eml"))) == 1


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_renders_in_every_language(app, template, language):
    environment = app.jinja_env.overlay(undefined=StrictUndefined, autoescape=False)
    source = (ROOT / "templates" / "mail" / f"{template}.txt").read_text("utf-8")
    asked = meta.find_undeclared_variables(environment.parse(source))
    context = {name: "2026-12-24" if name in DAYS else f"«{name}»" for name in asked}
    given = {k: v for k, v in context.items() if k not in {"lang", "public_url", "_", "ngettext"}}
    post = outbox.Post(None, environment, "a@b.example", "http://localhost", "localhost")
    with app.app_context():
        message = outbox.render(
            post, outbox.Claimed(1, "k", template, language, "a@b.example", given, 1)
        )

    text = message.get_content()
    assert str(message["Subject"]).strip()
    assert "{{" not in text
    assert "Koepaikka" in text
