"""Somebody leaves: what they alone answer for goes to a named colleague in the same step."""

import pytest
from sqlalchemy import select

from app.database import db
from app.queries.account import actor_of
from app.services import staff_departure as service
from app.services.staff_departure import Leaving
from models.account import CityRole
from models.audit import AuditLine
from models.errors import ConflictError, FieldError, NotFoundError
from models.testbed import TestbedHost, TestbedStatus
from tests.factories.account import acting, person, staff
from tests.factories.application import part
from tests.factories.city import city
from tests.factories.mail import mails, templates
from tests.factories.pilot import running
from tests.factories.staff import give_role, give_testbed
from tests.factories.testbed import testbed
from tests.page import read_page


@pytest.fixture
def chief(session):
    return staff(CityRole.COORDINATOR)


@pytest.fixture
def colleague(session):
    made = person("Kollega Kaisa")
    give_role(made, CityRole.EDITOR)
    return made


def leaving(user, successor=None, place=None):
    return Leaving(
        city_id=city().id,
        user_id=user.id,
        testbed_id=place.id if place else None,
        successor_id=successor.id if successor else None,
    )


def hosts():
    db.session.expire_all()
    return {(one.testbed_id, one.user_id) for one in db.session.scalars(select(TestbedHost))}


def test_a_coordinator_removes_a_host_and_hands_the_testbeds_over(
    client, chief, colleague, sign_in
):
    alone, shared = testbed(), testbed()
    leaver = give_testbed(person("Lähtijä Lasse"), alone, shared)
    other = give_testbed(person("Toinen"), shared)
    part(alone)
    running(testbed=alone)
    sign_in(chief)
    path = f"/en/desk/people/helsinki/{leaver.id}/leave"

    page = client.page(path)
    assert alone.name.en in page.text
    assert "1 application to answer" in page.text
    assert "1 pilot going on" in page.text
    answer = client.post(path, data={"successor": str(colleague.id)})

    assert answer.location == "/en/desk/people/helsinki"
    assert hosts() == {(alone.id, colleague.id), (shared.id, other.id)}
    assert not actor_of(leaver.id).is_staff
    assert templates(leaver.email)[-1] == "staff/departed"
    assert templates(colleague.email) == ["staff/handed_over"]
    assert mails(colleague.email)[0].context["testbeds"] == [alone.name.fi]
    assert mails(leaver.email)[-1].context["successor"] == "Kollega Kaisa"


def test_nobody_leaves_a_testbed_alone(client, chief, colleague, sign_in):
    place = testbed()
    leaver = give_testbed(person("Lähtijä"), place)
    sign_in(chief)
    path = f"/fi/desk/people/helsinki/{leaver.id}/leave"
    for given in ("", "999999", str(leaver.id), "x"):
        answer = client.post(path, data={"successor": given})
        assert answer.status_code == 422
        assert read_page(answer).all("p", id="successor-error")
    assert hosts() == {(place.id, leaver.id)}
    assert mails() == []


def test_a_successor_works_for_the_city(chief, session):
    place = testbed()
    leaver = give_testbed(person("Lähtijä"), place)
    elsewhere, nobody = staff(CityRole.EDITOR, "oulu"), person("Ei kukaan")
    gone = staff(CityRole.EDITOR)
    gone.active = False
    session.commit()
    for wrong in (elsewhere, nobody, gone):
        with pytest.raises(FieldError) as refused:
            service.leave(acting(chief), leaving(leaver, wrong))
        assert refused.value.code == "successor_unknown"
    assert hosts() == {(place.id, leaver.id)}


def test_without_colleagues_somebody_is_invited_first(client, session, sign_in):
    leaver = give_testbed(person("Yksin Yrjö"), testbed("oulu"))
    sign_in(leaver)
    page = client.page(f"/en/desk/people/oulu/{leaver.id}/leave")
    assert "Invite a colleague first" in page.text
    assert not page.all("select", name="successor")


def test_a_host_stops_by_themself_and_the_city_is_told(client, colleague, sign_in):
    place = testbed()
    leaver = give_testbed(person("Lähtijä Lasse"), place)
    sign_in(leaver)
    path = f"/fi/desk/testbeds/{place.id}/hosts/{leaver.id}/leave"
    assert client.post(path, data={"successor": str(colleague.id)}).location == "/fi/my"
    assert hosts() == {(place.id, colleague.id)}
    assert templates("kokeilut.helsinki@koepaikka.example") == ["staff/left"]
    assert templates(leaver.email) == ["staff/departed"]


