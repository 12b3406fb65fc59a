"""Signing in and out, and what a session withstands."""

import pytest

from app.adapters.accounts import hashed
from app.queries.account import user_by_email
from tests.factories.account import person, staff

PASSWORD = "neljä sanaa peräkkäin nyt"
NEXT = "/fi/testbeds?city=oulu"


@pytest.fixture
def aino(app, session):
    made = person(email="aino@koepaikka.example")
    made.password = hashed(PASSWORD)
    session.commit()
    return made


def enter(client, email="aino@koepaikka.example", password=PASSWORD, **more):
    return client.post("/fi/login", data={"email": email, "password": password, **more})


def is_signed_in(client):
    return client.get("/fi/my/account").status_code == 200


def test_a_protected_page_is_come_back_to(client, aino):
    asked = client.get("/fi/my/account?x=1")
    assert (asked.status_code, asked.location) == (302, "/fi/login?next=/fi/my/account?x%3D1")
    kept = client.page(asked.location).all("input", name="next")[0].get("value")
    entered = enter(client, next=kept)
    assert (entered.status_code, entered.location) == (303, "/fi/my/account?x=1")
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "away",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "http:/\\evil.example",
        "/ /evil.example",
        "///evil.example",
        "/" + "a" * 3000,
    ],
)
def test_next_never_leads_away_from_this_site(client, aino, away):
    assert enter(client, next=away).location in {"/fi/my", "/fi/my/"}
    client.post("/fi/logout")
    shown = client.page("/fi/login", query_string={"next": away}).all("input", name="next")[0]
    assert not shown.get("value")


def test_people_of_a_city_begin_at_the_desk(client, aino, session):
    worker = staff()
    worker.password = hashed(PASSWORD)
    session.commit()
    assert enter(client, worker.email).location.rstrip("/") == "/fi/desk"


def test_whoever_is_signed_in_is_led_on(client, aino):
    enter(client, next=NEXT)
    assert client.get("/fi/login", query_string={"next": NEXT}).location == NEXT
    assert client.get("/fi/register", query_string={"next": NEXT}).location == NEXT


def test_a_wrong_password_and_an_unknown_address_read_the_same(client, aino, session):
    closed = person(email="suljettu@koepaikka.example")
    closed.password, closed.active = hashed(PASSWORD), False
    without = person(email="ilman@koepaikka.example")
    session.commit()
    answers = []
    for email, password in (
        (aino.email, "väärä salasana tässä"),
        ("kukaan@koepaikka.example", PASSWORD),
        (closed.email, PASSWORD),
        (without.email, "nobody has this password"),
    ):
        response = enter(client, email, password)
        assert response.status_code == 422
        body = response.get_data(as_text=True)
        answers.append(body[body.index('id="password-error"') :].split("</p>")[0])
        assert password not in body
        assert email in body, "what was typed is kept"
    assert len(set(answers)) == 1
    assert not is_signed_in(client)


def test_an_unconfirmed_account_is_told_so_only_after_its_password(client, session):
    new = person(email="uusi@koepaikka.example", confirmed=False)
    new.password = hashed(PASSWORD)
    session.commit()
    told = enter(client, new.email)
    assert told.status_code == 422
    assert "/fi/confirm?email=uusi@koepaikka.example" in told.get_data(as_text=True)
    wrong = enter(client, new.email, "väärä salasana tässä")
    assert "/fi/confirm?email" not in wrong.get_data(as_text=True)


def test_signing_out_takes_a_post_and_ends_the_session(client, aino):
    enter(client)
    assert client.get("/fi/logout").status_code == 405
    assert is_signed_in(client)
    answer = client.post("/fi/logout")
    assert (answer.status_code, answer.location) == (303, "/fi/")
    assert not is_signed_in(client)


def test_a_session_begins_afresh_when_somebody_signs_in(client, aino):
    with client.session_transaction() as cookie:
        cookie["csrf_token"] = "known to somebody else"
        cookie["planted"] = True
    enter(client)
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.get("csrf_token") != "known to somebody else"


def test_a_session_that_nobody_uses_ends(client, aino, time_machine):
    time_machine.move_to("2026-11-01T08:00:00Z", tick=False)
    enter(client)
    for hour in (11, 14, 17):
        time_machine.move_to(f"2026-11-01T{hour}:30:00Z", tick=False)
        assert is_signed_in(client), "used every few hours it lives on"
    time_machine.move_to("2026-11-01T21:31:00Z", tick=False)
    assert not is_signed_in(client)


def test_keep_me_signed_in_outlives_the_session(client, aino, time_machine):
    time_machine.move_to("2026-11-01T08:00:00Z", tick=False)
    enter(client, remember="y")
    time_machine.move_to("2026-11-20T08:00:00Z", tick=False)
    assert is_signed_in(client)
    client.post("/fi/logout")
    assert not is_signed_in(client)


def test_cookies_are_out_of_the_reach_of_scripts_and_other_sites(client, aino):
    cookies = enter(client, remember="y").headers.getlist("Set-Cookie")
    own = [cookie for cookie in cookies if cookie.startswith(("koepaikka=", "remember="))]
    assert len(own) == 2
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in own)


def test_the_time_of_signing_in_is_kept_and_no_network_address(client, aino):
    enter(client)
    user = user_by_email(aino.email)
    assert user.login_count == 1
    assert user.current_login_at is not None
    assert user.current_login_ip is user.last_login_ip is None


def test_an_account_that_is_closed_is_out_at_once(client, aino, session):
    enter(client)
    user_by_email(aino.email).active = False
    session.commit()
    assert not is_signed_in(client)


def test_pages_of_passwords_are_kept_nowhere(client, aino):
    for path in ("/fi/login", "/fi/register", "/fi/reset", "/fi/reset/abc", "/fi/confirm"):
        headers = client.get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "same-origin"
