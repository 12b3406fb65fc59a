"""Bookings are moved, places grow and shrink, days are closed: always through the ledger."""

import pytest
from sqlalchemy import select

from app.policies.actor import SYSTEM
from app.queries import booking as stays_of
from app.services import booking, closure, decision, offer, review
from app.services.ledger import let_go
from app.services.move import move
from models.account import CityRole
from models.application import ApplicationPart
from models.booking import BOOKING_WORKFLOW, BookingAction, BookingStatus, Closure, TestbedLoad
from models.errors import (
    CapacityError,
    ConflictError,
    FieldError,
    ForbiddenError,
    IllegalMoveError,
    NotFoundError,
)
from models.testbed_kind import SlotUnit
from tests.factories.account import acting, host, person, staff
from tests.factories.application import (
    applicant,
    booked,
    booking_of,
    coordinator,
    day,
    give,
    offered,
    part,
)
from tests.factories.mail import templates
from tests.factories.testbed import testbed
from tests.ledger import faults, used_on


def used(place, *days):
    return [used_on(place, day(n)) for n in days]


def test_moving_takes_the_new_days_frees_the_old_and_takes_the_pilot_along(session):
    place = testbed(capacity=1)
    pilot = booked(place, start=10, days=5)
    made = pilot.booking

    booking.move_booking(
        coordinator(pilot.application.parts[0]), made.id, day(12), day(16), "Roadworks"
    )

    assert used(place, 10, 11, 12, 16, 17) == [0, 0, 1, 1, 0]
    assert (made.start_day, made.last_day) == (day(12), day(16))
    assert (pilot.start_day, pilot.end_day) == (day(12), day(16))
    assert "booking/moved" in templates(pilot.application.author.email)
    assert faults(session.connection()) == []


def test_whoever_takes_two_places_frees_two(session):
    place = testbed(capacity=3)
    made = offered(place, units=2)
    assert used(place, 10) == [2]
    offer.decline(applicant(made.application), made.id)
    assert used(place, 10) == [0]
    assert faults(session.connection()) == []


def test_what_runs_takes_the_days_that_are_added_to_it(session):
    place = testbed(capacity=1)
    made = booked(place, start=10, days=2).booking
    move(SYSTEM, made, BOOKING_WORKFLOW, BookingAction.START, hold_expires_at=None)
    made.end_slot += 1
    session.flush()
    assert used(place, 10, 11, 12, 13) == [1, 1, 1, 0]
    assert faults(session.connection()) == []


def test_a_closed_day_stays_closed_when_the_place_grows(session):
    place = testbed(capacity=1)
    made = offered(place, days=1)
    offer.decline(applicant(made.application), made.id)
    closure.close_days(coordinator(made), place.id, day(10), day(10), "Holiday")
    booking.change_capacity(coordinator(made), place.id, 2)
    asked = select(TestbedLoad.cap).where(TestbedLoad.testbed_id == place.id)
    assert list(session.scalars(asked)) == [0]


def test_the_applicant_is_told_of_the_move_of_every_booking_that_a_part_had(session):
    """A part that is offered again has a new booking, whose versions begin at one again."""
    made = offered(testbed())
    for _time in range(2):
        booking.move_booking(coordinator(made), booking_of(made).id, day(20), day(24), "Roadworks")
        offer.decline(applicant(made.application), made.id)
        decision.reopen(coordinator(made), made.id)
        give(made)
    assert templates(made.application.author.email).count("booking/moved") == 2


def test_a_move_into_full_days_keeps_the_old_ones(session):
    place = testbed(capacity=1)
    made = booked(place, start=10, days=5).booking
    offered(place, start=15, days=5)
    with pytest.raises(CapacityError) as refused:
        booking.move_booking(acting(staff()), made.id, day(13), day(16), "Roadworks")
    assert refused.value.facts["days"] == [day(15), day(16)]
    assert used(place, 10, 14, 15, 16) == [1, 1, 1, 1]
    assert made.start_day == day(10)
    assert faults(session.connection()) == []


