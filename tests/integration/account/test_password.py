"""A new password: by a link from the mail, or by the old one.  Other sessions end."""

import pytest

from app.adapters.accounts import hashed
from app.queries.account import user_by_email
from tests.factories.account import person
from tests.factories.mail import link, templates

OLD, NEW = "neljä sanaa peräkkäin nyt", "uudet sanat aivan eri järjestyksessä"


@pytest.fixture
def aino(app, session):
    made = person(email="aino@koepaikka.example")
    made.password = hashed(OLD)
    session.commit()
    return made


def enter(client, password):
    return client.post(
        "/fi/login", data={"email": "aino@koepaikka.example", "password": password, "next": "/fi/x"}
    )


def ask(client, email="aino@koepaikka.example"):
    return client.post("/fi/reset", data={"email": email})


def test_a_forgotten_password_is_replaced_by_a_link(client, aino):
    assert ask(client).location == "/fi/mail-sent/reset"
    path = link(aino.email)
    client.page(path)
    done = client.post(path, data={"password": NEW})
    assert (done.status_code, done.location) == (303, "/fi/login")
    assert templates(aino.email) == ["account/reset_instructions", "account/reset_notice"]
    assert enter(client, OLD).status_code == 422
    assert enter(client, NEW).status_code == 303


def test_the_link_works_once_and_for_two_hours(client, aino, time_machine):
    time_machine.move_to("2026-11-01T12:00:00Z", tick=False)
    ask(client)
    path = link(aino.email)
    client.post(path, data={"password": NEW})
    assert client.post(path, data={"password": OLD}).status_code == 410
    time_machine.move_to("2026-11-01T12:10:00Z", tick=False)
    ask(client)
    path = link(aino.email)
    time_machine.move_to("2026-11-01T14:11:00Z", tick=False)
    assert client.get(path).status_code == 410


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, aino):
    answers = [ask(client), ask(client, "kukaan@koepaikka.example")]
    assert {(answer.status_code, answer.location) for answer in answers} == {
        (303, "/fi/mail-sent/reset")
    }
    assert templates("kukaan@koepaikka.example") == []


def test_who_can_open_the_mail_has_confirmed_the_address(client, session):
    new = person(email="aino@koepaikka.example", confirmed=False)
    ask(client)
    client.post(link(new.email), data={"password": NEW})
    assert enter(client, NEW).status_code == 303


def test_the_link_is_on_our_own_address_whatever_host_was_asked(client, aino):
    client.post("/fi/reset", data={"email": aino.email}, headers={"Host": "evil.example"})
    assert link(aino.email).startswith("/fi/reset/"), (
        "the mail puts the setting's address before it"
    )


def change(client, **answers):
    return client.post("/fi/change", data={"password": OLD, "new_password": NEW, **answers})


def test_changing_the_password_ends_every_other_session(app, client, aino):
    other = app.test_client()
    enter(client, OLD)
    enter(other, OLD)
    assert other.get("/fi/my/account").status_code == 200
    done = change(client)
    assert (done.status_code, done.location) == (303, "/fi/my/account")
    assert client.get("/fi/my/account").status_code == 200
    assert other.get("/fi/my/account").status_code == 302
    assert templates(aino.email) == ["account/change_notice"]
    assert enter(other, NEW).status_code == 303


def test_resetting_the_password_ends_every_session(app, client, aino):
    enter(client, OLD)
    other = app.test_client()
    ask(other)
    other.post(link(aino.email), data={"password": NEW})
    assert client.get("/fi/my/account").status_code == 302


def test_a_remembered_device_is_forgotten_by_a_new_password(app, client, aino):
    other = app.test_client()
    other.post(
        "/fi/login", data={"email": aino.email, "password": OLD, "remember": "y", "next": "/fi/x"}
    )
    enter(client, OLD)
    change(client)
    assert other.get("/fi/my/account").status_code == 302


def test_signing_out_elsewhere_keeps_this_session(app, client, aino):
    other = app.test_client()
    enter(client, OLD)
    enter(other, OLD)
    assert client.post("/fi/my/account/sign-out-elsewhere").location == "/fi/my/account/logins"
    assert client.get("/fi/my/account").status_code == 200
    assert other.get("/fi/my/account").status_code == 302


def test_a_wrong_old_password_changes_nothing(client, aino):
    enter(client, OLD)
    answer = change(client, password="arvattu salasana tässä")
    assert answer.status_code == 422
    assert 'id="password-error"' in answer.get_data(as_text=True)
    assert NEW not in answer.get_data(as_text=True)
    assert enter(client, OLD).status_code == 303
    assert templates(aino.email) == []


@pytest.mark.parametrize(
    "weak",
    ["", "lyhyt", "salasana1234", "123456789012", "aaaaaaaaaaaa", "Koepaikka2026!", OLD, "x" * 300],
)
def test_a_weak_new_password_is_refused_at_its_field(client, aino, weak):
    enter(client, OLD)
    answer = change(client, new_password=weak)
    assert answer.status_code == 422
    assert 'id="new_password-error"' in answer.get_data(as_text=True)
    assert user_by_email(aino.email).password == aino.password


def test_passwords_typed_on_different_keyboards_are_the_same(client, session, aino):
    """One keyboard sends ä as one character, another as a and two dots."""
    enter_composed = enter(client, OLD)
    assert enter_composed.status_code == 303
    client.post("/fi/logout")
    assert enter(client, OLD.replace("ä", "a\u0308")).status_code == 303
