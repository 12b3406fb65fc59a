"""Reports of harm: everybody who answers is told at once, and the pilot can be paused from one."""

import pytest
from sqlalchemy import func, select

from app import clock
from app.database import db
from app.policies.actor import VISITOR
from app.queries.harm_report import is_paused_for_safety, waiting_reports
from app.services import harm_report as service
from app.services import harm_report_step as step
from app.services import pilot as pilot_service
from app.services.harm_report import TOLD_ONE_BY_ONE
from models.audit import AuditLine
from models.base import Translated
from models.errors import ConflictError, FieldError, NotFoundError
from models.harm_report import HarmReport, HarmStatus
from models.outbox import OutboxMessage
from models.pilot import PilotStatus
from models.pilot_incident import PilotIncident
from tests.factories import feedback as make
from tests.factories import pilot as pilots
from tests.factories import pilot_step
from tests.factories.account import host, staff
from tests.factories.testbed import testbed

REASON = Translated("Pylväs heiluu", "Stolpen gungar", "The pole sways")


def told(template):
    rows = select(OutboxMessage).where(OutboxMessage.template == template)
    return list(db.session.scalars(rows.order_by(OutboxMessage.id)))


def test_a_report_reaches_both_sides_at_once_and_before_other_mail(session):
    place = testbed()
    hosting, chief = host(place), staff()
    pilot = pilot_step.running(place)
    db.session.query(OutboxMessage).delete()
    make.report(pilot)

    found = told("harm_report/reported")
    to = {one.recipient for one in found}
    assert {hosting.email, chief.email, pilot.city.role_mailbox} <= to
    assert pilot.application.author.email in to
    assert all(one.due_at < clock.now() for one in found)
    assert len(to) == len(found)


def test_a_flood_is_kept_and_mailed_in_one(session):
    pilot = pilots.running()
    for number in range(TOLD_ONE_BY_ONE + 10):
        make.report(pilot, f"Pylväs {number}")
    assert db.session.scalar(select(func.count(HarmReport.id))) == TOLD_ONE_BY_ONE + 10
    assert len(told("harm_report/reported")) == TOLD_ONE_BY_ONE
    assert len(told("harm_report/many")) == 1


def test_whoever_left_an_address_is_told_only_after_confirming_it(session):
    pilot = pilots.running()
    one, other = make.report(pilot, email=make.MAIL), make.report(pilot, email=make.MAIL)
    assert [m.context["asks"] for m in told("harm_report/received")] == [True, True]
    service.confirm(VISITOR, one.token)
    for row in (one, other):
        step.acknowledge(make.moderator(pilot), pilot.id, row.id)
        step.handle(make.moderator(pilot), pilot.id, row.id, "Pylväs on kiinni")
    assert len(told("harm_report/acknowledged")) == 1
    assert [m.context["words"] for m in told("harm_report/handled")] == ["Pylväs on kiinni"]


def test_no_mail_to_the_pilots_people_holds_the_reporters_address(session):
    make.report(pilot_step.running(), email=make.MAIL)
    for one in told("harm_report/reported"):
        assert make.MAIL not in str(one.context)


def test_a_pause_from_a_report_is_for_safety_and_acknowledges_it(session):
    pilot = pilot_step.running()
    row = make.report(pilot)
    step.pause(make.moderator(pilot), pilot.id, row.id, REASON)

    assert pilot.status is PilotStatus.PAUSED
    assert pilot.status_note == REASON
    assert row.status is HarmStatus.ACKNOWLEDGED
    assert row.paused_at
    assert is_paused_for_safety(pilot)
    line = db.session.scalars(select(AuditLine).where(AuditLine.action == "pilot:pause")).one()
    assert line.facts["for_safety"] is True


def test_a_pause_for_another_reason_is_not_called_one_for_safety(session):
    pilot = pilot_step.running()
    row = make.report(pilot)
    step.pause(make.moderator(pilot), pilot.id, row.id, REASON)
    pilot_service.resume(make.moderator(pilot), pilot.id)
    assert not is_paused_for_safety(pilot)
    pilot_service.pause(make.moderator(pilot), pilot.id, Translated("Lumi"))
    assert not is_paused_for_safety(pilot)


def test_a_pilot_that_does_not_run_cannot_be_paused_and_nothing_is_written(session):
    pilot = pilots.ready()
    row = make.report(pilot)
    with pytest.raises(ConflictError):
        step.pause(make.moderator(pilot), pilot.id, row.id, REASON)
    session.refresh(row)
    assert row.status is HarmStatus.OPEN
    assert row.paused_at is None


def test_a_report_is_taken_into_the_incident_book_once_and_told_once(session):
    pilot = pilot_step.running()
    row = make.report(pilot)
    step.book(make.moderator(pilot), pilot.id, row.id)
    incident = db.session.scalars(select(PilotIncident)).one()
    assert (incident.id, incident.what, incident.is_harm) == (row.incident_id, row.words, True)
    assert told("pilot/incident") == []
    with pytest.raises(ConflictError, match="in_the_book"):
        step.book(make.moderator(pilot), pilot.id, row.id)
    assert db.session.scalar(select(func.count(PilotIncident.id))) == 1


def test_a_report_is_handled_with_words(session):
    pilot = pilots.running()
    row = make.report(pilot)
    with pytest.raises(FieldError, match="reason_needed"):
        step.handle(make.moderator(pilot), pilot.id, row.id, " ")


def test_what_was_handled_is_taken_up_again_with_a_reason_and_everybody_is_told(session):
    place = testbed()
    hosting, chief = host(place), staff()
    pilot = pilot_step.running(place)
    row = make.report(pilot, email=make.MAIL)
    service.confirm(VISITOR, row.token)
    who = make.moderator(pilot)
    step.acknowledge(who, pilot.id, row.id)
    step.handle(who, pilot.id, row.id, "Pylväs on kiinni")
    with pytest.raises(FieldError, match="reason_needed"):
        step.reopen(who, pilot.id, row.id, " ")
    step.reopen(who, pilot.id, row.id, "Pylväs heiluu taas")

    assert (row.status, row.acknowledged_by) == (HarmStatus.OPEN, "")
    assert (row.reopened_by, row.handled_words) == (who.name, "Pylväs on kiinni")
    assert row in waiting_reports(who, 5)
    people = told("harm_report/reopened")
    reached = {one.recipient for one in people}
    assert {hosting.email, chief.email, pilot.city.role_mailbox} <= reached
    assert pilot.application.author.email in reached
    assert all(one.due_at < clock.now() for one in people), "before other mail"
    assert [one.recipient for one in told("harm_report/again")] == [make.MAIL]
    assert make.MAIL not in str([one.context for one in people])
    line = db.session.scalars(
        select(AuditLine).where(AuditLine.action == "harm_report:reopen")
    ).one()
    assert (line.from_status, line.to_status, line.actor_id) == ("handled", "open", who.user_id)

    step.handle(who, pilot.id, row.id, "Pylväs vaihdettiin")
    words = [one.context["words"] for one in told("harm_report/handled")]
    assert words == ["Pylväs on kiinni", "Pylväs vaihdettiin"]


def test_only_what_was_handled_is_taken_up_again(session):
    pilot = pilots.running()
    row = make.report(pilot)
    with pytest.raises(ConflictError):
        step.reopen(make.moderator(pilot), pilot.id, row.id, "Uudelleen")


def test_nothing_is_reported_of_what_is_not_public(session):
    with pytest.raises(NotFoundError):
        make.report(pilots.preparing())
