"""A repeated request gets its first answer, also where it would be refused by now."""

import threading

import pytest

from app.database import db, request_key, use_case
from app.services import application, application_draft, application_wish, decision, offer
from app.services.application_wish import Wish
from app.services.decision import OfferTerms
from models.application import PartStatus
from models.booking import Booking
from models.errors import ConflictError, IllegalMoveError
from models.receipt import Receipt
from models.testbed import Testbed
from tests.factories.account import acting, person, staff
from tests.factories.application import (
    TERMS,
    applicant,
    coordinator,
    day,
    days_later,
    draft,
    offered,
    part,
    seen_by,
)
from tests.factories.testbed import testbed


@pytest.fixture
def key():
    token = request_key.set("11111111-2222-3333-4444-555555555555")
    yield
    request_key.reset(token)


def test_a_repeated_offer_is_the_first_one_and_not_full(session, key):
    place = testbed(capacity=1)
    made, chief = part(place), acting(staff())
    terms = OfferTerms(day(10), day(19))
    assert decision.offer(chief, made.id, terms) == made.id
    assert decision.offer(chief, made.id, terms) == made.id  # alone it would be an illegal move
    assert session.query(Booking).filter_by(part_id=made.id).count() == 1


def test_a_repeated_acceptance_names_the_same_pilot_also_when_the_hold_would_be_over(session, key):
    made = offered(testbed())
    seen = seen_by(made)
    first = offer.accept(applicant(made.application), made.id, TERMS, seen)
    with days_later(40):
        assert offer.accept(applicant(made.application), made.id, TERMS, seen) == first


def test_a_repeated_submission_is_not_already_sent(session, key):
    made = draft()
    me, seen = applicant(made), made.version
    assert application.submit(me, made.id, seen, TERMS) == made.id
    assert application.submit(me, made.id, seen, TERMS) == made.id


def test_other_answers_under_an_old_key_are_a_new_request(session, key):
    made = draft()
    me = applicant(made)
    first = application_draft.save_draft(me, made.id, made.version, {"title": "One"})
    second = application_draft.save_draft(me, made.id, first, {"title": "Two"})
    assert (second, made.title) == (first + 1, "Two")


def test_several_places_in_one_request_are_each_written(session, key):
    made = draft(testbed(), testbed())
    for one in made.parts:
        application_wish.set_wish(applicant(made), one.id, one.version, Wish(day(30), 5))
    assert [one.earliest for one in made.parts] == [day(30), day(30)]


def test_one_persons_key_opens_no_other_persons_answer(session, key):
    made = part(testbed())
    decision.take_up(coordinator(made), made.id)
    with pytest.raises(IllegalMoveError):
        decision.take_up(coordinator(made), made.id)  # another coordinator


def test_what_was_refused_leaves_no_receipt(session, key):
    made = offered(testbed())
    before = session.query(Receipt).count()
    with pytest.raises(IllegalMoveError):
        decision.take_up(coordinator(made), made.id)
    assert session.query(Receipt).count() == before


def test_lapsed_offers_of_every_place_are_let_go_within_one_request(session, key):
    first, second = testbed(), testbed()
    old = [offered(first), offered(second)]
    made = draft(first, second, earliest=day(40))
    with days_later(20):
        application.submit(applicant(made), made.id, made.version, TERMS)
    assert {one.status for one in old} == {PartStatus.EXPIRED}


def test_twins_at_the_same_moment_are_done_once(databases, engine_kind):
    """The second of two equal requests meets the first one's answer, not its refusal."""
    app = databases.application(engine_kind)
    with app.app_context():
        place_id, actor = testbed().id, acting(person())
        db.session.remove()
    meeting, answers = threading.Barrier(2, timeout=10), []

    @use_case
    def grow(_actor, testbed_id):
        place = db.session.get(Testbed, testbed_id, with_for_update=True)
        if place.capacity > 1:
            raise ConflictError("grown_already")
        place.capacity += 1
        db.session.flush()
        return place.capacity

    def twin():
        with app.app_context():
            token = request_key.set("twin")
            meeting.wait()
            answers.append(grow(actor, place_id))
            request_key.reset(token)

    twins = [threading.Thread(target=twin) for _ in range(2)]
    for one in twins:
        one.start()
    for one in twins:
        one.join(20)
    assert answers == [2, 2]
    with app.app_context():
        db.engine.dispose()
