"""Who may look after the people of a city: a literal matrix.  City A stays closed to city B."""

import pytest
from sqlalchemy import select

from app import clock
from app.database import db
from app.policies.table import Action
from app.services import staff as service
from models.account import CityRole, CityRoleGrant
from models.errors import NotFoundError
from models.testbed import TestbedHost
from tests.factories.account import acting, admin, host, member, person, staff
from tests.factories.city import city
from tests.factories.testbed import testbed

WHO = ("coordinator", "admin", "editor", "reviewer", "host", "other_city", "company", "visitor")
PAGES = {
    "": (302, 302, 403, 403, 403, 302, 403, 302),
    "/helsinki": (200, 200, 404, 404, 404, 404, 403, 302),
    "/helsinki/trail": (200, 200, 404, 404, 404, 404, 403, 302),
}
DEEDS = {
    "grant": (303, 303, 404, 404, 404, 404, 403, 401),
    "take_away": (303, 303, 404, 404, 404, 404, 403, 401),
    "assign_host": (303, 303, 404, 404, 404, 404, 403, 401),
    "remove_host": (303, 303, 404, 404, 404, 404, 403, 401),
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
    return people, place, worker, given


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("path", PAGES)
def test_who_sees_the_people_of_a_city(client, scene, sign_in, who, path):
    people = scene[0]
    if who in people:
        sign_in(people[who])
    answer = client.get(f"/fi/desk/people{path}")
    assert answer.status_code == PAGES[path][WHO.index(who)]
    if answer.status_code != 200:
        assert "Salaisen Nimi" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("deed", DEEDS)
def test_who_changes_the_people_of_a_city(client, scene, sign_in, who, deed):
    people, place, worker, given = scene
    new = person(email="uusi@koepaikka.example")
    if who in people:
        sign_in(people[who])
    base = "/fi/desk/people/helsinki"
    path, data = {
        "grant": (f"{base}/roles", {"role-email": new.email, "role-role": "editor"}),
        "take_away": (f"{base}/roles/{given.id}/take-away", {}),
        "assign_host": (f"{base}/hosts", {"host-email": new.email, "host-testbed": str(place.id)}),
        "remove_host": (f"{base}/hosts/{place.id}/{worker.id}/remove", {}),
    }[deed]
    before = _state()
    status = client.post(path, data=data).status_code
    assert status == DEEDS[deed][WHO.index(who)]
    assert (_state() != before) == (status == 303)


def _state():
    db.session.expire_all()
    grants = db.session.scalars(select(CityRoleGrant))
    hosts = db.session.scalars(select(TestbedHost))
    return (
        sorted((one.user_id, one.city_id, one.role.value) for one in grants),
        sorted((one.user_id, one.testbed_id) for one in hosts),
    )


def test_the_path_of_ones_own_city_does_not_open_anothers(client, scene, sign_in):
    """The city in the address must not decide; the thing does."""
    people, place, worker, given = scene
    sign_in(people["other_city"])
    before = _state()
    base = "/fi/desk/people/oulu"
    for path, data in (
        (f"{base}/roles/{given.id}/take-away", {}),
        (f"{base}/hosts/{place.id}/{worker.id}/remove", {}),
    ):
        assert client.post(path, data=data).status_code == 404
    answer = client.post(
        f"{base}/hosts", data={"host-email": worker.email, "host-testbed": str(place.id)}
    )
    assert answer.status_code == 422
    assert _state() == before


@pytest.mark.parametrize("who", ["editor", "reviewer", "host", "other_city", "company"])
def test_services_refuse_by_themselves(scene, who):
    people, place, worker, given = scene
    actor, helsinki = acting(people[who]), city("helsinki").id
    for deed in (
        lambda: service.grant(actor, helsinki, worker.email, CityRole.COORDINATOR),
        lambda: service.take_away(actor, given.id),
        lambda: service.assign_host(actor, place.id, people["company"].email),
        lambda: service.remove_host(actor, place.id, worker.id),
    ):
        with pytest.raises(NotFoundError):
            deed()


def test_the_menu_shows_people_to_those_who_look_after_them(client, scene, sign_in):
    people = scene[0]
    for who, shown in (("coordinator", True), ("admin", True)):
        sign_in(people[who])
        page = client.page("/fi/desk/people/helsinki")
        links = [a.get("href") for a in page.all("a")]
        assert ("/fi/desk/people" in links) is shown
    assert Action.CITY_STAFF
