"""What is past its time goes, in small steps, once, and the administrator can see it."""

import datetime as dt

import pytest

from app import clock
from app.database import db
from app.queries.retention import due, latest_runs
from app.services import retention
from models.account import CityRole, User
from models.application import Application, PartStatus
from models.errors import ForbiddenError
from models.outbox import OutboxMessage, OutboxStatus
from models.personal_account import FAREWELL
from models.personal_register import REGISTER
from models.pilot_incident import PilotIncident
from models.reader import Reader
from models.receipt import Receipt
from models.retention import RetentionRun
from models.volunteer import Volunteer
from tests.factories import panel as panels
from tests.factories import pilot_step
from tests.factories.account import acting, admin, person, staff
from tests.factories.application import days_later, draft, part
from tests.factories.pilot_run import incident
from tests.factories.reader import reader
from tests.factories.testbed import testbed

SPANS = [(name, n) for name in sorted(REGISTER) for n in range(len(REGISTER[name].spans))]


def receipts(count, age_days):
    at = clock.now() - dt.timedelta(days=age_days)
    db.session.add_all(
        Receipt(key=f"{age_days}-{n}", work="w", actor_id=1, result=None, at=at)
        for n in range(count)
    )
    db.session.commit()


@pytest.mark.parametrize(("thing", "number"), SPANS)
def test_every_rule_can_be_asked_and_carried_out(session, thing, number):
    assert retention.forget_batch(thing, number, clock.now().isoformat()) == 0


def test_a_dry_run_tells_and_changes_nothing(app, session):
    receipts(3, 31)
    shown = app.test_cli_runner().invoke(args=["retention", "run", "--dry-run"]).output

    assert "receipt.1: 3 past 30 days after it was made, deleted, oldest" in shown
    assert "3 rows would be forgotten" in shown
    assert db.session.query(Receipt).count() == 3
    assert db.session.query(RetentionRun).count() == 0


def test_a_run_forgets_in_batches_and_writes_down_what(app, session, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    receipts(5, 31)
    receipts(1, 29)
    shown = app.test_cli_runner().invoke(args=["retention", "run"]).output

    assert "5 rows were forgotten" in shown
    assert [one.key for one in db.session.query(Receipt)] == ["29-0"]
    line = db.session.query(RetentionRun).filter_by(thing="receipt").one()
    assert (line.count, line.days) == (5, 30)
    assert line.oldest.date() == (clock.now() - dt.timedelta(days=31)).date()
    assert len({one.run for one in db.session.query(RetentionRun)}) == 1
    assert not [line for line in due(clock.now()) if line.count]


def test_the_farewell_is_forgotten_the_day_after(session):
    now = clock.now()
    for name, hours in ((FAREWELL, 25), (FAREWELL, 23), ("offer/made", 25)):
        db.session.add(
            OutboxMessage(
                dedup_key=f"{name}{hours}", template=name, language="fi", recipient="a@b.example",
                status=OutboxStatus.SENT, due_at=now, created_at=now,
                sent_at=now - dt.timedelta(hours=hours),
            )
        )  # fmt: skip
    db.session.commit()
    retention.run()

    left = {one.dedup_key for one in db.session.query(OutboxMessage)}
    assert left == {f"{FAREWELL}23", "offer/made25"}


def test_whoever_never_confirmed_an_address_is_forgotten_after_a_month(session):
    new, known, one = person("Xq", confirmed=False), person(), reader()
    panels.confirmed(panels.opened(), email=one.email)  # somebody who is still needed
    one.confirmed_at, asked = None, one.id
    db.session.commit()
    with days_later(29):
        retention.run()
        assert db.session.get(User, new.id).active
    with days_later(31):
        retention.run()
        db.session.expire_all()
        gone = db.session.get(User, new.id)
        assert (gone.active, gone.name) == (False, "\N{EM DASH}")
        assert gone.email.endswith("@erased.invalid")
        assert db.session.get(Reader, asked).email.endswith("@erased.invalid")
        assert db.session.get(User, known.id).active
        retention.run()  # nothing needs the erased reader any more
        assert not [line for line in due(clock.now()) if line.count], "nothing twice"


def test_a_reader_with_nothing_left_is_forgotten_after_a_week(session):
    idle, busy = reader("a@koepaikka.example").id, reader("b@koepaikka.example").id
    panels.confirmed(panels.opened(), email="b@koepaikka.example")
    for days, left in ((6, {idle, busy}), (8, {busy})):
        with days_later(days):
            retention.run()
            assert {one.id for one in db.session.query(Reader)} == left


def test_an_unconfirmed_account_takes_nothing_of_whose_address_it_named(session):
    true = reader("aino@koepaikka.example")
    panels.confirmed(panels.opened(), email=true.email)
    made = part(contact_email=true.email)
    false = person(email=true.email, confirmed=False)
    with days_later(31):
        retention.run()
        db.session.expire_all()
        assert not db.session.get(User, false.id).active
        assert db.session.get(Reader, true.id).email == "aino@koepaikka.example"
        assert db.session.get(Application, made.application_id).contact_email == true.email


def test_a_draft_that_nobody_sends_goes_after_two_years(session):
    made, sent = draft().id, part()
    with days_later(2 * 365 + 1):
        retention.run()
        assert db.session.get(Application, made) is None
        assert db.session.get(Application, sent.application_id) is not None


def test_volunteers_go_six_months_after_the_pilot_ended(session):
    made = panels.confirmed(panels.opened(pilot_step.running(testbed(), days=5)))
    ident, since = made.id, made.panel.pilot.end_day - clock.today()
    for days, is_there in ((179, True), (182, False)):
        with days_later(since.days + days):
            retention.run()
            session.expire_all()
            assert (session.get(Volunteer, ident) is not None) == is_there


def test_contact_details_go_five_years_after_the_end_and_not_before(session):
    ended, open_, live = part(), part(), pilot_step.running(testbed())
    ended.status, ended.status_changed_at = PartStatus.REJECTED, clock.now()
    db.session.commit()
    with days_later(5 * 365 + 2):
        retention.run()
        db.session.expire_all()

        def contact(one):
            return db.session.get(Application, one.application_id).contact_email

        assert contact(ended) == ""
        assert contact(open_)
        assert contact(live)
        assert db.session.get(Application, ended.application_id).title


def test_names_of_old_incidents_go_and_what_happened_stays(session):
    told = incident(pilot_step.running())
    assert told.reported_by
    with days_later(5 * 365 + 1):
        retention.run()
        db.session.expire_all()
        left = db.session.get(PilotIncident, told.id)
        assert (left.reported_by, left.closed_by) == ("\N{EM DASH}", "")
        assert left.what == "A lamp fell"


def test_administrators_see_the_runs_and_nobody_else_does(client, session, sign_in):
    receipts(2, 31)
    retention.run()
    receipts(1, 40)
    one = admin()
    assert latest_runs(acting(one))[0].count == 2
    sign_in(one)
    for lang in ("fi", "sv", "en"):
        assert "receipt: 2" in client.page(f"/{lang}/desk/retention").text
    sign_in(staff(CityRole.COORDINATOR))
    assert client.get("/fi/desk/retention").status_code == 403
    with pytest.raises(ForbiddenError):
        latest_runs(acting(person()))


def test_the_privacy_page_says_how_long(client, session):
    words = client.page("/en/privacy").text
    assert "three months from when it was sent" in words
    assert "names and contact details for five years from when it ended" in words
