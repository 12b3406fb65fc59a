"""Other days for a pilot: asked for, approved through the ledger, or not."""

import datetime as dt

import pytest
from sqlalchemy import select

from app.database import db
from app.policies.actor import SYSTEM
from app.queries.calendar import load
from app.queries.pilot_change import effect
from app.services import pilot as pilots
from app.services import pilot_change as service
from app.services.pilot_change_lapse import lapse_all_due
from models.account import CityRole
from models.application import PartStatus
from models.base import Translated
from models.booking import BookingSlot
from models.errors import (
    CapacityError,
    ConflictError,
    FieldError,
    ForbiddenError,
    IllegalMoveError,
    NotFoundError,
)
from models.pilot_change import CHANGE_WORKFLOW, ChangeAction, ChangeStatus, PilotChange
from tests.factories.account import acting, host, person, staff
from tests.factories.application import booked, day, days_later, waiting
from tests.factories.pilot_run import applicant_of, mails, readers, wish
from tests.factories.pilot_step import paused, ready, reporting, runner, running
from tests.factories.testbed import testbed

WHY = Translated("Lumi")


def slots(pilot):
    return db.session.scalars(
        select(BookingSlot.slot).where(BookingSlot.booking_id == pilot.booking_id)
    ).all()


def used(place, first, last):
    return [one.used for one in load([place.id], day(first), day(last))[place.id]]


def test_a_running_pilot_is_extended_in_one_step(session):
    place = testbed(capacity=1)
    made = running(place, days=10)
    asked = wish(made, made.start_day, day(14))
    assert used(place, 0, 14) == [1] * 10 + [0] * 5, "asking takes nothing"

    service.approve(runner(made), made.id, asked.id, "Gladly")

    assert (made.start_day, made.end_day) == (day(0), day(14))
    assert (made.booking.start_day, made.booking.last_day) == (day(0), day(14))
    assert used(place, 0, 15) == [1] * 15 + [0]
    assert asked.status is ChangeStatus.APPROVED
    assert readers("pilot/change_approved") == {made.application.author.email}
    assert made.city.role_mailbox in readers("pilot/change_approved_city")
    assert mails("pilot/change_approved")[0].context["note"] == "Gladly"


def test_moved_days_are_freed_for_those_who_wait(session):
    place = testbed(capacity=1)
    made = ready(place, start=10, days=10)
    queued = waiting(place, earliest=day(10), days=10)
    asked = wish(made, day(30), day(39))
    seen = effect(made, asked.start_day, asked.end_day)
    assert (seen.taken, seen.freed, seen.full) == (
        [(day(30), day(39))], [(day(10), day(19))], [],
    )  # fmt: skip
    service.approve(runner(made), made.id, asked.id)
    assert queued.status is PartStatus.OFFERED
    assert used(place, 10, 19) == [1] * 10, "held for the one who waited"
    assert used(place, 30, 39) == [1] * 10


def test_whoever_waits_for_the_new_days_is_shown_to_the_one_who_approves(session):
    place = testbed(capacity=1)
    made = ready(place, start=10, days=10)
    queued = waiting(place, earliest=day(15), days=12)
    seen = effect(made, day(10), day(24))
    assert [(one.part_id, one.status) for one in seen.rivals] == [
        (queued.id, PartStatus.WAITLISTED)
    ]
    assert effect(made, day(10), day(12)).rivals == []


def test_days_that_were_taken_meanwhile_change_nothing(session):
    place = testbed(capacity=1)
    made = running(place, days=10)
    asked = wish(made, made.start_day, day(14))
    booked(place, start=12, days=3)
    assert effect(made, asked.start_day, asked.end_day).full == [day(12), day(13), day(14)]
    before = (made.end_day, sorted(slots(made)))
    with pytest.raises(CapacityError) as refused:
        service.approve(runner(made), made.id, asked.id)
    assert refused.value.facts["days"] == [day(12), day(13), day(14)]
    session.refresh(made)
    assert (made.end_day, sorted(slots(made))) == before
    assert asked.status is ChangeStatus.ASKED, "it can be approved when there is room"
    assert mails("pilot/change_approved") == []


def test_saying_no_needs_a_reason_and_changes_no_days(session):
    made = running(testbed(), days=10)
    asked = wish(made, made.start_day, day(14))
    with pytest.raises(FieldError):
        service.decline(runner(made), made.id, asked.id, " ")
    service.decline(runner(made), made.id, asked.id, "The square is needed")
    assert (asked.status, asked.answer) == (ChangeStatus.DECLINED, "The square is needed")
    assert made.end_day == day(9)
    assert mails("pilot/change_declined")[0].context["reason"] == "The square is needed"