def test_a_move_needs_a_reason_and_days_that_can_be(session):
    made = booked(testbed()).booking
    for start, end, reason, code in (
        (day(20), day(25), " ", "reason_needed"),
        (day(25), day(20), "x", "end_before_start"),
        (day(-1), day(3), "x", "in_the_past"),
        (day(700), day(740), "x", "beyond_horizon"),
    ):
        with pytest.raises(FieldError) as refused:
            booking.move_booking(acting(staff()), made.id, start, end, reason)
        assert refused.value.code == code


def test_what_has_ended_is_not_moved(session):
    pilot = booked(testbed())
    made = pilot.application.parts[0]
    decision.cancel_by_city(coordinator(made), made.id, "Roadworks")
    with pytest.raises(ConflictError):
        booking.move_booking(acting(staff()), pilot.booking_id, day(20), day(25), "x")


def test_who_moves_and_cancels_bookings(session):
    place = testbed()
    made = booked(place).booking
    for actor, expected in (
        (acting(person()), NotFoundError),
        (acting(staff(slug="tampere")), NotFoundError),
        (acting(staff(CityRole.EDITOR)), ForbiddenError),
        (acting(staff(CityRole.REVIEWER)), ForbiddenError),
        (applicant(made_part(session, made).application), ForbiddenError),
    ):
        with pytest.raises(expected):
            booking.move_booking(actor, made.id, day(30), day(39), "Roadworks")
    booking.move_booking(acting(host(place)), made.id, day(30), day(39), "Roadworks")
    for actor, expected in (
        (acting(person()), NotFoundError),
        (acting(staff(CityRole.EDITOR)), ForbiddenError),
        (acting(host(place)), ForbiddenError),
    ):
        with pytest.raises(expected):
            booking.cancel(actor, made.id, "Roadworks")
    booking.cancel(acting(staff()), made.id, "Roadworks")
    assert made.status is BookingStatus.CANCELLED


def test_whoever_is_bound_to_the_applicant_moves_nothing(session):
    """A host who also applied waits for a colleague, as does whoever stands back from it."""
    place = testbed()
    person_of_both = host(place)
    own = booked(place, author=person_of_both).booking
    tied, other = acting(staff()), part(place, earliest=day(40))
    review.recuse(tied, other.id, "My old firm")
    give(other, 40)
    for actor, made, code in (
        (acting(person_of_both), own, "own_application"),
        (tied, booking_of(other), "recused"),
    ):
        with pytest.raises(ForbiddenError) as refused:
            booking.move_booking(actor, made.id, day(70), day(79), "Roadworks")
        assert refused.value.code == code


def made_part(session, made):
    return session.get(ApplicationPart, made.part_id)


def test_every_move_of_a_booking_is_legal_or_refused(session):
    place = testbed(capacity=100)
    ways = {
        BookingStatus.HELD: [],
        BookingStatus.CONFIRMED: [BookingAction.CONFIRM],
        BookingStatus.RUNNING: [BookingAction.CONFIRM, BookingAction.START],
        BookingStatus.COMPLETED: [
            BookingAction.CONFIRM, BookingAction.START, BookingAction.COMPLETE,
        ],
        BookingStatus.CANCELLED: [BookingAction.CANCEL],
        BookingStatus.EXPIRED: [BookingAction.EXPIRE],
    }  # fmt: skip
    for status, way in ways.items():
        for action in BookingAction:
            made = booking_of(offered(place))
            for step in way:
                move(SYSTEM, made, BOOKING_WORKFLOW, step, hold_expires_at=None)
            assert made.status is status
            if BOOKING_WORKFLOW.allows(status, action):
                move(SYSTEM, made, BOOKING_WORKFLOW, action, hold_expires_at=None)
            else:
                with pytest.raises(IllegalMoveError):
                    let_go(SYSTEM, made, action)
    assert faults(session.connection()) == []


def test_capacity_grows_and_shrinks_as_far_as_it_is_used(session):
    place = testbed(capacity=2)
    offered(place, start=10, days=3)
    offered(place, start=12, days=3)
    editor = acting(staff(CityRole.EDITOR))

    with pytest.raises(CapacityError) as refused:
        booking.change_capacity(editor, place.id, 1)
    assert refused.value.code == "capacity_in_use"
    assert refused.value.facts["days"] == [day(12)]
    assert refused.value.facts["used"] == 2

    booking.change_capacity(editor, place.id, 3)
    give(part(place), 12, 1)
    assert used_on(place, day(12)) == 3
    with pytest.raises(FieldError):
        booking.change_capacity(editor, place.id, 0)
    for stranger, expected in (
        (acting(staff(CityRole.REVIEWER)), ForbiddenError),
        (acting(staff(slug="oulu")), NotFoundError),
    ):
        with pytest.raises(expected):
            booking.change_capacity(stranger, place.id, 4)


