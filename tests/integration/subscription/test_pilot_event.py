"""What happened is read from the audit trail, each thing once, whatever order it appears in."""

import datetime as dt

import pytest
from sqlalchemy import select

from app import clock
from app.database import db, use_case
from app.services import booking, pilot, pilot_change, pilot_incident, pilot_update, report
from app.services.pilot_event import read_trail
from app.services.pilot_update import Post
from models.audit import AuditLine
from models.base import Translated
from models.pilot_event import EventKind, PilotEvent, PilotEventMark
from models.report import Side
from tests.factories import pilot as pilots
from tests.factories import pilot_run, pilot_step
from tests.factories.application import day

REASON = Translated("Syy", "Skäl", "Reason")


@use_case
def read(most=500):
    return [one.id for one in read_trail(most)]


def kinds_of(made):
    rows = db.session.scalars(
        select(PilotEvent).where(PilotEvent.pilot_id == made.id).order_by(PilotEvent.id)
    )
    return [one.kind.value for one in rows]


def line(made, action="pilot:start", at=None):
    """Write a line of the trail, as a use case of pilots does."""
    return AuditLine(at=at or clock.now(), action=action, thing="pilot", thing_id=made.id, facts={})


def test_each_step_of_a_public_pilot_is_an_event(session):
    made = pilot_step.complete()
    who = pilot_step.runner(made)
    pilot.make_ready(who, made.id)
    pilot.start(who, made.id)
    pilot.pause(who, made.id, REASON)
    pilot.resume(who, made.id)
    post = Post(Translated("Uutinen"), Translated("Lamput ovat ylhäällä"))
    update = pilot_update.publish(who, made.id, post)
    pilot.end(who, made.id)
    read()
    steps = ["announced", "begun", "paused", "resumed", "news", "ended"]
    assert kinds_of(made) == steps
    news = db.session.scalars(select(PilotEvent).where(PilotEvent.update_id == update)).one()
    assert news.kind is EventKind.NEWS
    assert read() == [], "nothing is an event twice"
    assert kinds_of(made) == steps


def test_the_result_and_an_early_end_are_events(session):
    told, stopped = pilot_step.sent(), pilot_step.running()
    report.approve(pilot_step.runner(told), told.id, Side.CITY, 1)
    pilot.stop(pilot_step.runner(stopped), stopped.id, REASON)
    read()
    assert kinds_of(told)[-1] == "result"
    assert kinds_of(stopped)[-1] == "stopped"


def test_days_that_change_are_news_only_after_people_were_told_of_them(session):
    made = pilot_step.complete(start=30, days=5)
    who = pilot_step.runner(made)
    asked = pilot_run.wish(made, day(31), day(36))
    pilot_change.approve(who, made.id, asked.id, "Gladly")
    pilot.make_ready(who, made.id)
    read()
    assert kinds_of(made) == ["announced"], "nobody knew of the days before"
    booking.move_booking(who, made.booking_id, day(32), day(37), "Roadworks")
    read()
    assert kinds_of(made) == ["announced", "dates"]


def test_what_is_not_public_is_no_event(session):
    hidden, cancelled = pilots.preparing(), pilots.cancelled()
    session.add_all((line(hidden), line(cancelled, "pilot:stop")))
    session.commit()
    assert read() == []


@pytest.mark.parametrize("step", ["pause", "stop"])
@pytest.mark.parametrize("is_harm", [True, False])
def test_a_pause_is_urgent_while_an_incident_with_harm_is_open(session, step, is_harm):
    made = pilot_step.running()
    incident = pilot_incident.Incident(day(0), "A lamp fell", is_harm=is_harm)
    pilot_incident.report(pilot_run.applicant_of(made), made.id, incident)
    getattr(pilot, step)(pilot_step.runner(made), made.id, REASON)
    read()
    last = db.session.scalars(
        select(PilotEvent).where(PilotEvent.pilot_id == made.id).order_by(PilotEvent.id.desc())
    ).first()
    assert last.is_urgent is is_harm


def test_a_line_that_appears_late_is_not_lost(session):
    """Two transactions overlap: the one with the smaller number ends last."""
    made = pilots.running()
    session.add_all(line(made) for _number in range(2))
    session.flush()
    late, early = session.scalars(select(AuditLine.id).order_by(AuditLine.id)).all()[-2:]
    mark = session.scalars(select(PilotEventMark)).one()
    mark.audit_id = late - 1
    session.add(PilotEvent(audit_id=early, pilot_id=made.id, kind=EventKind.BEGUN, at=clock.now()))
    session.commit()
    (event,) = read()
    assert db.session.get_one(PilotEvent, event).audit_id == late


def test_the_mark_passes_only_what_is_settled_and_was_read(session):
    made = pilots.running()
    old = clock.now() - dt.timedelta(hours=2)
    session.add_all(line(made, at=old) for _number in range(5))
    session.add(line(made))
    session.commit()
    ids = session.scalars(
        select(AuditLine.id).where(AuditLine.thing_id == made.id).order_by(AuditLine.id)
    ).all()[-6:]
    mark = session.scalars(select(PilotEventMark)).one()
    mark.audit_id = ids[0] - 1
    session.commit()
    for most, reached in ((2, ids[1]), (2, ids[3]), (500, ids[4]), (500, ids[4])):
        read(most)
        session.expire_all()
        assert session.scalars(select(PilotEventMark.audit_id)).one() == reached
    assert len(kinds_of(made)) == 6
