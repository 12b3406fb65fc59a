"""The chain of seals over the audit trail: it holds whoever writes at once, and shows tampering."""

import contextlib
import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

from app import clock
from app.database import db, use_case, writing
from app.policies.actor import SYSTEM
from app.queries.audit_seal import latest_check, verify
from app.queries.health import readiness
from app.services import audit_seal
from app.services.audit import record
from models.account import User
from models.audit import AuditLine
from models.audit_seal import LATEST, AuditCheck, AuditSeal, digest_of, marks_of
from tests.factories.account import admin, person

LINES = 7
WRITERS, TURNS = 3, 25
OFF = {
    "sqlite": (
        "DROP TRIGGER audit_append_only_update", "DROP TRIGGER audit_append_only_delete",
        "DROP TRIGGER audit_seal_update", "DROP TRIGGER audit_seal_delete",
    ),
    "postgresql": (
        "ALTER TABLE audit DISABLE TRIGGER ALL", "ALTER TABLE audit_seal DISABLE TRIGGER ALL",
    ),
}  # fmt: skip


def write(count=1):
    who = person()
    for number in range(count):
        record(SYSTEM, "account:test", who, number=number, name="Ääkkösiä")
    db.session.commit()


def lines():
    return list(db.session.scalars(select(AuditLine.id).order_by(AuditLine.id)))


def skip_a_number():
    """Write a line and leave the number before it free, as a transaction under way does."""
    free = lines()[-1] + 1
    put_line(free + 1)
    return free


def put_line(number):
    values = {
        "id": number, "at": clock.now(), "action": "account:test", "thing": "account",
        "thing_id": 1, "facts": {"n": number},
    }  # fmt: skip
    db.session.execute(insert(AuditLine).values(values))
    db.session.commit()


def test_lines_are_sealed_in_batches_once_and_the_chain_holds(session, monkeypatch, caplog):
    caplog.set_level("INFO")
    monkeypatch.setattr(audit_seal, "BATCH", 3)
    audit_seal.seal_all()
    before = len(lines())
    write(LINES)

    assert audit_seal.seal_all() == len(lines()) - before == LINES
    assert audit_seal.seal_all() == 0
    found = verify()
    assert (found.broken, found.unsealed, found.lines) == (None, 0, len(lines()))
    assert found.head.digest in caplog.text, "the newest seal is noted where the database is not"
    write(2)
    assert verify().unsealed == 2


def test_a_line_that_comes_late_is_sealed_late_and_what_never_comes_stays_a_hole(session):
    write(LINES)
    slow, never = skip_a_number(), skip_a_number()
    audit_seal.seal_all()
    put_line(slow)
    assert audit_seal.seal_all() == 1
    assert verify().broken is None
    late = db.session.scalars(select(AuditSeal).where(AuditSeal.late_count > 0)).one()
    assert late.late == [slow]
    with time_machine.travel(clock.now() + LATEST + dt.timedelta(minutes=1), tick=False):
        assert verify().broken is None
        put_line(never)
        audit_seal.seal_all()
        found = verify()
    assert (found.broken, found.line) == (f"line {never} was put in later", never)


def change(what):
    return lambda ids: db.session.execute(text(f"UPDATE audit SET {what} WHERE id = {ids[4]}"))  # noqa: S608 - of this test


def take_out(ids):
    db.session.execute(text(f"DELETE FROM audit WHERE id = {ids[4]}"))  # noqa: S608 - of this test


def on_seals(statement):
    return lambda _ids: db.session.execute(text(statement))


def cut_off(_ids):
    last, before = db.session.query(AuditSeal).order_by(AuditSeal.id.desc()).limit(2)
    db.session.execute(text(f"DELETE FROM audit WHERE id > {before.last_id}"))  # noqa: S608 - of this test
    db.session.execute(text(f"DELETE FROM audit_seal WHERE id = {last.id}"))  # noqa: S608 - of this test


def make_anew(ids):
    """Do what a thorough forger does: change a line and seal everything again."""
    change("actor_id = 4711")(ids)
    db.session.execute(text("DELETE FROM audit_seal"))
    db.session.commit()
    audit_seal.seal_all()


def hide_in_the_seal(ids):
    """Change a line, and its mark in its seal as well."""
    change("actor_id = 4711")(ids)
    db.session.expire_all()
    later = db.session.query(AuditSeal).filter(AuditSeal.last_id >= ids[4])
    seal = later.order_by(AuditSeal.id).first()
    before = db.session.query(func.max(AuditSeal.last_id)).filter(AuditSeal.id < seal.id).scalar()
    covered = [db.session.get(AuditLine, one) for one in seal.ids_after(before or 0)]
    marks = marks_of([digest_of(one) for one in covered])
    db.session.execute(text(f"UPDATE audit_seal SET marks = '{marks}' WHERE id = {seal.id}"))  # noqa: S608 - of this test


