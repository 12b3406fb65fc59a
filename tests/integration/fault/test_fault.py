"""Faults of the service: fourteen days, reminders once, floods bounded, kept for a stated time."""

import datetime as dt

import pytest
from sqlalchemy import select

from app import clock
from app.policies.actor import VISITOR
from app.queries import fault as query
from app.services import fault as service
from app.services import retention
from models.audit import AuditLine
from models.errors import FieldError, IllegalMoveError, NotFoundError
from models.fault import ANSWER_DAYS, KEPT, Fault, FaultKind, FaultStatus
from models.outbox import OutboxMessage
from tests.factories.account import acting, admin, staff
from tests.factories.application import days_later
from tests.factories.fault import fault_in, told

EMAIL = "lukija@koepaikka.example"


def mails(session, template):
    return list(session.scalars(select(OutboxMessage).where(OutboxMessage.template == template)))


def test_the_clock_is_fourteen_days_in_finland(session, time_machine):
    time_machine.move_to(dt.datetime(2026, 12, 1, 22, 30, tzinfo=dt.UTC), tick=False)
    made = told()
    assert made.due_day == dt.date(2026, 12, 16)  # it was the second of December in Finland
    assert made.days_left(dt.date(2026, 12, 13)) == 3
    assert made.days_left(dt.date(2026, 12, 18)) == -2


def test_what_was_told_is_recorded_without_its_words(session):
    made = told(email=EMAIL)
    service.answer(acting(admin()), made.id, "Mended.")
    found = session.scalars(select(AuditLine).where(AuditLine.thing == "fault")).all()
    assert [one.action for one in found] == ["fault:report", "fault:answer"]
    assert EMAIL not in str([one.facts for one in found])


def test_without_an_address_nobody_is_written_to_and_the_receipt_has_the_answer(session):
    made = told()
    service.answer(acting(admin()), made.id, "Mended.")
    assert not mails(session, "fault/received")
    assert not mails(session, "fault/answered")
    assert query.fault_of_token(made.token).answer == "Mended."


def test_mail_to_an_address_that_nobody_confirmed_holds_none_of_the_senders_words(session):
    told("Buy at https://spam.example", email=EMAIL)
    (mail,) = mails(session, "fault/received")
    assert "spam" not in str(mail.context)
    assert set(mail.context) == {"name", "token", "due", "answer"}


def test_each_administrator_is_told_and_nobody_else(session):
    boss = admin()
    staff()
    gone = admin()
    gone.active = False
    session.commit()
    told()
    assert [one.recipient for one in mails(session, "fault/arrived")] == [boss.email]


def test_the_reminder_comes_three_days_before_and_once(session):
    boss = admin()
    told()
    with days_later(ANSWER_DAYS - 4):
        service.remind_all()
    assert not mails(session, "fault/due_soon")
    for days in (ANSWER_DAYS - 3, ANSWER_DAYS - 2, ANSWER_DAYS + 1):
        with days_later(days):
            service.remind_all()
    assert [one.recipient for one in mails(session, "fault/due_soon")] == [boss.email]


def test_what_is_answered_is_not_reminded_of(session):
    boss = admin()
    made = told()
    service.answer(acting(boss), made.id, "Mended.")
    with days_later(ANSWER_DAYS):
        assert service.remind_all() == 0


def test_the_latest_is_on_top(session):
    boss = acting(admin())
    early = told("early")
    with days_later(2):
        late = told("late")
    assert [one.id for one in query.open_faults(boss)] == [early.id, late.id]
    assert query.open_faults(acting(staff())) == query.open_faults(VISITOR) == []


def test_one_address_and_all_together_are_bounded(session, monkeypatch):
    for _turn in range(service.MOST_OF_ADDRESS):
        told(email=EMAIL)
    with pytest.raises(FieldError, match="too_many_faults"):
        told(email=EMAIL)
    told(email="toinen@koepaikka.example")
    monkeypatch.setattr(service, "MOST_A_DAY", query.count_since(clock.now() - service.DAY))
    with pytest.raises(FieldError, match="too_many_faults"):
        told()
    with days_later(2):
        told(email=EMAIL)


@pytest.mark.parametrize("text", ["", "   ", "\u0000"])
def test_an_empty_note_is_refused(session, text):
    with pytest.raises(FieldError, match="fault_text_needed"):
        told(text)


def test_a_note_that_is_too_long_is_refused(session):
    with pytest.raises(FieldError, match="too_many_letters"):
        told("x" * 5001)


def test_nothing_is_answered_twice(session):
    made = fault_in(FaultStatus.ANSWERED)
    with pytest.raises(IllegalMoveError):
        service.answer(acting(admin()), made.id, "Again.")


def test_what_was_set_aside_keeps_its_day_when_it_is_opened_again(session):
    made = fault_in(FaultStatus.SET_ASIDE)
    due = made.due_day
    with days_later(3):
        service.reopen(acting(admin()), made.id)
    session.refresh(made)
    assert (made.status, made.due_day, made.answer) == (FaultStatus.OPEN, due, "")


def test_staff_of_a_city_learn_nothing(session):
    made = told()
    with pytest.raises(NotFoundError):
        query.fault_for(acting(staff()), made.id)


def test_it_is_kept_for_two_years_after_the_answer(session):
    closed, waiting = fault_in(FaultStatus.ANSWERED), told(kind=FaultKind.OTHER)
    ids = closed.id, waiting.id
    with days_later(KEPT.days - 1):
        retention.run()
        assert session.get(Fault, ids[0]) is not None
    with days_later(KEPT.days + 1):
        retention.run()
        session.expire_all()
    assert session.get(Fault, ids[0]) is None
    assert session.get(Fault, ids[1]) is not None
