"""The pages of tokens: make one, see it once, see which there are, revoke one."""

import re

import pytest
from sqlalchemy import select

from app.database import db
from app.policies.scope import SCOPES, Scope, scopes_for
from app.services import token as service
from models.account import CityRole
from models.audit import AuditLine
from models.errors import FieldError, NotFoundError
from models.organisation import Membership, OrganisationRole
from models.outbox import OutboxMessage
from models.token import AccessToken, ActsFor, Lifetime, digest, is_token
from tests.factories.account import acting, admin, member, organisation, person, staff
from tests.factories.city import city
from tests.factories.form import filled
from tests.factories.token import token_of

SECRET = re.compile(r"koep_[0-9A-Za-z]{46}")


def tokens():
    return db.session.scalars(select(AccessToken).order_by(AccessToken.id)).all()


def mails(template):
    found = db.session.scalars(select(OutboxMessage).where(OutboxMessage.template == template))
    return [one.recipient for one in found]


def make(client, path, **answers):
    form = filled(client.page(path))
    return client.post(path, data={**form, "name": "Rekisteri", **answers})


def test_somebody_makes_a_token_and_sees_it_once(client, session, sign_in):
    user = person()
    sign_in(user)
    made = make(client, "/en/my/tokens/new", scopes=["applications:read"])
    assert made.status_code == 200
    assert made.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in made.headers or "koep_" not in made.headers["Set-Cookie"]
    (secret,) = set(SECRET.findall(made.text))
    assert is_token(secret)
    (kept,) = tokens()
    assert kept.token_sha256 == digest(secret)
    assert (kept.hint, kept.scopes) == (secret[-4:], ["applications:read"])
    listed = client.page("/en/my/tokens")
    assert "Rekisteri" in listed.text
    assert secret not in listed.text
    assert mails("token/made") == [user.email]


def test_the_form_sent_twice_makes_one_token_and_shows_no_other(client, session, sign_in):
    sign_in(person())
    form = filled(client.page("/en/my/tokens/new"))
    said = {**form, "name": "Rekisteri", "scopes": ["pilots:read"]}
    first = client.post("/en/my/tokens/new", data=said)
    again = client.post("/en/my/tokens/new", data=said)
    assert SECRET.search(first.text)
    assert (again.status_code, SECRET.search(again.text)) == (303, None)
    assert len(tokens()) == 1


def test_nothing_typed_is_lost_and_the_error_stands_at_its_field(client, session, sign_in):
    sign_in(person())
    answer = make(client, "/sv/my/tokens/new", name="N", lifetime="365")
    assert answer.status_code == 422
    assert 'id="scopes-error"' in answer.text
    assert 'value="N"' in answer.text
    assert tokens() == []


def test_one_that_acts_for_the_city_is_told_to_the_citys_mailbox(client, session, sign_in):
    sign_in(staff(CityRole.EDITOR))
    home = city()
    made = make(client, f"/en/my/tokens/new/city/{home.id}", scopes=["testbeds:write"])
    assert made.status_code == 200
    assert tokens()[0].city_id == home.id
    assert mails("token/made_city") == [home.role_mailbox]


def test_a_host_and_staff_of_another_city_make_none_for_the_city(client, session, sign_in):
    sign_in(staff(CityRole.COORDINATOR, "oulu"))
    assert client.get(f"/en/my/tokens/new/city/{city().id}").status_code == 404
    other = staff(CityRole.COORDINATOR, "oulu")
    with pytest.raises(NotFoundError):
        token_of(other, city_id=city().id)


def test_an_administrator_makes_none_for_a_city_without_a_role_there(client, session):
    with pytest.raises(NotFoundError):
        token_of(admin(), city_id=city().id)


def test_nobody_makes_one_for_anothers_company(client, session, sign_in):
    company = organisation()
    sign_in(member())
    assert client.get(f"/en/my/tokens/new/organisation/{company.id}").status_code == 404
    with pytest.raises(NotFoundError):
        token_of(person(), organisation_id=company.id)


