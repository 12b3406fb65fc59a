"""A city looks after its own people: whom it invites, and roles that end."""

from collections import Counter

import pytest
from sqlalchemy import select

from app.database import db
from app.queries.account import actor_of
from app.services import staff as service
from models.account import CityRole, CityRoleGrant
from models.staff import StaffInvitation
from models.testbed import TestbedStatus
from tests.factories.account import person, staff
from tests.factories.city import city
from tests.factories.mail import mails, templates
from tests.factories.staff import give_role
from tests.factories.testbed import draft, testbed
from tests.page import read_page

WORKER = "tekija@koepaikka.example"


@pytest.fixture
def coordinator(session, sign_in):
    made = staff(CityRole.COORDINATOR, "helsinki")
    sign_in(made)
    return made


def invite(client, email=WORKER, role="editor", lang="fi"):
    return client.post(
        f"/{lang}/desk/people/helsinki/invitations", data={"role-email": email, "role-role": role}
    )


def invite_host(client, place, email=WORKER):
    data = {"host-email": email, "host-testbed": str(place.id)}
    return client.post("/fi/desk/people/helsinki/hosts", data=data)


def open_ones():
    return [(one.email, one.role) for one in db.session.scalars(select(StaffInvitation))]


def grants_of(user):
    rows = db.session.scalars(select(CityRoleGrant).where(CityRoleGrant.user_id == user.id))
    return {row.role: row.id for row in rows}


def test_the_page_is_that_of_ones_own_city(client, coordinator):
    assert client.get("/fi/desk/people").location == "/fi/desk/people/helsinki"
    page = client.page("/fi/desk/people/helsinki")
    assert coordinator.email in page.text


def test_an_invitation_is_sent_listed_and_taken_back(client, coordinator):
    assert invite(client).location == "/fi/desk/people/helsinki"
    assert templates(WORKER) == ["staff/invitation"]
    assert open_ones() == [(WORKER, "editor")]
    assert WORKER in client.page("/fi/desk/people/helsinki").text

    made = db.session.scalars(select(StaffInvitation)).one()
    path = f"/fi/desk/people/invitations/{made.id}/withdraw"
    assert client.post(path, data={"city": "helsinki"}).location == "/fi/desk/people/helsinki"
    assert open_ones() == []
    assert client.post(path).status_code == 404


def test_inviting_tells_nobody_whether_an_address_has_an_account(client, coordinator):
    person(email=WORKER)
    answers = [invite(client, email=one) for one in (WORKER, "kukaan@koepaikka.example")]
    assert [one.status_code for one in answers] == [303, 303]
    assert {email for email, _role in open_ones()} == {WORKER, "kukaan@koepaikka.example"}


def test_the_same_invitation_sent_twice_is_one(client, coordinator):
    invite(client)
    invite(client)
    assert open_ones() == [(WORKER, "editor")]
    assert len({mail.context["path"] for mail in mails(WORKER)}) == 2
    invite(client, role="reviewer")
    assert len(open_ones()) == 2


@pytest.mark.parametrize(
    ("email", "role", "field"),
    [
        ("", "editor", "role-email"),
        ("</script>${7*7}", "editor", "role-email"),
        ("x" * 10_000, "editor", "role-email"),
        (WORKER, "", "role-role"),
        (WORKER, "king", "role-role"),
        (WORKER, "host", "role-role"),
    ],
)
@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_wrong_answers_are_told_at_their_field(client, coordinator, lang, email, role, field):
    answer = invite(client, email, role, lang)
    assert answer.status_code == 422
    page = read_page(answer)
    assert page.all("p", id=f"{field}-error")
    assert page.all("div", id="error-summary")
    assert open_ones() == []


def test_who_has_the_role_is_not_invited_to_it_again(client, coordinator):
    worker = person(email=WORKER)
    give_role(worker, CityRole.EDITOR)
    answer = invite(client, lang="en")
    assert "has the role already" in read_page(answer).words("p", id="role-email-error")[0]
    assert invite(client, role="reviewer").status_code == 303


