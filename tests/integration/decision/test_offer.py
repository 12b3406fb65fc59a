"""Offers hold days in the ledger; answering, running out and cancelling let them go."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from app.queries.pilot_task import tasks_of
from app.services import application, decision, offer
from app.services.application import Acceptance
from app.services.decision import OfferTerms
from models.application import PartStatus
from models.booking import BookingStatus
from models.decision import Decision, Outcome
from models.errors import CapacityError, ConflictError, FieldError, IllegalMoveError
from models.pilot import PilotStatus
from models.testbed_kind import Approval
from tests.factories.account import acting, person
from tests.factories.application import (
    TERMS,
    accept,
    applicant,
    booked,
    booking_of,
    coordinator,
    day,
    days_later,
    give,
    offered,
    part,
    seen_by,
    waiting,
)
from tests.factories.mail import templates
from tests.factories.testbed import testbed
from tests.ledger import used_on


def test_an_offer_holds_the_days_and_tells_the_applicant(session):
    place = testbed(capacity=2)
    made = part(place)

    give(made, 10, 10, note="Welcome")

    booking = booking_of(made)
    assert made.status is PartStatus.OFFERED
    assert (booking.status, booking.start_day, booking.last_day) == (
        BookingStatus.HELD, day(10), day(19),
    )  # fmt: skip
    assert [used_on(place, day(n)) for n in (9, 10, 19, 20)] == [0, 1, 1, 0]
    assert "offer/made" in templates(made.application.author.email)
    written = session.query(Decision).filter_by(part_id=made.id).one()
    assert (written.outcome, written.reasons) == (Outcome.OFFER, "Welcome")


def test_a_full_place_refuses_and_names_the_days(session):
    place = testbed(capacity=1)
    offered(place, start=10, days=3)
    other = part(place)

    with pytest.raises(CapacityError) as refused:
        give(other, 8, 10)

    assert refused.value.facts["days"] == [day(10), day(11), day(12)]
    assert refused.value.facts["testbed"] == place.name
    assert other.status is PartStatus.SUBMITTED
    assert booking_of(other) is None


def test_touching_days_do_not_collide(session):
    place = testbed(capacity=1)
    offered(place, start=10, days=5)

    give(part(place), 15, 5)
    give(part(place), 5, 5)

    assert [used_on(place, day(n)) for n in range(4, 21)] == [0] + [1] * 15 + [0]


def test_accepting_confirms_the_booking_and_bears_a_pilot(session):
    pilot = booked(testbed(permits_needed=["street_permit"]), cameras=True)
    made = pilot.booking

    assert made.status is BookingStatus.CONFIRMED
    assert made.hold_expires_at is None
    assert (pilot.status, pilot.start_day, pilot.end_day) == (
        PilotStatus.PREPARING, day(10), day(19),
    )  # fmt: skip
    assert pilot.title.en == "Lamps that listen"
    assert pilot.title.fi == ""
    assert pilot.runner_name == "Esimerkki Oy"
    assert pilot.shape_json == pilot.testbed.shape_json
    assert [line.key for line in tasks_of(pilot)] == [
        "practicalities", "street_permit", "insurance", "camera_notice",
    ]  # fmt: skip
    told = templates(pilot.testbed.city.role_mailbox)
    assert "offer/accepted_city" in told


def test_a_private_person_is_not_named_in_public(session):
    place = testbed()
    pilot = booked(place, author=person("Matti Meikäläinen"))
    assert pilot.runner_name == "A resident"
    assert pilot.contact_email == place.contact_email


def test_two_pilots_of_one_title_get_two_addresses(session):
    place = testbed(capacity=2)
    assert booked(place).slug != booked(place).slug


def test_accepting_needs_terms_and_a_name(session):
    made = offered(testbed())
    for acceptance, code in (
        (Acceptance("", "a" * 64, "A"), "terms_needed"),
        (Acceptance("1", "short", "A"), "terms_needed"),
        (Acceptance("1", "a" * 64, "  "), "signature_needed"),
    ):
        with pytest.raises(FieldError) as refused:
            offer.accept(applicant(made.application), made.id, acceptance, seen_by(made))
        assert refused.value.code == code
    assert made.status is PartStatus.OFFERED


def test_an_offer_that_ran_out_cannot_be_accepted_and_stays_gone(session):
    place = testbed(capacity=1)
    made = offered(place, start=20)
    queued = waiting(place, earliest=day(20), days=10)
    with days_later(15):
        with pytest.raises(ConflictError) as refused:
            accept(made)
        session.expire_all()
        assert refused.value.code == "offer_expired"
        assert made.status is PartStatus.EXPIRED
        assert booking_of(made).status is BookingStatus.EXPIRED
        assert queued.status is PartStatus.OFFERED
        assert "offer/expired" in templates(made.application.author.email)


def test_a_hold_lasts_to_the_end_of_a_local_day_and_not_past_its_first_day(session):
    made = offered(testbed(hold_days=14), start=3)
    local = booking_of(made).hold_expires_at.astimezone(ZoneInfo("Europe/Helsinki"))
    assert (local.date(), local.time()) == (day(4), dt.time())
    facts = session.query(Decision).filter_by(part_id=made.id).one().facts
    assert facts["answer_by"] == day(3).isoformat()


def test_a_lapsed_hold_gives_way_to_the_next_writer_without_any_job(session):
    place = testbed(capacity=1)
    made = offered(place)
    later = part(place, earliest=day(30), days=5)
    with days_later(12):
        give(later, 0, 5)
    session.expire_all()
    assert made.status is PartStatus.EXPIRED
    assert later.status is PartStatus.OFFERED


def test_reopening_takes_no_days_back(session):
    place = testbed(capacity=1)
    first = offered(place)
    offer.decline(applicant(first.application), first.id)
    offered(place)

    decision.reopen(coordinator(first), first.id)

    assert first.status is PartStatus.IN_REVIEW
    with pytest.raises(CapacityError):
        give(first)
    assert used_on(place, day(10)) == 1


def test_declining_frees_the_days(session):
    place = testbed()
    made = offered(place)
    offer.decline(applicant(made.application), made.id)
    assert used_on(place, day(10)) == 0
    assert booking_of(made).status is BookingStatus.CANCELLED


@pytest.mark.parametrize(
    ("start", "end", "field", "code"),
    [
        (-1, 5, "start", "in_the_past"),
        (5, 4, "end", "end_before_start"),
        (5, 731, "end", "beyond_horizon"),
    ],
)
def test_days_that_cannot_be_offered(session, start, end, field, code):
    made = part(testbed())
    with pytest.raises(FieldError) as refused:
        decision.offer(coordinator(made), made.id, OfferTerms(day(start), day(end)))
    assert (refused.value.field, refused.value.code) == (field, code)


@pytest.mark.parametrize("hold_days", [0, 91])
def test_a_hold_is_bounded(session, hold_days):
    made = part(testbed())
    with pytest.raises(FieldError) as refused:
        give(made, hold_days=hold_days)
    assert refused.value.code == "hold_length"


def test_cancelling_by_the_city_frees_the_days_and_ends_an_unseen_pilot_quietly(session):
    pilot = booked(testbed())
    made = pilot.application.parts[0]

    decision.cancel_by_city(coordinator(made), made.id, "Roadworks")

    assert made.status is PartStatus.CANCELLED_BY_CITY
    assert pilot.status is PilotStatus.CANCELLED
    assert used_on(made.testbed, day(10)) == 0
    last = session.query(Decision).filter_by(part_id=made.id).order_by(Decision.id.desc()).first()
    assert (last.outcome, last.reasons) == (Outcome.CANCEL, "Roadworks")
    assert last.legal_text


def test_cancelling_and_declining_need_a_reason(session):
    made = offered(testbed())
    for refuse in (decision.cancel_by_city, decision.reject):
        with pytest.raises(FieldError) as refused:
            refuse(coordinator(made), made.id, "  ")
        assert refused.value.code == "reason_needed"


def test_an_automatic_testbed_offers_what_is_free_at_once(session):
    place = testbed(capacity=1, approval=Approval.AUTOMATIC)
    first = part(place)
    second = part(place)
    assert first.status is PartStatus.OFFERED
    assert second.status is PartStatus.SUBMITTED


def test_withdrawing_a_booked_part_is_the_applicants_cancellation(session):
    pilot = booked(testbed())
    made = pilot.application.parts[0]
    application.withdraw(applicant(made.application), made.id)
    assert made.status is PartStatus.CANCELLED_BY_APPLICANT
    assert booking_of(made).status is BookingStatus.CANCELLED
    assert pilot.status is PilotStatus.CANCELLED


def test_nothing_of_an_ended_part_can_be_withdrawn_again(session):
    made = offered(testbed())
    actor = applicant(made.application)
    offer.decline(actor, made.id)
    with pytest.raises(IllegalMoveError):
        application.withdraw(actor, made.id)
    with pytest.raises(IllegalMoveError):
        application.withdraw_all(actor, made.application_id)


def test_a_stranger_learns_nothing_of_an_offer(session):
    made = offered(testbed())
    stranger = acting(person())
    for attempt in (
        lambda: offer.accept(stranger, made.id, TERMS, seen_by(made)),
        lambda: offer.decline(stranger, made.id),
        lambda: application.withdraw(stranger, made.id),
    ):
        with pytest.raises(Exception) as refused:  # noqa: PT011 - its class is what is asked
            attempt()
        assert type(refused.value).__name__ == "NotFoundError"
