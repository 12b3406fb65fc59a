"""Freed days go to the first in the waiting list whose wish fits, whoever frees them."""

import pytest

from app.queries.pilot_task import tasks_of
from app.services import application, booking, closure, decision, offer
from app.services import pilot as pilots
from app.services import testbed as testbeds
from app.services.offer import expire_all_due
from models.application import JointPolicy, PartStatus
from models.base import Translated
from models.booking import BookingStatus
from models.decision import Decision
from models.errors import ConflictError
from models.testbed import TestbedAction, TestbedStatus
from models.testbed_kind import Approval
from tests.factories.account import acting, staff
from tests.factories.application import (
    TERMS,
    agreed,
    applicant,
    booking_of,
    coordinator,
    day,
    days_later,
    draft,
    offered,
    part,
    sent,
    waiting,
)
from tests.factories.mail import templates
from tests.factories.testbed import testbed
from tests.ledger import used_on


def decline(made):
    offer.decline(applicant(made.application), made.id)


def withdraw(made):
    application.withdraw(applicant(made.application), made.id)


def cancel(made):
    decision.cancel_by_city(coordinator(made), made.id, "Roadworks")


def cancel_booking(made):
    booking.cancel(applicant(made.application), booking_of(made).id, "")


def move_away(made):
    booking.move_booking(coordinator(made), booking_of(made).id, day(60), day(69), "Roadworks")


def grow(made):
    booking.change_capacity(coordinator(made), made.testbed_id, 2)


def lapse(_made):
    with days_later(15):
        assert expire_all_due() == 1


@pytest.mark.parametrize(
    "free", [decline, withdraw, cancel, cancel_booking, move_away, grow, lapse]
)
def test_the_first_in_line_is_offered_what_comes_free(session, free):
    place = testbed(capacity=1)
    holder = offered(place, start=20, days=10)
    first = waiting(place, earliest=day(20), days=10)
    second = waiting(place, earliest=day(20), days=10)

    free(holder)

    session.expire_all()
    assert first.status is PartStatus.OFFERED
    assert second.status is PartStatus.WAITLISTED
    assert booking_of(first).status is BookingStatus.HELD
    written = (
        session.query(Decision).filter_by(part_id=first.id).order_by(Decision.id.desc()).first()
    )
    assert written.by_id is None
    assert "offer/made" in templates(first.application.author.email)


def test_one_whose_wish_does_not_fit_keeps_its_place_and_the_next_is_asked(session):
    place = testbed(capacity=1)
    holder = offered(place, start=20, days=5)
    blocker = offered(place, start=25, days=5)
    too_long = waiting(place, earliest=day(20), days=10)
    short = waiting(place, earliest=day(20), days=5)

    decline(holder)

    assert short.status is PartStatus.OFFERED
    assert too_long.status is PartStatus.WAITLISTED
    withdraw(short)
    assert too_long.status is PartStatus.WAITLISTED
    decline(blocker)
    assert too_long.status is PartStatus.OFFERED


def test_a_flexible_wish_takes_the_first_days_that_fit(session):
    place = testbed(capacity=1)
    holder = offered(place, start=20, days=5)
    offered(place, start=25, days=5)
    flexible = waiting(place, earliest=day(18), days=5, latest_end=day(26))

    decline(holder)

    made = booking_of(flexible)
    assert (made.start_day, made.last_day) == (day(18), day(22))


def test_growth_serves_as_many_as_fit(session):
    place = testbed(capacity=1)
    offered(place)
    queue = [waiting(place) for _ in range(3)]
    booking.change_capacity(acting(staff()), place.id, 3)
    assert [one.status for one in queue] == [
        PartStatus.OFFERED, PartStatus.OFFERED, PartStatus.WAITLISTED,
    ]  # fmt: skip


def test_opened_days_are_passed_on(session):
    place = testbed(capacity=1)
    editor = acting(staff())
    queued = part(place)
    closure.close_days(editor, place.id, day(10), day(19), "Exams")
    decision.take_up(coordinator(queued), queued.id)
    decision.waitlist(coordinator(queued), queued.id)
    closure.open_days(editor, place.id, day(10), day(19))
    assert queued.status is PartStatus.OFFERED


def test_an_early_end_passes_the_rest_on(session):
    place = testbed(capacity=1)
    pilot = agreed(place, start=0, days=30)
    queued = waiting(place, earliest=day(5), days=5)
    actor = coordinator(queued)
    for line in tasks_of(pilot):
        pilots.tick(actor, pilot.id, line.key, "done")
    fill_in(actor, pilot)
    pilots.make_ready(actor, pilot.id)
    pilots.start(actor, pilot.id)
    assert queued.status is PartStatus.WAITLISTED

    pilots.end(actor, pilot.id)

    assert queued.status is PartStatus.OFFERED
    assert pilot.end_day == day(0)
    assert used_on(place, day(20)) == 0


def fill_in(actor, pilot):
    texts = {"title": pilot.title, "plain": pilot.plain}
    written = {
        name: type(text)(fi="Suomeksi", sv="På svenska", en=text.en) for name, text in texts.items()
    }
    pilots.edit_public(actor, pilot.id, pilot.version, written)


def test_nobody_is_put_in_line_while_there_is_room(session):
    made = part(testbed())
    decision.take_up(coordinator(made), made.id)
    with pytest.raises(ConflictError) as refused:
        decision.waitlist(coordinator(made), made.id)
    assert refused.value.code == "still_room"
    assert refused.value.facts == {"start": day(10), "end": day(19)}


def test_a_paused_testbed_offers_nothing(session):
    place = testbed(capacity=1)
    holder = offered(place)
    queued = waiting(place)
    place.status = TestbedStatus.PAUSED
    session.commit()
    decline(holder)
    assert queued.status is PartStatus.WAITLISTED
    text = Translated("Suomeksi", "På svenska", "In English")
    place.name = place.summary = place.description = text
    session.commit()
    testbeds.act(coordinator(queued), place.id, TestbedAction.RESUME, place.version)
    assert queued.status is PartStatus.OFFERED


def test_one_who_needs_every_place_is_served_when_the_last_comes_free(session):
    here, there = testbed(capacity=1), testbed("tampere", capacity=1)
    blocks_here, blocks_there = offered(here), offered(there)
    joint = sent(here, there, joint_policy=JointPolicy.ALL)
    behind = waiting(here)
    for one in joint.parts:
        decision.take_up(coordinator(one), one.id)
        decision.waitlist(coordinator(one), one.id)

    decline(blocks_here)
    assert {one.status for one in joint.parts} == {PartStatus.WAITLISTED}
    assert behind.status is PartStatus.OFFERED

    withdraw(behind)
    assert {one.status for one in joint.parts} == {PartStatus.WAITLISTED}
    decline(blocks_there)
    assert {one.status for one in joint.parts} == {PartStatus.OFFERED}
    assert {booking_of(one).hold_expires_at for one in joint.parts} == {
        booking_of(joint.parts[0]).hold_expires_at
    }


def test_an_automatic_testbed_serves_its_line_in_order(session):
    place = testbed(capacity=1, approval=Approval.AUTOMATIC)
    holder, queued = part(place), part(place)
    decision.take_up(coordinator(queued), queued.id)
    decision.waitlist(coordinator(queued), queued.id)
    late = draft(place)
    decline(holder)
    application.submit(applicant(late), late.id, late.version, TERMS)
    assert queued.status is PartStatus.OFFERED
    assert late.parts[0].status is PartStatus.SUBMITTED