def test_a_role_is_taken_away_and_told(client, coordinator):
    worker = person("Tekijä", email=WORKER)
    grant = give_role(worker, CityRole.EDITOR)
    answer = client.post(f"/fi/desk/people/helsinki/roles/{grant}/take-away")
    assert answer.location == "/fi/desk/people/helsinki"
    assert grants_of(worker) == {}
    assert templates(WORKER) == ["staff/taken_away"]
    assert not actor_of(worker.id).is_staff


def test_a_city_keeps_a_coordinator(client, coordinator):
    own = grants_of(coordinator)[CityRole.COORDINATOR]
    path = f"/fi/desk/people/helsinki/roles/{own}/take-away"
    assert client.post(path).location == "/fi/desk/people/helsinki"
    assert CityRole.COORDINATOR in grants_of(coordinator)
    staff(CityRole.COORDINATOR, "helsinki")
    assert client.post(path).location == "/fi/"
    assert grants_of(coordinator) == {}


def test_somebody_lays_down_a_role_by_themself_and_the_city_is_told(client, session, sign_in):
    editor = staff(CityRole.EDITOR, "helsinki")
    sign_in(editor)
    assert client.get("/fi/desk/people").location == "/fi/desk/people/me"
    client.page("/fi/desk/people/me")
    path = f"/fi/desk/people/me/roles/{grants_of(editor)[CityRole.EDITOR]}/lay-down"
    assert client.post(path).location == "/fi/my"
    assert grants_of(editor) == {}
    assert templates("kokeilut.helsinki@koepaikka.example") == ["staff/laid_down"]
    assert templates(editor.email) == []


def test_the_last_coordinator_cannot_lay_it_down(client, coordinator):
    own = grants_of(coordinator)[CityRole.COORDINATOR]
    answer = client.post(f"/en/desk/people/me/roles/{own}/lay-down")
    assert answer.location == "/en/desk/people/me"
    assert "needs at least one coordinator" in client.page("/en/desk/people/me").text
    assert CityRole.COORDINATOR in grants_of(coordinator)


def test_nobody_lays_down_a_role_of_somebody_else(client, session, sign_in):
    other = staff(CityRole.EDITOR, "helsinki")
    sign_in(staff(CityRole.EDITOR, "helsinki"))
    grant = grants_of(other)[CityRole.EDITOR]
    assert client.post(f"/fi/desk/people/me/roles/{grant}/lay-down").status_code == 404
    assert grants_of(other)


def test_a_host_is_invited_from_both_pages(client, coordinator):
    place = draft("helsinki")
    assert invite_host(client, place).status_code == 303
    page = f"/fi/desk/testbeds/{place.id}/hosts"
    assert client.post(page, data={"email": "toinen@koepaikka.example"}).location == page
    assert {one.email for one in db.session.scalars(select(StaffInvitation))} == {
        WORKER, "toinen@koepaikka.example",
    }  # fmt: skip
    assert {one.testbed_id for one in db.session.scalars(select(StaffInvitation))} == {place.id}
    assert WORKER in client.page(page).text
    assert client.post(page, data={"email": "?"}).status_code == 422


def test_testbeds_of_another_city_or_closed_for_good_are_not_offered(client, coordinator):
    for other in (testbed("oulu"), testbed("helsinki", TestbedStatus.RETIRED)):
        answer = invite_host(client, other)
        assert answer.status_code == 422
        assert read_page(answer).all("p", id="host-testbed-error")
    assert open_ones() == []


def test_the_same_role_given_and_taken_twice_is_told_each_time(session):
    """SQLite gives the number of a grant that is gone to the next one."""
    chief, worker = actor_of(staff().id), person()
    for _time in range(2):
        given = service.grant(chief, city().id, worker.email, CityRole.EDITOR)
        service.take_away(chief, given)
    told = Counter(templates(worker.email))
    assert told == {"staff/granted": 2, "staff/taken_away": 2}
