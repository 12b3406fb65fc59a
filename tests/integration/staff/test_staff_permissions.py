"""Who may look after the people of a city: a literal matrix.  City A stays closed to city B."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app import clock
from app.database import db
from app.services import staff as service
from app.services import staff_departure as departures
from app.services import staff_invitation as invitations
from app.services.staff_invitation import Link, NewInvitation
from models.account import CityRole, CityRoleGrant
from models.errors import FieldError, NotFoundError
from models.staff import StaffInvitation, StaffRole
from models.testbed import TestbedHost
from tests.factories.account import acting, admin, host, member, person, staff
from tests.factories.city import city
from tests.factories.staff import give_testbed, invitation
from tests.factories.testbed import testbed

WHO = ("coordinator", "admin", "editor", "reviewer", "host", "other_city", "company", "visitor")
PAGES = {
    "/people": (302, 302, 302, 302, 302, 302, 403, 302),
    "/people/me": (200, 200, 200, 200, 200, 200, 403, 302),
    "/people/helsinki": (200, 200, 404, 404, 404, 404, 403, 302),
    "/people/helsinki/trail": (200, 200, 404, 404, 404, 404, 403, 302),
    "/people/helsinki/trail.csv": (200, 200, 404, 404, 404, 404, 403, 302),
    "/people/helsinki/{worker}/leave": (200, 200, 404, 404, 404, 404, 403, 302),
    "/testbeds/{place}/hosts/{worker}/leave": (200, 200, 404, 404, 404, 404, 403, 302),
}
DEEDS = {
    "invite": (303, 303, 404, 404, 404, 404, 403, 401),
    "invite_host": (303, 303, 404, 404, 404, 404, 403, 401),
    "invite_here": (303, 303, 403, 403, 403, 404, 403, 401),
    "send_again": (303, 303, 404, 404, 404, 404, 403, 401),
    "withdraw": (303, 303, 404, 404, 404, 404, 403, 401),
    "take_away": (303, 303, 404, 404, 404, 404, 403, 401),
    "lay_down": (303, 303, 404, 404, 404, 404, 403, 401),
    "leave_city": (303, 303, 404, 404, 404, 404, 403, 401),
    "leave_testbed": (303, 303, 404, 404, 404, 404, 403, 401),
    "accept": (303, 303, 303, 303, 303, 303, 303, 401),
}


@pytest.fixture
def scene(session):
    place = testbed("helsinki")
    people = {
        "coordinator": staff(CityRole.COORDINATOR, "helsinki"),
        "admin": admin(),
        "editor": staff(CityRole.EDITOR, "helsinki"),
        "reviewer": staff(CityRole.REVIEWER, "helsinki"),
        "host": host(place),
        "other_city": staff(CityRole.COORDINATOR, "oulu"),
        "company": member(),
    }
    worker = person("Salaisen Nimi", email="tekija@koepaikka.example")
    given = CityRoleGrant(
        user_id=worker.id, city_id=city("helsinki").id, role=CityRole.EDITOR, granted_at=clock.now()
    )
    session.add_all([given, TestbedHost(testbed_id=place.id, user_id=worker.id)])
    session.commit()
    return people, place, worker, given, invitation("kutsuttu@koepaikka.example")


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("path", PAGES)
def test_who_sees_the_people_of_a_city(client, scene, sign_in, who, path):
    people, place, worker, *_rest = scene
    if who in people:
        sign_in(people[who])
    answer = client.get("/fi/desk" + path.format(worker=worker.id, place=place.id))
    assert answer.status_code == PAGES[path][WHO.index(who)]
    if answer.status_code != 200 or path == "/people/me":
        assert "Salaisen Nimi" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("who", WHO)
def test_who_sees_the_hosts_of_a_testbed(client, scene, sign_in, who):
    """Colleagues see who answers for it; whom the coordinator has asked, the coordinator alone."""
    people, place, _worker, *_rest = scene
    invitation("salainen@koepaikka.example", StaffRole.HOST, token="x", testbed=place)
    if who in people:
        sign_in(people[who])
    answer = client.get(f"/fi/desk/testbeds/{place.id}/hosts")
    reads = who in {"coordinator", "admin", "editor", "reviewer", "host"}
    assert (answer.status_code == 200) is reads
    assert ("Salaisen Nimi" in answer.get_data(as_text=True)) is reads
    manages = who in {"coordinator", "admin"}
    assert ("salainen@koepaikka.example" in answer.get_data(as_text=True)) is manages


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("deed", DEEDS)
def test_who_changes_the_people_of_a_city(client, scene, sign_in, who, deed):
    people, place, worker, given, asked = scene
    give_testbed(people["editor"], place)
    if who in people:
        sign_in(people[who])
    base, new = "/fi/desk/people", "uusi@koepaikka.example"
    path, data = {
        "invite": (f"{base}/helsinki/invitations", {"role-email": new, "role-role": "editor"}),
        "invite_host": (f"{base}/helsinki/hosts", {"host-email": new, "host-testbed": place.id}),
        "invite_here": (f"/fi/desk/testbeds/{place.id}/hosts", {"email": new}),
        "send_again": (f"{base}/invitations/{asked.id}/send-again", {}),
        "withdraw": (f"{base}/invitations/{asked.id}/withdraw", {}),
        "take_away": (f"{base}/helsinki/roles/{given.id}/take-away", {}),
        "lay_down": (f"{base}/me/roles/{given.id}/lay-down", {}),
        "leave_city": (f"{base}/helsinki/{worker.id}/leave", {}),
        "leave_testbed": (f"/fi/desk/testbeds/{place.id}/hosts/{worker.id}/leave", {}),
        "accept": (f"/fi/invitations/{asked.id}/accept", {}),
    }[deed]
    before = _state()
    status = client.post(path, data=data).status_code
    assert status == DEEDS[deed][WHO.index(who)]
    assert (_state() != before) == (status == 303 and deed != "accept")


def _state():
    db.session.expire_all()
    grants = db.session.scalars(select(CityRoleGrant))
    hosts = db.session.scalars(select(TestbedHost))
    return (
        sorted((one.user_id, one.city_id, one.role.value) for one in grants),
        sorted((one.user_id, one.testbed_id) for one in hosts),
        sorted(
            (one.email, one.token_sha256) for one in db.session.scalars(select(StaffInvitation))
        ),
    )


def test_the_path_of_ones_own_city_does_not_open_anothers(client, scene, sign_in):
    """The city in the address must not decide; the thing does."""
    people, place, worker, given, asked = scene
    sign_in(people["other_city"])
    before = _state()
    base = "/fi/desk/people/oulu"
    for path in (
        f"{base}/roles/{given.id}/take-away",
        f"{base}/{worker.id}/leave",
        f"/fi/desk/people/invitations/{asked.id}/withdraw",
    ):
        assert client.post(path, data={"city": "oulu"}).status_code == 404
    answer = client.post(
        f"{base}/hosts", data={"host-email": worker.email, "host-testbed": str(place.id)}
    )
    assert answer.status_code == 422
    assert _state() == before


@pytest.mark.parametrize("who", ["editor", "reviewer", "host", "other_city", "company"])
def test_services_refuse_by_themselves(scene, who):
    people, place, worker, given, asked = scene
    actor, helsinki, link = acting(people[who]), city("helsinki").id, Link("/x", "d" * 64)
    role = NewInvitation("uusi@koepaikka.example", StaffRole.EDITOR, helsinki, None, "fi", link)
    for deed in (
        lambda: service.grant(actor, helsinki, worker.email, CityRole.COORDINATOR),
        lambda: service.take_away(actor, given.id),
        lambda: invitations.invite(actor, role),
        lambda: invitations.invite(actor, replace(role, role=StaffRole.HOST, testbed_id=place.id)),
        lambda: invitations.send_again(actor, asked.id, link),
        lambda: invitations.withdraw(actor, asked.id),
        lambda: departures.leave(actor, departures.Leaving(helsinki, worker.id, None, None)),
        lambda: departures.leave(actor, departures.Leaving(helsinki, worker.id, place.id, None)),
    ):
        with pytest.raises(NotFoundError):
            deed()


def test_a_host_of_one_city_cannot_be_invited_through_another(scene):
    """The testbed decides whose coordinator may, not the city that was named."""
    people, place, *_rest = scene
    oulu = city("oulu").id
    new = NewInvitation(
        "x@koepaikka.example", StaffRole.HOST, oulu, place.id, "fi", Link("/x", "e")
    )
    with pytest.raises(NotFoundError):
        invitations.invite(acting(people["other_city"]), new)
    with pytest.raises(FieldError):
        invitations.invite(acting(people["admin"]), new)


def test_the_menu_says_people_to_those_who_look_after_them(client, scene, sign_in):
    people = scene[0]
    for who, words in (("coordinator", "People"), ("admin", "People"), ("editor", "My roles")):
        sign_in(people[who])
        page = client.page("/en/desk")
        assert words in page.words("a", href="/en/desk/people")
