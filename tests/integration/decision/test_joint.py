"""An application that needs every place gets all of them in one step, or none."""

import pytest

from app.services import decision
from models.application import JointPolicy, PartStatus
from models.errors import CapacityError, ConflictError, DomainError, ForbiddenError, NotFoundError
from models.testbed_kind import Approval
from tests.factories.account import CityRole, acting, person, staff
from tests.factories.application import booking_of, coordinator, day, offered, sent
from tests.factories.testbed import testbed
from tests.ledger import used_on


@pytest.fixture
def places(session):
    return testbed(capacity=1), testbed("tampere", capacity=1), testbed("oulu", capacity=1)


def shortlisted(*places, policy=JointPolicy.ALL):
    made = sent(*places, joint_policy=policy)
    for one in made.parts:
        decision.take_up(coordinator(one), one.id)
        decision.shortlist(coordinator(one), one.id)
    return made


def test_all_parts_are_offered_together(places):
    made = shortlisted(*places)
    decision.offer_joint(acting(staff(CityRole.COORDINATOR, "helsinki")), made.id)
    assert {one.status for one in made.parts} == {PartStatus.OFFERED}
    assert [used_on(place, day(10)) for place in places] == [1, 1, 1]


def test_one_full_place_refuses_all_and_leaves_nothing(places):
    offered(places[2], start=19, days=1)
    made = shortlisted(*places)
    with pytest.raises(CapacityError) as refused:
        decision.offer_joint(acting(staff()), made.id)
    assert refused.value.facts["days"] == [day(19)]
    assert refused.value.facts["testbed"] == places[2].name
    assert {one.status for one in made.parts} == {PartStatus.SHORTLISTED}
    assert [used_on(place, day(10)) for place in places] == [0, 0, 0]


def test_each_city_agrees_on_its_own_days(places):
    made = shortlisted(*places)
    one = made.parts[1]
    decision.shortlist(coordinator(one), one.id, day(40), day(44))
    decision.offer_joint(acting(staff()), made.id)
    booking = booking_of(one)
    assert (booking.start_day, booking.last_day) == (day(40), day(44))


def test_a_single_offer_of_a_joint_part_is_refused(places):
    made = shortlisted(*places)
    one = made.parts[0]
    with pytest.raises(DomainError) as refused:
        decision.offer(coordinator(one), one.id, decision.OfferTerms(day(10), day(19)))
    assert refused.value.code == "joint_needs_all"


def test_it_waits_until_every_city_has_shortlisted(places):
    made = sent(*places, joint_policy=JointPolicy.ALL)
    with pytest.raises(ConflictError) as refused:
        decision.offer_joint(acting(staff()), made.id)
    assert refused.value.code == "joint_not_ready"
    assert refused.value.facts["testbeds"] == [place.name for place in places]


def test_only_a_coordinator_of_one_of_the_cities_sends_it(places):
    made = shortlisted(*places)
    reviewer = acting(staff(CityRole.REVIEWER, "helsinki"))
    with pytest.raises(ForbiddenError):
        decision.offer_joint(reviewer, made.id)
    for stranger in (acting(person()),):
        with pytest.raises(NotFoundError):
            decision.offer_joint(stranger, made.id)


def test_glad_of_any_place_means_each_city_offers_for_itself(places):
    made = sent(*places, joint_policy=JointPolicy.ANY)
    one = made.parts[0]
    decision.offer(coordinator(one), one.id, decision.OfferTerms(day(10), day(19)))
    assert [each.status for each in made.parts] == [
        PartStatus.OFFERED, PartStatus.SUBMITTED, PartStatus.SUBMITTED,
    ]  # fmt: skip


def test_no_city_offers_the_days_of_another_when_any_place_will_do(places):
    made = shortlisted(*places, policy=JointPolicy.ANY)
    with pytest.raises(ConflictError) as refused:
        decision.offer_joint(acting(staff()), made.id)
    assert refused.value.code == "no_lead_needed"
    assert {one.status for one in made.parts} == {PartStatus.SHORTLISTED}


def test_places_that_decide_by_themselves_offer_all_or_none(session):
    free = [testbed(capacity=1, approval=Approval.AUTOMATIC) for _ in range(2)]
    made = sent(*free, joint_policy=JointPolicy.ALL)
    assert {one.status for one in made.parts} == {PartStatus.OFFERED}
    again = sent(free[0], testbed(approval=Approval.AUTOMATIC), joint_policy=JointPolicy.ALL)
    assert {one.status for one in again.parts} == {PartStatus.SUBMITTED}
