"""When one place of an application that needs them all is lost, the other offers are let go."""

import pytest

from app.database import db
from app.services import application, decision, offer
from models.application import ApplicationPart, PartStatus
from models.audit import AuditLine
from models.booking import BookingStatus
from models.outbox import OutboxMessage
from tests.factories import application as make
from tests.factories.application import accept, all_offered, applicant, coordinator, day
from tests.factories.testbed import testbed
from tests.ledger import used_on

P = PartStatus
WAYS = {
    "declined": (lambda part: offer.decline(applicant(part.application), part.id), P.DECLINED),
    "withdrawn": (lambda part: application.withdraw(applicant(part.application), part.id),
                  P.WITHDRAWN),
    "cancelled": (lambda part: decision.cancel_by_city(coordinator(part), part.id, "Flood"),
                  P.CANCELLED_BY_CITY),
}  # fmt: skip


@pytest.fixture
def places(session):
    return testbed(capacity=1), testbed("tampere", capacity=1), testbed("oulu", capacity=1)


def statuses(made):
    db.session.expire_all()
    return [one.status for one in made.parts]


@pytest.mark.parametrize("way", sorted(WAYS))
def test_the_other_offers_are_let_go_at_once(places, way):
    made = all_offered(*places)
    deed, lost = WAYS[way]
    deed(made.parts[1])

    assert statuses(made) == [P.SHORTLISTED, lost, P.SHORTLISTED]
    assert [used_on(place, day(10)) for place in places] == [0, 0, 0]
    assert {make.booking_of(one).status for one in made.parts} == {BookingStatus.CANCELLED}
    lines = db.session.query(AuditLine).filter_by(action="application_part:release").all()
    assert sorted(line.thing_id for line in lines) == [made.parts[0].id, made.parts[2].id]
    assert {line.actor_id for line in lines} == {None}


def test_everyone_concerned_is_told_once(places):
    made = all_offered(*places)
    offer.decline(applicant(made), made.parts[1].id)
    told = db.session.query(OutboxMessage).filter(OutboxMessage.template.like("offer/released%"))
    by_city = {one.recipient for one in told if one.template == "offer/released_city"}
    assert by_city == {made.parts[at].testbed.city.role_mailbox for at in (0, 2)}
    mine = [one for one in told if one.template == "offer/released"]
    assert [one.recipient for one in mine] == [made.author.email]
    assert [place["en"] for place in mine[0].context["places"]] == [
        made.parts[at].testbed.name.en for at in (0, 2)
    ]


def test_freed_days_of_the_other_places_go_to_whoever_waits(places):
    made = all_offered(*places)
    waiting = make.waiting(places[0])
    offer.decline(applicant(made), made.parts[2].id)
    db.session.expire_all()
    assert db.session.get_one(ApplicationPart, waiting.id).status is P.OFFERED
    assert used_on(places[0], day(10)) == 1


def test_what_is_booked_stays_booked_and_its_city_is_told(places):
    made = all_offered(*places)
    accept(made.parts[0])
    offer.decline(applicant(made), made.parts[1].id)
    assert statuses(made) == [P.ACCEPTED, P.DECLINED, P.SHORTLISTED]
    told = db.session.query(OutboxMessage).filter_by(template="offer/other_lost_city").all()
    assert [one.recipient for one in told] == [places[0].city.role_mailbox]


def test_all_can_be_offered_again_together(places):
    made = all_offered(*places)
    lost = made.parts[1]
    offer.decline(applicant(made), lost.id)
    decision.reopen(coordinator(lost), lost.id)
    decision.shortlist(coordinator(lost), lost.id)
    decision.offer_joint(coordinator(made.parts[0]), made.id)
    assert set(statuses(made)) == {P.OFFERED}


def test_withdrawing_everything_lets_nothing_fall_back(places):
    made = all_offered(*places)
    application.withdraw_all(applicant(made), made.id)
    assert set(statuses(made)) == {P.WITHDRAWN}
    assert not db.session.query(AuditLine).filter_by(action="application_part:release").count()


def test_an_application_that_is_glad_of_any_place_keeps_its_other_offers(places):
    made = make.sent(*places[:2])
    for part in made.parts:
        make.give(part)
    offer.decline(applicant(made), made.parts[0].id)
    assert statuses(made) == [P.DECLINED, P.OFFERED]


def test_the_pages_say_which_offers_fall(places, client, sign_in):
    made = all_offered(*places)
    sign_in(made.author)
    for path in (f"/en/my/offers/{made.parts[0].id}/decline",
                 f"/en/my/applications/parts/{made.parts[0].id}/withdraw"):  # fmt: skip
        page = client.get(path).get_data(as_text=True)
        assert "You need every place" in page
        assert made.parts[2].testbed.name.en in page
