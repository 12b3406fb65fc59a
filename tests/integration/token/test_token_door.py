"""Who gets through the door of programs: only a token that works, from the header alone."""

import datetime as dt

import pytest
from sqlalchemy import select

from app import clock
from app.database import db
from app.policies.scope import Scope
from app.services import staff as staff_service
from app.services import token as service
from models.account import CityRole, CityRoleGrant
from models.organisation import Membership
from models.token import AccessToken, written
from tests.factories.account import acting, member, person, staff
from tests.factories.city import city
from tests.factories.staff import give_role
from tests.factories.token import Program, program, token_of


def whoami(client, token, **headers):
    return client.get("/api/v1/own", headers={"Authorization": f"Bearer {token}", **headers})


def kept():
    return db.session.scalars(select(AccessToken)).one()


def test_a_token_says_whom_it_acts_for(client, session):
    found = program(client, staff(), Scope.TESTBEDS_READ, city_id=city().id).get("")
    assert found.status_code == 200
    assert found.json["city"] == "helsinki"
    assert found.json["acts_for"] == "city"
    assert found.json["scopes"] == ["testbeds:read"]
    assert "Set-Cookie" not in found.headers


@pytest.mark.parametrize(
    "given",
    ["", "Bearer", "Bearer ", "Basic YWJj", "Bearer nothing", f"Bearer {written(bytes(64))}"],
)
def test_nobody_else_gets_in(client, session, given):
    headers = {"Authorization": given} if given else {}
    found = client.get("/api/v1/own", headers=headers)
    assert found.status_code == 401
    assert found.mimetype == "application/problem+json"
    assert found.headers["WWW-Authenticate"].startswith('Bearer realm="Koepaikka"')


def test_a_session_opens_nothing_there(client, session, sign_in):
    sign_in(staff())
    assert client.get("/api/v1/own").status_code == 401


def test_a_token_opens_no_page(client, session):
    token = token_of(staff(), city_id=city().id)
    found = client.get("/fi/desk", headers={"Authorization": f"Bearer {token}"})
    assert found.status_code == 302
    assert "/login" in found.location


def test_a_page_of_another_origin_may_ask_what_it_may_send(client, session):
    found = client.options("/api/v1/own/testbeds/x", headers={"Origin": "https://example.fi"})
    assert found.status_code == 200
    assert "PUT" in found.headers["Access-Control-Allow-Methods"]
    assert "Authorization" in found.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("name", ["access_token", "token", "anything"])
def test_a_token_in_an_address_is_never_taken(client, session, name):
    token = token_of(person())
    found = client.get(f"/api/v1/own?{name}={token}")
    assert found.status_code == 400
    assert found.json["code"] == "token_in_address"
    with_header = whoami(client, token)
    assert with_header.status_code == 200


def test_it_ends_with_its_time(client, session, monkeypatch):
    token = token_of(person())
    later = clock.now() + dt.timedelta(days=91)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert whoami(client, token).status_code == 401


def test_it_ends_when_it_is_revoked(client, session):
    user = person()
    token = token_of(user)
    service.revoke(acting(user), kept().id)
    assert whoami(client, token).status_code == 401


def test_it_ends_when_the_account_is_switched_off(client, session):
    user = person()
    token = token_of(user)
    user.active = False
    db.session.commit()
    assert whoami(client, token).status_code == 401


def test_it_ends_with_the_role_and_stays_ended_when_the_role_comes_back(client, session):
    chief, user = staff(), person()
    given = give_role(user, CityRole.EDITOR)
    token = token_of(user, city_id=city().id)
    assert whoami(client, token).status_code == 200
    staff_service.take_away(acting(chief), given)
    assert whoami(client, token).status_code == 401
    give_role(user, CityRole.EDITOR)
    assert whoami(client, token).status_code == 401


def test_it_goes_on_while_one_of_two_roles_is_left(client, session):
    user = staff(CityRole.EDITOR)
    give_role(user, CityRole.REVIEWER)
    token = token_of(user, city_id=city().id)
    roles = db.session.scalars(select(CityRoleGrant).where(CityRoleGrant.user_id == user.id))
    db.session.delete(next(one for one in roles if one.role is CityRole.EDITOR))
    db.session.commit()
    assert whoami(client, token).status_code == 200


def test_it_ends_when_somebody_leaves_the_company(client, session):
    user = member()
    joined = db.session.scalars(select(Membership).where(Membership.user_id == user.id)).one()
    token = token_of(user, organisation_id=joined.organisation_id)
    assert whoami(client, token).status_code == 200
    db.session.delete(joined)
    db.session.commit()
    assert whoami(client, token).status_code == 401


def test_when_it_was_last_used_is_kept_without_writing_each_time(client, session, monkeypatch):
    token = token_of(person())
    assert kept().last_used_at is None
    whoami(client, token)
    first = kept().last_used_at
    assert first is not None
    monkeypatch.setattr(clock, "now", lambda: first + dt.timedelta(minutes=9))
    whoami(client, token)
    assert kept().last_used_at == first
    monkeypatch.setattr(clock, "now", lambda: first + dt.timedelta(minutes=10))
    whoami(client, token)
    assert kept().last_used_at > first


def test_a_scope_that_is_missing_is_named(client, session):
    found = program(client, staff(), Scope.TESTBEDS_READ, city_id=city().id).send(
        "PUT", "/testbeds/x", {}
    )
    assert found.status_code == 403
    assert 'scope="testbeds:write"' in found.headers["WWW-Authenticate"]
    assert found.json["code"] == "scope_missing"


def test_what_one_program_writes_is_limited_and_others_go_on(client, session):
    home = city().id
    busy = Program(client, token_of(staff(), city_id=home))
    calm = Program(client, token_of(staff(), city_id=home))
    found = [busy.send("PATCH", "/testbeds/none", {}) for _one in range(121)]
    assert {one.status_code for one in found[:120]} == {404}
    assert found[0].headers["RateLimit"].startswith('"write";r=119;t=')
    assert found[0].headers["RateLimit-Policy"] == '"write";q=120;w=60'
    assert found[120].status_code == 429
    assert 0 < int(found[120].headers["Retry-After"]) <= 60
    assert calm.send("PATCH", "/testbeds/none", {}).status_code == 404
