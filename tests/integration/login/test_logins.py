"""Where somebody is signed in: rows that end, and cookies that let nobody in after that."""

import datetime as dt

import pytest
from sqlalchemy import select

from app import clock
from app.adapters.accounts import hashed
from app.adapters.browser_name import browser_name
from app.database import db
from app.policies.actor import SYSTEM
from app.services import administrator, personal, retention
from app.services.account import NewPassword
from models.login import Login
from tests.factories.account import acting, person
from tests.factories.login import row_of

PASSWORD = "neljä sanaa peräkkäin nyt"
HOME = "/fi/my/account/logins"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36"
)


@pytest.fixture
def aino(client):
    made = person(email="aino@koepaikka.example")
    made.password = hashed(PASSWORD)
    db.session.commit()
    return made


def enter(client, agent=FIREFOX):
    sent = {"email": "aino@koepaikka.example", "password": PASSWORD}
    answer = client.post("/fi/login", data=sent, headers={"User-Agent": agent})
    assert answer.status_code == 303
    return client


def cookie(client):
    return client.get_cookie("koepaikka").value


def is_in(client, old=None):
    """Say whether a browser, perhaps with a cookie of before, is let in."""
    if old is not None:
        client.delete_cookie("koepaikka")
        client.set_cookie("koepaikka", old)
    answer = client.get("/fi/my/account")
    assert answer.status_code == 200 or answer.location.startswith("/fi/login?next=")
    return answer.status_code == 200


def test_one_sees_ones_browsers_and_ends_one_or_all_others(app, client, aino):
    enter(client)
    phone, tablet = enter(app.test_client(), PHONE), enter(app.test_client())
    page = client.page(HOME)
    assert "Chrome, Android" in page.text
    rows = db.session.scalars(select(Login).order_by(Login.id)).all()
    assert len(rows) == 3
    (on_phone,) = [row.id for row in rows if row.browser == "Chrome, Android"]

    assert client.post(f"{HOME}/{on_phone}/end").location == HOME

    assert (is_in(client), is_in(phone), is_in(tablet)) == (True, False, True)
    assert client.post(f"{HOME}/{on_phone}/end").status_code == 404
    client.post("/fi/my/account/sign-out-elsewhere")
    assert (is_in(client), is_in(tablet)) == (True, False)
    assert cookie(client) not in str([row.__dict__ for row in db.session.scalars(select(Login))])


@pytest.mark.parametrize("way", ["logout", "password", "operator", "disabled", "erased"])
def test_an_old_cookie_lets_nobody_in(app, client, aino, way):
    enter(client)
    old, other = cookie(client), enter(app.test_client())
    user_id = aino.id
    if way == "logout":
        client.post("/fi/logout")
        assert is_in(other)
    elif way == "password":
        sent = {"password": PASSWORD, "new_password": "viisi sanaa eikä neljä nyt"}
        assert client.post("/fi/change", data=sent).status_code == 303
        assert is_in(client), "the browser in which it was changed stays"
        assert cookie(client) != old
        assert not is_in(other)
    elif way == "operator":
        administrator.set_password(SYSTEM, aino.email, NewPassword("hash", "u" * 32))
    elif way == "disabled":
        aino.active = False
        db.session.commit()
    else:
        personal.erase_account(acting(aino), aino.fs_uniquifier)
        assert db.session.scalars(select(Login).where(Login.user_id == user_id)).all() == []
    assert not is_in(client, old)


def test_a_browser_is_seen_every_few_minutes_and_forgotten_in_time(client, aino, time_machine):
    time_machine.move_to("2026-11-02T08:00:00Z", tick=False)
    enter(client)
    seen = select(Login.seen_at)
    first = db.session.scalar(seen)
    for minute, moved in ((4, False), (6, True)):
        time_machine.move_to(f"2026-11-02T08:0{minute}:00Z", tick=False)
        is_in(client)
        assert (db.session.scalar(seen) > first) is moved
    ended = row_of(person())
    ended.ended_at = clock.now() - dt.timedelta(days=29)
    db.session.commit()
    for days, left in ((1, 2), (60, 0)):
        time_machine.move_to(clock.now() + dt.timedelta(days=days), tick=False)
        db.session.execute(Login.__table__.update().values(seen_at=first))
        db.session.commit()
        retention.run()
        assert len(db.session.scalars(select(Login)).all()) == left, days


def test_browsers_have_names_that_people_know():
    assert browser_name(FIREFOX) == "Firefox, Linux"
    assert browser_name(PHONE + " Edg/140.0") == "Edge, Android"
    assert browser_name("curl/8.5") == ""
