"""Nobody is told of what they may not read: judged when it happens, and again at each delivery."""

import pytest

from app.database import db
from app.jobs.webhook import run_once
from app.services import application, decision, pilot
from app.services.webhook_queue import hear_all
from models.account import CityRole, CityRoleGrant
from models.base import Translated
from models.organisation import Membership
from models.testbed import TestbedStatus
from models.webhook import DeliveryStatus, WebhookSide
from models.webhook_topic import Topic
from tests.factories import pilot_step
from tests.factories.account import acting, member, person, staff
from tests.factories.application import (
    applicant,
    booked,
    coordinator,
    days_later,
    draft,
    offered,
    part,
    pilot_part,
)
from tests.factories.city import city
from tests.factories.event import event
from tests.factories.testbed import testbed
from tests.factories.webhook import URL, deliveries, hook


def of_city(slug="helsinki", *topics, role=CityRole.COORDINATOR, url=URL):
    return hook(staff(role, slug), url, *topics, side=WebhookSide.CITY, ident=city(slug).id)


def of_company(owner, *topics, url=URL):
    organisation = next(iter(acting(owner).organisations))
    return hook(owner, url, *topics, side=WebhookSide.ORGANISATION, ident=organisation)


def types(made):
    return [one.type for one in deliveries(made)]


def test_own_things_are_told_to_both_sides_and_to_nobody_else(session):
    owner = member()
    company, city_hook = of_company(owner, Topic.DECISION), of_city("helsinki", Topic.DECISION)
    others = [
        of_company(member()), of_city("oulu", Topic.DECISION), hook(person(), URL, Topic.DECISION),
        hook(owner, URL, Topic.DECISION),  # their own things are not the company's
    ]  # fmt: skip
    offered(testbed(), author=owner)
    hear_all()

    assert types(company) == types(city_hook) == ["decision.made"]
    assert [types(one) for one in others[1:]] == [[], [], []]
    assert not set(types(others[0])) & {"decision.made", "application.moved"}


def test_a_persons_own_application_is_told_to_that_person(session):
    writer = person()
    made = hook(writer, URL, Topic.APPLICATION)
    part(author=writer)
    hear_all()
    assert types(made) == ["application.moved"]


def test_every_own_topic_comes_with_the_way_of_a_pilot(session):
    owner = member()
    made = of_company(owner)
    done = booked(testbed(), author=owner)
    question = part(author=owner)
    decision.ask(coordinator(question), question.id, "How heavy is it?")
    application.answer(applicant(question.application), question.id, "Light")
    hear_all()
    expected = {
        "application.moved", "decision.made", "agreement.changed", "booking.held", "booking.moved",
        "message.sent",
    }  # fmt: skip
    assert expected <= set(types(made))
    assert pilot_part(done).id in {
        one.thing_id for one in deliveries(made) if one.thing == "application_part"
    }


def test_what_the_city_notes_for_itself_is_not_told_to_the_applicant(session):
    owner = member()
    company, city_hook = of_company(owner, Topic.MESSAGE), of_city("helsinki", Topic.MESSAGE)
    one = part(author=owner)
    noted = coordinator(one), one.application_id, "Hm."
    application.post_message(*noted, part_id=one.id, internal=True)
    hear_all()
    assert types(company) == []
    assert types(city_hook) == ["message.sent"]


def test_a_draft_is_nobodys_news_at_the_city(receiver, courier, session):
    made = of_city("helsinki", Topic.APPLICATION, url=receiver.url)
    one = draft(testbed())
    application.withdraw(applicant(one), one.parts[0].id, "No")
    run_once(courier)
    assert receiver.taken == []
    assert {row.status for row in deliveries(made)} <= {DeliveryStatus.WITHHELD}


@pytest.mark.parametrize("who", ["company", "city"])
def test_who_has_lost_the_role_is_sent_nothing_that_waits(who, receiver, courier, session):
    owner = member()
    if who == "company":
        made = of_company(owner, Topic.APPLICATION, url=receiver.url)
        table, mine = Membership, Membership.user_id == made.user_id
    else:
        made = of_city("helsinki", Topic.APPLICATION, url=receiver.url)
        table, mine = CityRoleGrant, CityRoleGrant.user_id == made.user_id
    part(author=owner)
    hear_all()
    db.session.execute(db.delete(table).where(mine))
    db.session.commit()

    assert run_once(courier) == 0
    assert receiver.taken == []
    assert [one.status for one in deliveries(made)] == [DeliveryStatus.WITHHELD]


def test_a_switched_off_account_is_told_nothing(receiver, courier, session):
    owner = person()
    made = hook(owner, receiver.url, Topic.TESTBED)
    testbed()
    hear_all()
    owner.active = False
    db.session.commit()
    run_once(courier)
    assert receiver.taken == []
    assert {one.status for one in deliveries(made)} == {DeliveryStatus.WITHHELD}


def test_public_changes_are_told_to_whoever_asks_and_lead_to_the_interface(
    receiver, courier, session
):
    testbed()
    made = hook(person(), receiver.url, Topic.TESTBED, Topic.EVENT)
    place, gathering = testbed(), event()
    place.name = Translated("Uusi", "Ny", "New")
    db.session.commit()
    place.status = TestbedStatus.RETIRED
    db.session.commit()
    run_once(courier)

    told = [(one.json["type"], one.json["data"]["id"]) for one in receiver.taken]
    mine = [kind for kind, key in told if key == place.id and kind.startswith("testbed")]
    assert mine[0] == "testbed.added"
    assert mine[-1] == "testbed.removed"
    assert ("event.added", gathering.id) in told
    assert receiver.taken[0].json["data"]["url"].startswith("http://localhost/api/v1/testbeds/")
    assert {one.status for one in deliveries(made)} == {DeliveryStatus.DELIVERED}
    assert "Uusi" not in "".join(one.body.decode() for one in receiver.taken)


def test_nothing_from_before_a_webhook_is_told(session):
    testbed()
    with days_later(1):
        made = hook(person(), URL, Topic.TESTBED)
        hear_all()
    assert deliveries(made) == []


def test_a_result_is_new_when_its_pilot_ends_and_changed_afterwards(session):
    made = pilot_step.running()
    told = hook(person(), URL, Topic.RESULT)
    pilot.stop(pilot_step.runner(made), made.id, Translated("Lumi", "Snö", "Snow"))
    db.session.refresh(made)
    again = {"title": Translated("Toinen", "Annan", "Other")}
    pilot.edit_public(pilot_step.runner(made), made.id, made.version, again)
    hear_all()
    assert types(told) == ["result.added", "result.changed"]