def test_one_testbed_ends_and_the_rest_stays(chief, colleague):
    one, two = testbed(), testbed()
    leaver = give_testbed(person("Osittain"), one, two)
    give_role(leaver, CityRole.REVIEWER)
    service.leave(acting(chief), leaving(leaver, colleague, one))
    assert hosts() == {(one.id, colleague.id), (two.id, leaver.id)}
    assert {role for _city, role in actor_of(leaver.id).city_roles} == {CityRole.REVIEWER}


def test_what_others_host_or_is_closed_for_good_needs_nobody(chief):
    shared, closed = testbed(), testbed("helsinki", TestbedStatus.RETIRED)
    leaver = give_testbed(person("Lähtijä"), shared, closed)
    give_testbed(person("Toinen"), shared)
    service.leave(acting(chief), leaving(leaver))
    assert {user_id for _testbed, user_id in hosts()}.isdisjoint({leaver.id})


def test_a_host_whose_account_is_switched_off_does_not_count(chief, session):
    place = testbed()
    leaver, off = give_testbed(person("Lähtijä"), place), give_testbed(person("Poissa"), place)
    off.active = False
    session.commit()
    with pytest.raises(FieldError):
        service.leave(acting(chief), leaving(leaver))


def test_the_last_coordinator_cannot_leave(client, chief, colleague, sign_in):
    give_testbed(chief, testbed())
    sign_in(chief)
    path = f"/en/desk/people/helsinki/{chief.id}/leave"
    answer = client.post(path, data={"successor": str(colleague.id)})
    assert answer.status_code == 409
    assert "needs at least one coordinator" in read_page(answer).text
    assert len(hosts()) == 1
    assert actor_of(chief.id).city_roles
    with pytest.raises(ConflictError):
        service.leave(acting(chief), leaving(chief, colleague))


def test_a_coordinator_leaves_when_another_stays(client, chief, sign_in):
    staff(CityRole.COORDINATOR)
    sign_in(chief)
    answer = client.post(f"/fi/desk/people/helsinki/{chief.id}/leave")
    assert answer.location == "/fi/my"
    assert not actor_of(chief.id).is_staff


def test_roles_in_other_cities_stay(chief, session):
    both = person("Kahden kaupungin")
    give_role(both, CityRole.EDITOR)
    give_role(both, CityRole.EDITOR, "oulu")
    away = give_testbed(both, testbed("oulu"))
    service.leave(acting(chief), leaving(both))
    left = actor_of(away.id)
    assert left.cities == {city("oulu").id}
    assert left.hosted_cities == {city("oulu").id}


def test_every_end_is_in_the_trail(chief, colleague):
    one, two = testbed(), testbed()
    leaver = give_testbed(person("Lähtijä"), one, two)
    give_role(leaver, CityRole.REVIEWER)
    give_testbed(person("Toinen"), two)
    service.leave(acting(chief), leaving(leaver, colleague))
    lines = db.session.scalars(select(AuditLine).where(AuditLine.city_id == city().id)).all()
    assert {line.action for line in lines if line.action.startswith("staff:")} == {
        "staff:take_away", "staff:hand_over", "staff:remove_host",
    }  # fmt: skip


@pytest.mark.parametrize("role", [CityRole.EDITOR, CityRole.REVIEWER])
def test_colleagues_do_not_remove_each_other(client, colleague, sign_in, role):
    place = testbed()
    leaver = give_testbed(person("Lähtijä"), place)
    sign_in(staff(role))
    for path in (
        f"/fi/desk/people/helsinki/{leaver.id}/leave",
        f"/fi/desk/testbeds/{place.id}/hosts/{leaver.id}/leave",
    ):
        assert client.get(path).status_code == 404
        answer = client.post(path, data={"successor": str(colleague.id)})
        assert answer.status_code == 404
    assert hosts() == {(place.id, leaver.id)}


def test_coordinators_of_other_cities_end_nothing(colleague):
    place = testbed()
    leaver = give_testbed(person("Lähtijä"), place)
    stranger = acting(staff(CityRole.COORDINATOR, "oulu"))
    for said in (leaving(leaver, colleague), leaving(leaver, colleague, place)):
        with pytest.raises(NotFoundError):
            service.leave(stranger, said)


def test_nothing_to_end_is_not_there(chief, session):
    stranger = person("Ei täällä")
    with pytest.raises(NotFoundError):
        service.leave(acting(chief), leaving(stranger))
    with pytest.raises(NotFoundError):
        service.leave(acting(chief), leaving(staff(CityRole.EDITOR, "oulu")))
