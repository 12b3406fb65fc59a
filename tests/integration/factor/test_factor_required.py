"""Where a second factor is required, roles of trust open nothing until it has been shown."""

import pytest

from app.adapters.accounts import hashed
from app.database import db
from app.policies.actor import VISITOR
from config import Settings, WrongSettingError
from models.account import CityRole
from models.factor import FactorKind
from tests.factories.account import acting, admin, host, member, person, staff
from tests.factories.challenge import closed
from tests.factories.factor import app_of, code_of
from tests.factories.jury import seat
from tests.factories.testbed import testbed
from tests.factories.token import token_of
from views.access import STAFF, door_of

PASSWORD = "neljä sanaa peräkkäin nyt"
HOME = "/fi/my/account/second-factor"
OPEN = ("/fi/accessibility", "/fi/my/account")


@pytest.fixture
def required(app, monkeypatch):
    monkeypatch.setitem(app.config, "SECOND_FACTOR_REQUIRED", True)


def trusted():
    """Return somebody in each role of trust."""
    jurors = seat(closed())
    return {
        **{role: staff(role) for role in CityRole},
        "host": host(testbed()),
        "administrator": admin(),
        "juror": jurors.user,
    }


def doors(app):
    """Return (method, address) of every door of the desk, with made-up names in it."""
    for rule in app.url_map.iter_rules():
        if door_of(app, rule.endpoint) == STAFF:
            values = {"lang": "fi"}
            for name, converter in rule._converters.items():
                kind = type(converter).__name__
                items = getattr(converter, "items", None)
                values.setdefault(name, 1 if kind == "Number" else min(items) if items else "x")
            built = rule.build(values, append_unknown=False)
            method = "GET" if "GET" in rule.methods else "POST"
            yield method, built[1]


def test_each_role_sees_the_set_up_page_and_nothing_of_its_work(app, client, required, sign_in):
    for role, user in trusted().items():
        sign_in(user)
        desk = "/fi/my/jury" if role == "juror" else "/fi/desk"
        asked = client.get(desk)
        assert asked.location == f"{HOME}?next={desk}", role
        assert "kaksi minuuttia" in client.page(asked.location).text
        assert client.post("/fi/my/tokens/new").status_code == 403
        assert client.get("/fi/my/tokens/new").location.startswith(HOME)
        assert {client.get(path).status_code for path in OPEN} == {200}, role
        sign_in(user, FactorKind.APP)
        assert client.get(desk).status_code == 200, role


def test_whoever_shows_one_at_the_door_goes_on_to_their_work(client, required):
    user = staff()
    user.password = hashed(PASSWORD)
    db.session.commit()
    sent = {"email": user.email, "password": PASSWORD, "next": "/fi/desk/applications"}
    assert client.post("/fi/login", data=sent).location == f"{HOME}?next=/fi/desk/applications"
    client.post("/fi/logout")
    secret = app_of(user)
    asked = client.post("/fi/login", data=sent)
    entered = client.post(asked.location, data={"code": code_of(secret), "next": sent["next"]})
    assert entered.location == "/fi/desk/applications"
    assert client.get(entered.location).status_code == 200


def test_every_door_of_the_desk_leads_there(app, client, required, sign_in):
    sign_in(staff())
    wrong = []
    for method, path in doors(app):
        answer = client.open(path, method=method)
        leads = (answer.location or "").startswith(HOME)
        # Some doors look for the thing first: that it is not there tells nothing either.
        if not leads and answer.status_code not in {403, 404}:
            wrong.append((method, path, answer.status_code))
    assert not wrong


def test_others_notice_nothing(client, required, sign_in):
    for user in (person(), member()):
        sign_in(user)
        assert client.get("/fi/my").status_code == 200
        assert client.get("/fi/desk").status_code == 403
        assert client.get("/fi/my/tokens/new").status_code == 200


def test_programs_go_on_and_no_new_one_begins(client, required):
    user = staff()
    token = token_of(user, city_id=next(iter(acting(user).cities)))
    answer = client.get("/api/v1/own", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    held = acting(user).held_back()
    assert not held.is_staff
    assert held.whole == acting(user), "conflicts of interest do not end by it"
    assert VISITOR.held_back() is VISITOR


def test_demonstration_offers_it_and_everything_else_requires_it(tmp_path):
    def asked(**env):
        return Settings.from_env({"SECRET_KEY": "k", **env}).second_factor

    assert asked() == asked(DEMO="0", SECOND_FACTOR="offered") == "offered"
    assert asked(DEMO="0") == asked(SECOND_FACTOR="required") == "required"
    with pytest.raises(WrongSettingError):
        asked(SECOND_FACTOR="yes")