@pytest.mark.parametrize("status", list(ChangeStatus))
@pytest.mark.parametrize("action", [one for one in ChangeAction if one is not ChangeAction.LAPSE])
def test_every_answer_is_given_once(session, status, action):
    made = running(testbed(), days=10)
    asked = wish(made, made.start_day, day(14))
    asked.status = status
    session.commit()
    deeds = {
        ChangeAction.APPROVE: lambda: service.approve(runner(made), made.id, asked.id),
        ChangeAction.DECLINE: lambda: service.decline(runner(made), made.id, asked.id, "No"),
        ChangeAction.WITHDRAW: lambda: service.withdraw(applicant_of(made), made.id, asked.id),
    }
    if CHANGE_WORKFLOW.allows(status, action):
        deeds[action]()
        assert asked.status is CHANGE_WORKFLOW.after(status, action)
        return
    with pytest.raises(IllegalMoveError):
        deeds[action]()
    session.refresh(asked)
    assert (asked.status, made.end_day) == (status, day(9))


def test_who_asks_and_who_answers(session):
    place = testbed()
    made = running(place, days=10)
    for staffer in (runner(made), acting(host(place))):
        with pytest.raises(ForbiddenError):
            service.ask(staffer, made.id, made.start_day, day(14), "Snow")
    asked = wish(made, made.start_day, day(14))
    refused = [
        (applicant_of(made), ForbiddenError),
        (acting(staff(CityRole.EDITOR)), ForbiddenError),
        (acting(staff(CityRole.REVIEWER)), ForbiddenError),
        (acting(staff(CityRole.COORDINATOR, "oulu")), NotFoundError),
        (acting(person()), NotFoundError),
    ]
    for actor, error in refused:
        with pytest.raises(error):
            service.approve(actor, made.id, asked.id)
        with pytest.raises(error):
            service.decline(actor, made.id, asked.id, "No")
    assert asked.status is ChangeStatus.ASKED
    service.approve(acting(host(place)), made.id, asked.id)
    assert made.end_day == day(14)


def test_nobody_approves_their_own_wish(session):
    place = testbed()
    chief = staff()
    made = booked(place, author=chief)
    asked = service.ask(acting(chief), made.id, day(20), day(29), "Snow")
    with pytest.raises(ForbiddenError) as refused:
        service.approve(acting(chief), made.id, asked)
    assert refused.value.code == "own_application"


def test_one_wish_at_a_time(session):
    made = running(testbed(), days=10)
    wish(made, made.start_day, day(14))
    with pytest.raises(ConflictError) as refused:
        wish(made, made.start_day, day(12))
    assert refused.value.code == "other_days_asked"
    assert db.session.query(PilotChange).count() == 1


BAD = [
    (0, 9, "same_days"), (0, -1, "end_before_start"), (0, 800, "beyond_horizon"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "last", "code"), BAD)
def test_days_that_cannot_be_wished_for(session, first, last, code):
    made = running(testbed(), days=10)
    with pytest.raises(FieldError) as refused:
        wish(made, day(first), day(last))
    assert refused.value.code == code


def test_a_pilot_that_has_begun_keeps_its_first_day(session):
    made = paused(testbed(), days=10)
    asked = wish(made, day(3), day(14))
    assert asked.start_day == made.start_day
    coming = ready(testbed(), start=10, days=10)
    with pytest.raises(FieldError) as refused:
        wish(coming, day(-1), day(8))
    assert refused.value.code == "in_the_past"


@pytest.mark.parametrize(
    "end",
    [
        lambda pilot: pilots.end(SYSTEM, pilot.id),
        lambda pilot: pilots.stop(runner(pilot), pilot.id, WHY),
    ],
    ids=["end", "stop"],
)
def test_a_wish_lapses_when_the_pilot_ends(session, end):
    made = running(testbed(), days=10)
    asked = wish(made, made.start_day, day(14))
    end(made)
    assert asked.status is ChangeStatus.LAPSED
    with pytest.raises(IllegalMoveError):
        service.approve(runner(made), made.id, asked.id)


def test_a_wish_whose_days_have_come_lapses_by_itself(session):
    made = ready(testbed(), start=10, days=10)
    asked = wish(made, day(5), day(14))
    assert lapse_all_due() == 0
    with days_later(6):
        assert lapse_all_due() == 1
        assert lapse_all_due() == 0
    assert asked.status is ChangeStatus.LAPSED
    assert made.start_day == day(10)


def test_what_has_ended_asks_for_nothing(session):
    made = reporting(testbed(), days=10)
    with pytest.raises(IllegalMoveError):
        wish(made, made.start_day, day(14))


def test_a_pilot_that_ends_early_gives_its_days_to_those_who_wait(session):
    place = testbed(capacity=1)
    made = running(place, days=30)
    queued = waiting(place, earliest=day(5), days=5)
    pilots.end(runner(made), made.id)
    assert queued.status is PartStatus.OFFERED
    assert used(place, 0, 10) == [0] * 5 + [1] * 5 + [0]


def test_a_pause_tells_why_and_keeps_the_days(session):
    place = testbed(capacity=1)
    made = running(place, days=10)
    pilots.pause(runner(made), made.id, WHY)
    assert made.status_note == WHY
    assert used(place, 0, 9) == [1] * 10
    pilots.resume(runner(made), made.id)
    assert not made.status_note
    assert used(place, 0, 9) == [1] * 10
    assert made.end_day == made.start_day + dt.timedelta(days=9)
