"""A city looks after its own people."""

import pytest
from sqlalchemy import select

from app.database import db
from app.queries.account import actor_of
from models.account import CityRole, CityRoleGrant
from models.audit import AuditLine
from models.testbed import TestbedHost
from tests.factories.account import person, staff
from tests.factories.mail import mails, templates
from tests.factories.testbed import draft, testbed
from tests.page import read_page

WORKER = "tekija@koepaikka.example"


@pytest.fixture
def coordinator(session, sign_in):
    made = staff(CityRole.COORDINATOR, "helsinki")
    sign_in(made)
    return made


def give(client, email=WORKER, role="editor", lang="fi"):
    return client.post(
        f"/{lang}/desk/people/helsinki/roles", data={"role-email": email, "role-role": role}
    )


def grants_of(user):
    rows = db.session.scalars(select(CityRoleGrant).where(CityRoleGrant.user_id == user.id))
    return {row.role: row.id for row in rows}


def test_the_page_is_that_of_ones_own_city(client, coordinator):
    assert client.get("/fi/desk/people").location == "/fi/desk/people/helsinki"
    page = client.page("/fi/desk/people/helsinki")
    assert coordinator.email in page.text


def test_a_role_is_given_and_told_and_taken_away(client, coordinator):
    worker = person("Tekijä", email=WORKER)
    assert give(client).location == "/fi/desk/people/helsinki"
    assert list(grants_of(worker)) == [CityRole.EDITOR]
    assert templates(WORKER) == ["staff/granted"]
    assert WORKER in client.page("/fi/desk/people/helsinki").text

    grant = grants_of(worker)[CityRole.EDITOR]
    answer = client.post(f"/fi/desk/people/helsinki/roles/{grant}/take-away")
    assert answer.location == "/fi/desk/people/helsinki"
    assert grants_of(worker) == {}
    assert templates(WORKER) == ["staff/granted", "staff/taken_away"]
    assert not actor_of(worker.id).is_staff


@pytest.mark.parametrize(
    ("email", "role", "field"),
    [
        ("", "editor", "role-email"),
        ("</script>${7*7}", "editor", "role-email"),
        ("x" * 10_000, "editor", "role-email"),
        ("kukaan@koepaikka.example", "editor", "role-email"),
        (WORKER, "", "role-role"),
        (WORKER, "king", "role-role"),
    ],
)
@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_wrong_answers_are_told_at_their_field(client, coordinator, lang, email, role, field):
    person(email=WORKER)
    answer = give(client, email, role, lang)
    assert answer.status_code == 422
    page = read_page(answer)
    assert page.all("p", id=f"{field}-error")
    assert page.all("div", id="error-summary")


def test_who_has_no_account_is_asked_to_make_one(client, coordinator):
    person(email="kesken@koepaikka.example", confirmed=False)
    for email in ("kukaan@koepaikka.example", "kesken@koepaikka.example"):
        answer = give(client, email, lang="en")
        assert "create one first" in read_page(answer).words("p", id="role-email-error")[0]
        assert mails(email) == []


def test_the_same_role_is_given_once(client, coordinator):
    person(email=WORKER)
    give(client)
    assert give(client).status_code == 422
    assert give(client, role="reviewer").status_code == 303


def test_a_city_keeps_a_coordinator(client, coordinator):
    own = grants_of(coordinator)[CityRole.COORDINATOR]
    path = f"/fi/desk/people/helsinki/roles/{own}/take-away"
    assert client.post(path).location == "/fi/desk/people/helsinki"
    assert CityRole.COORDINATOR in grants_of(coordinator)
    staff(CityRole.COORDINATOR, "helsinki")
    assert client.post(path).location == "/fi/"
    assert grants_of(coordinator) == {}


def host(client, email, place):
    data = {"host-email": email, "host-testbed": str(place.id)}
    return client.post("/fi/desk/people/helsinki/hosts", data=data)


def test_a_host_is_added_told_and_removed(client, coordinator):
    place, worker = draft("helsinki"), person(email=WORKER)
    assert host(client, WORKER, place).status_code == 303
    assert actor_of(worker.id).hosted_testbeds == {place.id}
    assert templates(WORKER) == ["staff/host"]
    assert host(client, WORKER, place).status_code == 422
    path = f"/fi/desk/people/helsinki/hosts/{place.id}/{worker.id}/remove"
    assert client.post(path).status_code == 303
    assert db.session.scalars(select(TestbedHost)).all() == []
    assert client.post(path).status_code == 404


def test_testbeds_of_another_city_are_not_offered(client, coordinator):
    person(email=WORKER)
    other = testbed("oulu")
    answer = host(client, WORKER, other)
    assert answer.status_code == 422
    assert read_page(answer).all("p", id="host-testbed-error")


def test_the_trail_tells_in_plain_words_who_did_what(client, coordinator):
    person("Tekijä Teuvo", email=WORKER)
    give(client, role="reviewer")
    host(client, WORKER, draft("helsinki"))
    text = client.page("/en/desk/people/helsinki/trail").text
    assert "coordinator helsinki gave a role to Tekijä Teuvo: Reviewer." in text
    assert "coordinator helsinki made Tekijä Teuvo the host of Place" in text


def test_the_trail_stands_whatever_is_in_it(client, coordinator, session):
    city_id = grants_city(coordinator)
    for number, action in enumerate(
        ("unknown:deed", "testbed:vanish", "pilot:start", "staff:grant")
    ):
        session.add(
            AuditLine(
                at=coordinator.created_at, actor_id=99_999, action=action,
                thing=action.split(":")[0], thing_id=90_000 + number, city_id=city_id, facts={},
            )
        )  # fmt: skip
    session.commit()
    page = client.page("/en/desk/people/helsinki/trail")
    assert "something removed since" in page.text


def grants_city(user):
    return next(iter(actor_of(user.id).cities))