def test_closing_a_used_day_says_who_is_there(session):
    place = testbed(capacity=2)
    made = booking_of(offered(place, start=10, days=5))
    keeper = acting(host(place))
    with pytest.raises(CapacityError) as refused:
        closure.close_days(keeper, place.id, day(14), day(20), "Exams")
    assert refused.value.code == "days_in_use"
    stay = refused.value.facts["bookings"][0]
    assert (stay.booking_id, stay.applicant, stay.start, stay.end) == (
        made.id, "Esimerkki Oy", day(10), day(14),
    )  # fmt: skip
    assert session.query(Closure).filter_by(testbed_id=place.id).count() == 0


def test_closed_days_are_skipped_and_all_closed_is_refused(session):
    place = testbed(capacity=1)
    keeper = acting(staff(CityRole.EDITOR))
    assert closure.close_days(keeper, place.id, day(12), day(13), "Exams") == 2
    assert closure.close_days(keeper, place.id, day(12), day(14), "Exams") == 1
    give(part(place), 10, 10)
    assert used(place, 11, 12, 14, 15) == [1, 0, 0, 1]
    with pytest.raises(CapacityError) as refused:
        give(part(place), 12, 3)
    assert refused.value.code == "no_open_day"
    assert faults(session.connection()) == []


def test_a_day_on_which_a_weekly_pattern_does_not_come_can_be_closed(session):
    place = testbed(capacity=1)
    monday = next(n for n in range(10, 17) if day(n).weekday() == 0)
    made = part(place)
    give(made, monday, 7, weekdays=0b0000001)
    closure.close_days(acting(staff()), place.id, day(monday + 1), day(monday + 6))
    with pytest.raises(CapacityError):
        closure.close_days(acting(staff()), place.id, day(monday), day(monday))


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [(5, 4, "end_before_start"), (-1, 4, "in_the_past"), (0, 366, "range_too_long")],
)
def test_days_that_cannot_be_closed(session, start, end, code):
    with pytest.raises(FieldError) as refused:
        closure.close_days(acting(staff()), testbed().id, day(start), day(end))
    assert refused.value.code == code


def test_who_closes_days(session):
    place = testbed()
    for actor, expected in (
        (acting(person()), NotFoundError),
        (acting(staff(slug="oulu")), NotFoundError),
        (acting(staff(CityRole.REVIEWER)), ForbiddenError),
    ):
        with pytest.raises(expected):
            closure.close_days(actor, place.id, day(5), day(5))
        with pytest.raises(expected):
            closure.open_days(actor, place.id, day(5), day(5))


def test_staff_see_who_is_where_when_and_nobody_else_does(session):
    place = testbed(capacity=3)
    offered(place, start=10, days=5)
    booked(place, start=30, days=5)
    found = stays_of.stays(acting(staff(CityRole.REVIEWER)), place.id, day(12), day(30))
    assert [(stay.status, stay.start) for stay in found] == [
        (BookingStatus.HELD, day(10)), (BookingStatus.CONFIRMED, day(30)),
    ]  # fmt: skip
    assert found[1].pilot_id is not None
    for stranger in (acting(person()), acting(staff(slug="oulu"))):
        with pytest.raises(NotFoundError):
            stays_of.stays(stranger, place.id, day(12), day(30))


def test_a_place_booked_by_the_hour_takes_every_hour_of_its_local_days(session):
    place = testbed(slot_unit=SlotUnit.HOUR, capacity=1)
    give(part(place), 10, 2)
    made = booking_of(session.query(type(part(place))).order_by("id").first())
    assert (made.start_day, made.last_day) == (day(10), day(11))
    assert made.end_slot - made.start_slot in (47, 48, 49)  # the clocks may change meanwhile
    assert made.stretches == [[made.start_slot, made.end_slot]]
    with pytest.raises(CapacityError) as refused:
        give(part(place), 11, 2)
    assert refused.value.facts["days"] == [day(11)]
    give(part(place), 12, 2)
