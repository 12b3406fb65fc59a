"""Nothing of an erased person is left in any table or file, but for what the register keeps."""

import datetime as dt
import io
import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import select

from app import log
from app.adapters.exchange_folder import ExchangeFolders
from app.cli.outbox import clearing, forgetting, post_of
from app.database import db
from app.jobs import outbox
from app.jobs.letter import Message
from app.jobs.schedule import Job, Round
from app.queries.personal import person_of_reader
from app.services import audit_seal, personal, personal_link, retention
from models.base import Base
from models.exchange import ImportJob
from models.personal import Person
from models.personal_account import FAREWELL
from models.personal_link import LinkDeed
from models.personal_register import REGISTER, rules
from models.reader import Reader
from tests.factories.account import acting
from tests.factories.application import days_later
from tests.factories.mail import link, mails
from tests.factories.media import names_in, store
from tests.integration.personal.scene import ADDRESS, NAME, PHONE, life, unsent, upload
from tests.integration.personal.voice import OWN_PLACES, SAID, speaks
from tests.integration.personal.walk import kept, left_in_files, left_of, plant

DESK = ("/desk", "/desk/applications", "/desk/people/me", "/desk/looks", "/desk/feedback")
SECRETS = ("xq-hash", "xq-totp", "xqmethod", "198.51.100.77", "xquusi@")


@pytest.fixture
def logged():
    """Return what has been logged since, as in production: the kinds of lines, and all of it."""
    out, root = io.StringIO(), logging.getLogger()
    before = list(root.handlers)
    log.configure(log.JSON, out)

    def read():
        lines = [json.loads(line) for line in out.getvalue().splitlines()]
        return {line["event"] for line in lines}, json.dumps(lines, ensure_ascii=False)

    yield read
    root.handlers[:] = before
    structlog.reset_defaults()


@pytest.fixture
def living(app, session):
    """Somebody who has done everything; each of their words has a marker of its own."""
    made = life(app, store(app))
    db.session.execute(
        db.update(outbox.OutboxMessage).values(status=outbox.OutboxStatus.SENT, context={})
        .where(outbox.OutboxMessage.recipient != ADDRESS)
    )  # fmt: skip
    db.session.add(unsent("kaupunki@koepaikka.example"))
    db.session.commit()
    reader = db.session.query(Reader).filter_by(email=ADDRESS).one()
    person = Person(made.id, reader.id, (ADDRESS,), NAME)
    return made, person


def rules_without_a_row(person):
    """Return the rules of the register that find nothing of one who did everything."""
    return {
        (name, rule.columns[0])
        for name, rule in rules()
        if db.session.execute(
            select(Base.metadata.tables[name]).where(rule.who(Base.metadata.tables[name], person))
        ).first() is None
    }  # fmt: skip


def posted(app, folder):
    """Send what waits for the person into files, as in development; returns the outbox's work."""
    settings = replace(app.extensions["settings"], instance=folder)
    post = post_of(app, settings)
    for one in db.session.query(outbox.OutboxMessage).filter_by(recipient=ADDRESS):
        message = Message(
            one.id, one.dedup_key, one.template, one.language, one.recipient, one.context,
            one.attempts,
        )  # fmt: skip
        post.sender.send(post.letters.write(message))
    return forgetting(settings).work


@pytest.fixture
def walks(app, client, sign_in):
    """Lets somebody look at all pages of theirs, tell of a fault, mistype; then every job runs."""

    def walk(made):
        browser = sign_in(made)
        pages = [
            rule.rule.partition(">")[2]
            for rule in app.url_map.iter_rules()
            if "GET" in rule.methods and rule.arguments == {"lang"} and "/my" in rule.rule
        ]
        for page in (*pages, *DESK):
            answer = browser.get(f"/fi{page}?q={NAME}&email={ADDRESS}", buffered=True)
            assert answer.status_code < 400, page
        told = {"kind": "other", "text": SAID[0], "page": "/fi/", "email": ADDRESS}
        assert browser.post("/fi/faults/new", data=told).status_code == 303
        asked = {"email": f"x{ADDRESS}", "password": PHONE}
        assert app.test_client().post("/fi/login", data=asked).status_code == 422
        works()
        db.session.add(made)  # jobs leave no session behind

    return walk


def works():
    """Run every job of the schedule, and one that fails while it holds what is somebody's."""

    def fails():
        raise ValueError(f"{NAME} at {ADDRESS} cannot be done")

    Round(Job("of nobody", dt.timedelta(hours=1), fails)).run_due()


def is_untold(logged, markers):
    """Say whether the log, which has told of requests and jobs, has told of nobody."""
    events, told = logged()
    assert events >= {"request", "job of nobody failed"}
    assert told.count('"event": "request"') > 30
    return [one for one in markers if one.lower() in told.lower()] == []


