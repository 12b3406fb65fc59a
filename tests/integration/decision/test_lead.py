"""Who leads a joint application, who may take the lead over, and when the lead is told."""

import pytest

from app.queries.lead import lead_city, lead_of
from app.services import decision
from app.services.lead import take_lead
from models.application import JointPolicy, PartStatus
from models.audit import AuditLine
from models.errors import ConflictError, ForbiddenError, NotFoundError
from tests.factories.account import CityRole, acting, admin, host, person, staff
from tests.factories.application import coordinator, day, offered, sent
from tests.factories.city import city
from tests.factories.mail import templates
from tests.factories.testbed import testbed


@pytest.fixture
def places(session):
    return testbed(capacity=1), testbed("tampere", capacity=1), testbed("oulu", capacity=1)


def joint(*places, policy=JointPolicy.ALL):
    return sent(*places, joint_policy=policy)


def make_ready(*parts):
    for one in parts:
        decision.take_up(coordinator(one), one.id)
        decision.shortlist(coordinator(one), one.id)


def test_the_city_of_the_first_preference_leads_until_another_takes_over(places):
    made = joint(*places)
    assert lead_city(made).slug == "helsinki"
    take_lead(acting(staff(slug="oulu")), made.id, city("oulu").id)
    assert lead_city(made).slug == "oulu"


def test_only_the_lead_sends_the_joint_offer(places):
    made = joint(*places)
    make_ready(*made.parts)
    oulu = acting(staff(slug="oulu"))
    with pytest.raises(ForbiddenError) as refused:
        decision.offer_joint(oulu, made.id)
    assert refused.value.code == "lead_city_sends"
    assert refused.value.facts["city"] == city("helsinki").name
    take_lead(oulu, made.id, city("oulu").id)
    with pytest.raises(ForbiddenError):
        decision.offer_joint(acting(staff(slug="helsinki")), made.id)
    decision.offer_joint(oulu, made.id)
    assert {one.status for one in made.parts} == {PartStatus.OFFERED}


def test_the_leads_mailbox_is_told_once_when_the_last_place_becomes_ready(places):
    made = joint(*places)
    box = city("helsinki").role_mailbox
    make_ready(made.parts[0], made.parts[1])
    assert "lead/ready" not in templates(box)
    make_ready(made.parts[2])
    assert templates(box).count("lead/ready") == 1
    assert "lead/ready" not in templates(city("oulu").role_mailbox)


def test_a_place_on_the_waiting_list_is_ready_too(places):
    offered(places[2], start=10, days=10)
    made = joint(*places)
    make_ready(*made.parts[:2])
    last = made.parts[2]
    decision.take_up(coordinator(last), last.id)
    decision.waitlist(coordinator(last), last.id)
    assert templates(city("helsinki").role_mailbox).count("lead/ready") == 1


def test_taking_the_lead_is_logged_in_every_city_and_told_to_the_one_before(places, session):
    made = joint(*places)
    make_ready(*made.parts)
    oulu = city("oulu")
    take_lead(acting(staff(slug="oulu")), made.id, oulu.id)
    lines = session.query(AuditLine).filter_by(action="application_part:take_lead").all()
    assert {one.city_id for one in lines} == {one.city_id for one in made.parts}
    assert all(one.facts == {"before": city("helsinki").id, "after": oulu.id} for one in lines)
    assert "lead/taken" in templates(city("helsinki").role_mailbox)
    assert "lead/ready" in templates(oulu.role_mailbox)
    with pytest.raises(ConflictError) as refused:
        take_lead(acting(staff(slug="oulu")), made.id, oulu.id)
    assert refused.value.code == "leads_already"


def test_who_takes_the_lead(places):
    made = joint(*places[:2])
    tampere = city("tampere").id
    for actor, error in (
        (acting(person()), NotFoundError),
        (acting(staff(slug="oulu")), NotFoundError),
        (acting(made.author), NotFoundError),
        (acting(staff(CityRole.REVIEWER, "tampere")), ForbiddenError),
        (acting(staff(CityRole.EDITOR, "tampere")), ForbiddenError),
        (acting(host(places[1])), ForbiddenError),
        (acting(staff(slug="helsinki")), ForbiddenError),
    ):
        with pytest.raises(error):
            take_lead(actor, made.id, tampere)
    with pytest.raises(NotFoundError):
        take_lead(acting(admin()), made.id, city("oulu").id)
    take_lead(acting(admin()), made.id, tampere)


def test_nobody_leads_where_any_place_will_do(places):
    made = joint(*places, policy=JointPolicy.ANY)
    with pytest.raises(ConflictError) as refused:
        take_lead(acting(staff(slug="oulu")), made.id, city("oulu").id)
    assert refused.value.code == "no_lead_needed"


def test_the_table_shows_every_coordinator_how_far_each_place_is(places):
    made = joint(*places)
    part = made.parts[1]
    decision.take_up(coordinator(part), part.id)
    decision.shortlist(coordinator(part), part.id, day(30), day(39))
    seen = lead_of(acting(staff(slug="oulu")), made)
    assert [(row.city.slug, row.is_ready, row.is_lead, row.start) for row in seen.rows] == [
        ("helsinki", False, True, None),
        ("tampere", True, False, day(30)),
        ("oulu", False, False, None),
    ]
    assert [row.part_id for row in seen.rows] == [None, None, made.parts[2].id]
    assert (seen.is_ready, seen.may_send) == (False, False)
    assert [one.slug for one in seen.takers] == ["oulu"]


def test_the_page_shows_the_table_and_the_button_takes_the_lead(places, client, sign_in):
    made = joint(*places)
    make_ready(*made.parts)
    sign_in(staff(slug="oulu"))
    home = f"/en/desk/applications/{made.parts[2].id}"
    page = client.page(home)
    assert "Helsinki leads and sends the joint offer" in page.text
    assert not page.all("details", id="do-joint")
    assert client.post(f"{home}/lead", data={"city": city("oulu").id}).status_code == 303
    page = client.page(home)
    assert "Oulu leads and sends the joint offer" in page.text
    assert page.all("details", id="do-joint")
