"""The last day of an offer: told once, and passed on when it has gone."""

import datetime as dt

import pytest
import time_machine

from app import clock
from app.policies.approval import risks_of
from app.services import application, hold_reminder, offer
from models.application import JointPolicy, PartStatus
from models.testbed_kind import Approval
from tests.factories.application import (
    accept,
    applicant,
    booking_of,
    day,
    decision,
    draft,
    offered,
    part,
    sent,
    waiting,
)
from tests.factories.application import coordinator as coordinator_of
from tests.factories.mail import mails, templates
from tests.factories.testbed import testbed


def before_end(made, hours):
    """Return a context in which so many hours of the hold are left."""
    until = booking_of(made).hold_expires_at
    return time_machine.travel(until - dt.timedelta(hours=hours), tick=False)


def reminders(to=None):
    return [mail for mail in mails(to) if mail.template == "offer/last_day"]


def test_the_applicant_is_reminded_once_in_the_last_day(session):
    made = offered()
    until = booking_of(made).hold_expires_at
    with before_end(made, 25):
        assert hold_reminder.remind_all() == 0
    for hours in (23, 5, 1):
        with before_end(made, hours):
            hold_reminder.remind_all()
    (told,) = reminders()
    assert told.recipient == made.application.author.email
    assert told.context["held_until"] == until.isoformat()


def test_nobody_is_reminded_who_has_answered_or_just_got_the_offer(session):
    answered, held = offered(), offered()
    with before_end(held, 20):
        accept(answered)
        booking_of(held).created_at = clock.now() - dt.timedelta(hours=2)
        session.commit()
        assert hold_reminder.remind_all() == 0
    assert not reminders()


def test_the_offer_tells_the_minute_until_which_it_holds(session):
    made = offered()
    (told,) = [mail for mail in mails() if mail.template == "offer/made"]
    assert told.context["held_until"] == booking_of(made).hold_expires_at.isoformat()


def expire(made):
    if booking_of(made).hold_expires_at is None:
        return  # it lapsed together with the one before
    with before_end(made, -1):
        offer.expire_all_due()


PATHS = {
    "declined": lambda made: offer.decline(applicant(made.application), made.id),
    "withdrawn": lambda made: application.withdraw(applicant(made.application), made.id),
    "withdrawn_whole": lambda made: application.withdraw_all(
        applicant(made.application), made.application_id
    ),
    "cancelled": lambda made: decision.cancel_by_city(coordinator_of(made), made.id, "Dig"),
    "expired": expire,
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("is_joint", [False, True])
def test_freed_days_go_to_the_first_in_line_on_every_path(session, path, is_joint):
    places = [testbed(capacity=1), testbed("tampere", capacity=1)] if is_joint else [testbed()]
    held = [offered(place, start=30) for place in places]
    first = sent(*places, joint_policy=JointPolicy.ALL, earliest=day(30))
    for one in first.parts:
        decision.take_up(coordinator_of(one), one.id)
        decision.waitlist(coordinator_of(one), one.id)
    # Whoever needs one place alone would be served before both are free.
    second = None if is_joint else waiting(places[0], earliest=day(30))

    assert {one.status for one in first.parts} == {PartStatus.WAITLISTED}
    for made in held:
        PATHS[path](made)

    assert {one.status for one in first.parts} == {PartStatus.OFFERED}
    assert second is None or second.status is PartStatus.WAITLISTED


RISKS = {
    "minors": {"minors": True},
    "patients": {"patients": True},
    "cameras": {"cameras": True},
    "personal_data": {"personal_data": True, "data_note": "Kept safe"},
    "price_eur": {"price_eur": 1},
}


@pytest.mark.parametrize("risk", RISKS)
def test_a_place_decides_by_itself_only_what_is_low_in_risk(session, risk):
    place = testbed(approval=Approval.AUTOMATIC)
    made = part(place, **RISKS[risk])
    assert made.status is PartStatus.SUBMITTED
    (told,) = [mail for mail in mails() if mail.template == "application/sent"]
    assert told.context["risks"] == [risk]
    assert told.context["by_people"] == [place.name.as_dict()]
    assert "offer/made" not in templates()


def test_what_is_low_in_risk_is_offered_at_once_and_needs_no_reason(session):
    made = part(testbed(approval=Approval.AUTOMATIC), price_eur=0, uses_ai=True)
    assert made.status is PartStatus.OFFERED
    (told,) = [mail for mail in mails() if mail.template == "application/sent"]
    assert told.context["by_people"] == []


def test_no_answer_about_personal_data_is_no_no(session):
    made = draft(testbed(approval=Approval.AUTOMATIC))
    made.personal_data = None
    assert risks_of(made) == ["personal_data"]