def erase(app, made, person):
    """Erase the account with its files, as the page does; one upload is not even read yet."""
    folders, unread = ExchangeFolders(app.extensions["settings"].instance), upload(app, read=False)
    (sent,) = db.session.scalars(select(ImportJob.folder).where(ImportJob.by_id == person.user_id))
    files = personal.erase_account(acting(made), made.fs_uniquifier)
    personal.forget_files(store(app), files)
    assert personal.forget_uploads(folders, person) > 0
    lying = {one.name for one in folders.root.iterdir()}  # among what other tests have left there
    assert (sent in lying, unread in lying) == (False, True)


def test_nothing_is_left_but_what_is_declared_to_stay(app, logged, living, walks, tmp_path, caplog):
    made, person = living
    assert rules_without_a_row(person) == set(), "let tests/integration/personal/scene.py do it"
    forget_letters = posted(app, tmp_path)
    assert left_in_files(tmp_path, ADDRESS), "there was something to forget"
    audit_seal.seal_all()
    planted = plant(person)
    assert len(planted) > 60
    walks(made)
    caplog.clear()
    caplog.set_level("DEBUG")
    erase(app, made, person)
    db.session.execute(
        db.update(outbox.OutboxMessage).values(
            status=outbox.OutboxStatus.SENT, sent_at=made.created_at, context={}
        )
    )
    db.session.commit()
    with days_later(2):
        retention.run()
        forget_letters()
    with days_later(15):
        clearing(app.extensions["settings"]).work()

    markers = (*planted, NAME, ADDRESS, PHONE, *SECRETS, *SAID)
    assert left_in_files(tmp_path, *markers) == set()
    assert left_in_files(Path(app.instance_path), *markers) == set()
    assert [one for one in markers if one in caplog.text] == []
    assert is_untold(logged, markers)
    assert audit_seal.seal_all() > 0, "that somebody was erased is written down"
    assert audit_seal.check().broken is None, "erasing leaves the chain of the trail whole"
    left = left_of(*markers)
    assert {one for one in left if one[:2] not in kept()} == set()
    assert {one[:2] for one in left} >= {("agreement", "city_signed_name")}
    assert not any("a1a1" in name for name in names_in(app))
    assert any("b2b2" in name for name in names_in(app)), "part of a matter: it stays"


def test_nothing_is_left_of_a_reader_without_an_account(app, session):
    """Mails to others wait unsent here, so none may name whom it was about either."""
    spoken = speaks(store(app), ADDRESS)
    reader = db.session.query(Reader).filter_by(email=ADDRESS).one()
    taken = spoken.panel.taken
    assert spoken.own_names | spoken.shared_names <= names_in(app)
    planted = plant(person_of_reader(reader))
    assert {"feedback", "harm_report", "volunteer", "subscription", "fault"} <= {
        table for table, _column in planted.values()
    }
    personal_link.ask_link(reader.token, LinkDeed.ERASE)
    files = personal.erase_reader(link(ADDRESS).rpartition("/")[2])
    personal.forget_files(store(app), files)

    left = left_of(*planted, ADDRESS, *SAID)
    farewell = {("outbox", "recipient"), ("outbox", "dedup_key")}
    assert {one for one in left if one[:2] not in kept() | farewell} == set()
    assert {one[:2] for one in left} == farewell | {("harm_report", "words")}
    assert {mail.template for mail in mails(ADDRESS)} == {FAREWELL}
    assert not spoken.own_names & names_in(app)
    assert spoken.shared_names <= names_in(app), "somebody else sent the same picture"
    db.session.refresh(spoken.panel)
    assert taken - spoken.panel.taken == OWN_PLACES


PUBLIC = (
    "decision", "agreement", "booking", "pilot", "pilot_report", "application_part",
    "pilot_indicator", "review", "testbed", "message", "audit", "pilot_incident",
    "harm_report",
)  # fmt: skip


def public_things() -> dict[str, list[Any]]:
    """Return what is decided, agreed, booked and told, without what names a person."""
    found = {}
    for name in PUBLIC:
        table = Base.metadata.tables[name]
        personal_columns = {
            column
            for rule in REGISTER[name].rules
            for column in (*rule.swap, *rule.blank.split(), *rule.nameless.split())
        }
        columns = [one for one in table.columns if one.name not in personal_columns | {"geom"}]
        rows = db.session.execute(select(*columns).order_by(table.c.id))
        found[name] = [tuple(map(str, row)) for row in rows]
    return found


def test_decisions_agreements_and_what_was_told_stay_as_they_were(living):
    made, _person = living
    before = public_things()
    personal.erase_account(acting(made), made.fs_uniquifier)
    db.session.expire_all()
    after = public_things()
    for name, rows in before.items():
        kept_rows = after[name][: len(rows)]
        if name == "audit":
            assert kept_rows == rows
        elif name != "application_part":
            assert after[name] == rows, name
    assert len(after["application_part"]) == len(before["application_part"]) - 1, "of the draft"
    (mail,) = db.session.query(outbox.OutboxMessage).filter_by(recipient=ADDRESS)
    assert mail.template == FAREWELL, "the last mail goes to the address they had"