@pytest.mark.parametrize("acts_for", list(ActsFor))
def test_the_form_offers_the_scopes_that_fit_and_takes_no_other(client, session, sign_in, acts_for):
    user = member() if acts_for is ActsFor.ORGANISATION else staff()
    whose = {"city_id": None, "organisation_id": None}
    path = "/en/my/tokens/new"
    if acts_for is ActsFor.CITY:
        whose["city_id"] = city().id
        path += f"/city/{city().id}"
    if acts_for is ActsFor.ORGANISATION:
        joined = db.session.scalars(select(Membership).where(Membership.user_id == user.id)).one()
        whose["organisation_id"] = joined.organisation_id
        path += f"/organisation/{joined.organisation_id}"
    sign_in(user)
    offered = set(re.findall(r'name="scopes"[^>]*value="([^"]+)"', client.get(path).text))
    assert offered == {str(one) for one in scopes_for(acts_for)}
    unfit = [one for one in Scope if acts_for not in SCOPES[one].acts_for]
    new = service.NewToken("N", (unfit[0],), Lifetime.MONTH, secret="s" * 50, **whose)
    with pytest.raises(FieldError, match="scope_unfit"):
        service.make(acting(user), new)


def test_one_revokes_ones_own_and_nobody_elses(client, session, sign_in):
    user, other = person(), person()
    token_of(user)
    (kept,) = tokens()
    sign_in(other)
    assert client.post(f"/en/my/tokens/{kept.id}/revoke").status_code == 404
    sign_in(user)
    assert client.post(f"/en/my/tokens/{kept.id}/revoke").status_code == 303
    db.session.expire_all()
    assert tokens()[0].revoked_by_id == user.id
    assert "Revoked" in client.page("/en/my/tokens").text


def test_a_coordinator_sees_and_revokes_what_acts_for_the_city(client, session, sign_in):
    user, chief = staff(CityRole.EDITOR), staff()
    token_of(user, city_id=city().id)
    token_of(user)  # acts for the person alone: no affair of the city's
    mine = tokens()[0]
    sign_in(chief)
    page = client.page("/en/desk/tokens/helsinki")
    assert mine.name in page.text
    assert tokens()[1].name not in page.text
    path = f"/en/desk/tokens/helsinki/{tokens()[1].id}/revoke"
    assert client.post(path).status_code == 404
    assert client.post(f"/en/desk/tokens/helsinki/{mine.id}/revoke").status_code == 303
    assert mails("token/revoked") == [user.email]
    db.session.expire_all()
    assert tokens()[0].revoked_by_id == chief.id


@pytest.mark.parametrize("role", [CityRole.EDITOR, CityRole.REVIEWER])
def test_others_of_the_staff_do_not_see_the_citys_tokens(client, session, sign_in, role):
    sign_in(staff(role))
    assert client.get("/en/desk/tokens/helsinki").status_code == 404


def test_an_owner_sees_and_revokes_what_acts_for_the_company(client, session, sign_in):
    company = organisation()
    owner, worker = member(company), member(company, OrganisationRole.MEMBER)
    token_of(worker, organisation_id=company.id)
    (kept,) = tokens()
    sign_in(member(company, OrganisationRole.MEMBER))
    assert kept.name not in client.page("/en/my/tokens").text
    sign_in(owner)
    assert kept.name in client.page("/en/my/tokens").text
    assert client.post(f"/en/my/tokens/{kept.id}/revoke").status_code == 303


def test_making_and_revoking_leave_lines_without_the_secret(client, session):
    user = person()
    secret = token_of(user)
    service.revoke(acting(user), tokens()[0].id)
    lines = db.session.scalars(select(AuditLine).where(AuditLine.thing == "access_token")).all()
    assert [one.action for one in lines] == ["token:make", "token:revoke"]
    said = str([one.facts for one in lines])
    assert secret not in said
    assert digest(secret) not in said


def test_as_many_as_are_allowed_work_at_once(client, session, monkeypatch):
    monkeypatch.setattr(service, "MOST_TOKENS", 2)
    user = person()
    token_of(user)
    token_of(user)
    with pytest.raises(Exception, match="too_many_tokens"):
        token_of(user)
    service.revoke(acting(user), tokens()[0].id)
    token_of(user)
