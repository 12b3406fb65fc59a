"""Every rule of forgetting, a day before and a day after its time, over one whole life."""

import datetime as dt

import time_machine
from sqlalchemy import func, select, text

from app import clock
from app.database import db
from app.queries.personal import table_of
from app.queries.retention import due, past
from app.services import retention
from models.audit import AuditLine
from models.audit_seal import AuditCheck
from models.exchange import ImportJob
from models.login import Login
from models.organisation import Invitation
from models.outbox import OutboxMessage, OutboxStatus
from models.personal_account import FAREWELL
from models.reader import Reader
from models.retention import RetentionRun
from models.retention_rule import LONG, Reason, retention_rules
from models.staff import StaffInvitation
from models.subscription import Subscription
from models.volunteer import Volunteer, VolunteerStatus
from tests.factories.account import person
from tests.factories.media import store
from tests.integration.personal.scene import life

FAR = dt.timedelta(days=3 * LONG)
OWN_SCENES = {
    "jury_score.1",  # test_retention_challenge.py: notes of a jury, and
    *(f"registration_answer.{number}" for number in (1, 3, 4, 5)),  # each answer as long as said
}
MOMENT = dt.timedelta(days=1)  # some events are days and not instants


def count(rule, now):
    table = table_of(rule.thing)
    found = select(func.count()).select_from(table).where(past(table, rule.span, now))
    return db.session.scalar(found)


def first_of(rule):
    """Return the earliest event of the rows that a rule finds in the end."""
    table = table_of(rule.thing)
    instant = rule.span.instant(table)
    asked = select(func.min(instant)).select_from(table).where(past(table, rule.span, far()))
    earliest = db.session.scalar(asked)
    if isinstance(earliest, str):
        earliest = dt.datetime.fromisoformat(earliest)
    if isinstance(earliest, dt.date) and not isinstance(earliest, dt.datetime):
        earliest = dt.datetime.combine(earliest, dt.time())
    return earliest.replace(tzinfo=dt.UTC) if earliest and earliest.tzinfo is None else earliest


def far():
    return clock.now() + FAR


def test_each_rule_waits_for_its_time_and_a_run_does_what_the_dry_run_counts(app, session):
    life(app, store(app))
    unusual()
    silent = {rule.name for rule in retention_rules() if not finds_in_time(rule)}
    assert sorted(silent) == sorted(OWN_SCENES)
    # The guard of looks goes by the database's clock, which nothing here moves.
    of = "" if session.get_bind().dialect.name == "sqlite" else " ON personal_read"
    db.session.execute(text(f"DROP TRIGGER personal_read_delete{of}"))
    db.session.commit()
    with time_machine.travel(far(), tick=False):
        counted = {(one.thing, one.number): one.count for one in due(clock.now()) if one.count}
        shown = app.test_cli_runner().invoke(args=["retention", "run", "--dry-run"]).output
        assert all(f"{thing}.{number + 1}: " in shown for thing, number in counted)
        assert db.session.query(RetentionRun).count() == 1
        retention.run()
        rows = db.session.query(RetentionRun).filter(RetentionRun.count > 0).all()
        told = db.session.scalars(
            select(AuditLine.facts).where(AuditLine.action == "retention:forget")
        ).all()
        assert {one["forgot"] for one in told} == {one.thing for one in rows}
        retention.run()  # who is left with nothing now is a reader that nobody needs
        assert not [one for one in due(clock.now()) if one.count], "nothing is left behind"


def unusual():
    """Add what does not happen to one who does everything: what nobody confirms or uses."""
    now = clock.now()
    person(confirmed=False)
    idle = person()
    idle.idle_asked_at = clock.now()
    db.session.add_all((
        Login(
            user_id=idle.id, secret_sha256="e" * 64, browser="Firefox", created_at=now,
            seen_at=now, proven_at=now, ended_at=now,
        ),
        Reader(email="nobody@koepaikka.example", language="fi", token="t" * 43, created_at=now),
        AuditCheck(at=now, seals=0, lines=0),
        RetentionRun(run="r", at=now, thing="x", rule=0, days=1, count=0),
        *(
            OutboxMessage(
                dedup_key=f"unusual{number}", template=template, language="fi",
                recipient="a@b.example", status=status, due_at=now, created_at=now, sent_at=now,
            )
            for number, (template, status) in enumerate((
                (FAREWELL, OutboxStatus.SENT), ("offer/made", OutboxStatus.SENT),
                ("offer/made", OutboxStatus.DEAD),
            ))
        ),
    ))  # fmt: skip
    for kind, values in (
        (Invitation, {"accepted_at": now}),
        (StaffInvitation, {"accepted_at": now}),
        (ImportJob, {"finished_at": now}),
        (Volunteer, {"status": VolunteerStatus.ASKED, "offered_until": None}),
        (Subscription, {"confirmed_at": None}),
    ):
        row = db.session.query(kind).order_by(kind.id).first()
        for name, value in values.items():
            setattr(row, name, value)
    db.session.query(Subscription).order_by(Subscription.id.desc()).first().stopped_at = now
    db.session.commit()


def finds_in_time(rule):
    """See that a rule finds nothing a day before and something a day after; False without rows."""
    event = first_of(rule)
    if event is None:
        return False
    over = event + dt.timedelta(days=rule.span.days)
    assert count(rule, over - MOMENT) == 0, rule.name
    assert count(rule, over + MOMENT) > 0, rule.name
    return True


def test_each_reason_is_some_rules(session):
    assert {one.reason for one in retention_rules()} == set(Reason)