TAMPERING = {
    "another person": (change("actor_id = 4711"), True, "was changed"),
    "another time": (change("at = '2020-01-01 00:00:00.000000+00'"), True, "was changed"),
    "other facts": (change("facts = '{\"n\": 1}'"), True, "was changed"),
    "a line taken out": (take_out, True, "was taken out"),
    "a line and its mark": (hide_in_the_seal, False, "was changed"),
    "a seal's digest": (
        on_seals("UPDATE audit_seal SET digest = replace(digest, '0', '1')"), False, "was changed",
    ),
    "the first seal": (
        on_seals("DELETE FROM audit_seal WHERE follows_id = 0"), False, "was taken out",
    ),
    "the end cut off": (cut_off, False, "was noted is missing"),
    "all sealed anew": (make_anew, False, "was noted is missing"),
}  # fmt: skip


def test_what_somebody_changes_who_switches_the_triggers_off_is_found(app, session, monkeypatch):
    monkeypatch.setattr(audit_seal, "BATCH", 3)
    audit_seal.seal_all()
    write(LINES + 3)
    audit_seal.seal_all()
    assert audit_seal.check().broken is None
    ids = lines()[-LINES - 3 :]
    for statement in OFF[session.get_bind().dialect.name]:
        db.session.execute(text(statement))
    for name, (tamper, tells_line, words) in TAMPERING.items():
        db.session.commit()
        undo = session.get_bind().begin_nested()
        tamper(ids)
        db.session.expire_all()
        found = verify()
        db.session.rollback()
        undo.rollback()
        assert found.broken, name
        assert words in found.broken, name
        assert found.line == (ids[4] if tells_line else None), name
    db.session.expire_all()
    assert verify().broken is None


def test_the_command_ends_with_one_and_the_line_and_administrators_are_told(
    app, client, session, sign_in
):
    write(LINES)
    audit_seal.seal_all()
    runner = app.test_cli_runner()
    good = runner.invoke(args=["audit", "verify"])
    assert good.exit_code == 0
    assert "0 lines wait for their seal" in good.output
    assert runner.invoke(args=["audit", "verify", "--noted", "f" * 64]).exit_code == 1
    ids = lines()
    for statement in OFF[session.get_bind().dialect.name]:
        db.session.execute(text(statement))
    change("thing_id = 4711")(ids)
    db.session.commit()

    bad = runner.invoke(args=["audit", "verify"])
    assert bad.exit_code == 1
    assert f"broken: line {ids[4]} was changed" in bad.output
    assert latest_check().broken_line == ids[4]
    sign_in(admin())
    for lang in ("fi", "sv", "en"):
        assert str(ids[4]) in client.page(f"/{lang}/desk/looks").words("div", class_="notice")[0]


def test_seals_can_only_be_added_and_one_place_in_the_chain_is_taken_once(session):
    write()
    audit_seal.seal_all()
    (seal,) = db.session.query(AuditSeal).order_by(AuditSeal.id.desc()).limit(1)
    same = {
        column.name: getattr(seal, column.name)
        for column in AuditSeal.__table__.columns
        if column.name != "id"
    }
    for statement in (
        text("UPDATE audit_seal SET count = 1"),
        text("DELETE FROM audit_seal"),
        insert(AuditSeal).values(same),
    ):
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(statement)


class TakenBackError(Exception):
    """A transaction that is rolled back with the line in it."""


@use_case
def with_fate(user_id, *, fails):
    record(SYSTEM, "account:test", db.session.get_one(User, user_id))
    db.session.flush()
    if fails:
        raise TakenBackError


def writes(app, user_id, number):
    with app.app_context():
        for turn in range(TURNS):
            with contextlib.suppress(TakenBackError):
                with_fate(user_id, fails=(turn + number) % 5 == 0)


def seals(app, ended):
    with app.app_context():
        while not ended.wait(0.01):
            audit_seal.seal_all()


def test_writers_and_two_sealers_at_once_leave_one_whole_chain(engine_kind, databases):
    app, ended = databases.application(engine_kind), threading.Event()
    with app.app_context(), writing():
        ident = person().id
        db.session.remove()
    with ThreadPoolExecutor(WRITERS + 2) as pool:
        sealing = [pool.submit(seals, app, ended) for _one in range(2)]
        writing_ = [pool.submit(writes, app, ident, one) for one in range(WRITERS)]
        for one in writing_:
            one.result()
        ended.set()
        for one in sealing:
            one.result()
    with app.app_context():
        audit_seal.seal_all()
        found = audit_seal.check()
        assert (found.broken, found.unsealed, found.lines) == (None, 0, len(lines()))
        assert len(lines()) == WRITERS * TURNS * 4 // 5
        assert readiness()["audit_broken"] is None
        with writing():
            broken = AuditCheck(at=clock.now(), seals=0, lines=0, broken="line 1", broken_line=1)
            db.session.add(broken)
            db.session.commit()
        assert readiness() | {"audit_broken": "line 1", "ready": True} == readiness()
        db.session.remove()
        db.engine.dispose()
