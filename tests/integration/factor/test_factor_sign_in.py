"""The second step of signing in: codes that count once, and doors that close on guessing."""

import pytest

from app.adapters.accounts import hashed
from app.database import db
from tests.factories.account import person
from tests.factories.factor import app_of, code_of, codes_of

PASSWORD = "neljä sanaa peräkkäin nyt"
NEXT = "/fi/testbeds?city=oulu"
STEP = "/fi/login/second-step"
OWN = "/fi/my/account"


@pytest.fixture
def aino(client, time_machine):
    """Somebody with an app and two recovery codes, in the middle of a step of time."""
    time_machine.move_to("2026-11-02T08:00:15Z", tick=False)
    made = person(email="aino@koepaikka.example")
    made.password = hashed(PASSWORD)
    db.session.commit()
    return made, app_of(made), codes_of(made)


def show_password(client, password=PASSWORD):
    sent = {"email": "aino@koepaikka.example", "password": password, "next": NEXT}
    return client.post("/fi/login", data=sent)


def show(client, code):
    return client.post(STEP, data={"code": code, "next": NEXT})


def refusal(answer):
    """Return what stands at the field when a code was not taken."""
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    return text[text.index('id="code-error"') :].split("</p>")[0]


def is_signed_in(client):
    return client.get(OWN).status_code == 200


def test_the_password_alone_opens_nothing(client, aino):
    _made, secret, _codes = aino
    asked = show_password(client)
    assert (asked.status_code, asked.location) == (303, f"{STEP}?next={NEXT.replace('=', '%3D')}")
    page = client.page(asked.location)
    assert page.all("input", name="next")[0].get("value") == NEXT
    for path in (OWN, "/fi/my", "/fi/desk", "/fi/my/tokens", f"{OWN}/second-factor"):
        assert client.get(path).location.startswith("/fi/login?next="), path
    refusal(show(client, ""))
    refusal(show(client, "000000" if code_of(secret) != "000000" else "111111"))
    refusal(show(client, code_of(secret, 3)))
    assert not is_signed_in(client)

    entered = show(client, code_of(secret))

    assert (entered.status_code, entered.location) == (303, NEXT)
    assert is_signed_in(client)
    assert client.get(STEP).location.rstrip("/") == "/fi/my"


def test_a_code_counts_once_and_no_earlier_one_after_it(client, aino, time_machine):
    _made, secret, _codes = aino
    show_password(client)
    assert show(client, code_of(secret)).status_code == 303
    client.post("/fi/logout")
    show_password(client)
    assert "käytetty" in refusal(show(client, code_of(secret)))
    assert "käytetty" in refusal(show(client, code_of(secret, -1)))
    assert not is_signed_in(client)
    time_machine.move_to("2026-11-02T08:00:45Z", tick=False)
    assert show(client, code_of(secret)).status_code == 303


def test_a_recovery_code_lets_in_once(client, aino):
    _made, _secret, codes = aino
    show_password(client)
    assert show(client, codes[0].upper().replace("-", " ")).location == NEXT
    client.post("/fi/logout")
    show_password(client)
    refusal(show(client, codes[0]))
    assert not is_signed_in(client)
    assert show(client, codes[1]).status_code == 303


def test_the_eleventh_try_waits_even_when_it_is_right(client, aino):
    _made, secret, _codes = aino
    show_password(client)
    assert [show(client, "abc").status_code for _try in range(10)] == [422] * 10
    show_password(client)
    assert show(client, code_of(secret)).status_code == 429
    assert not is_signed_in(client)


def test_the_second_step_has_to_follow_the_first(client, aino, time_machine):
    made, secret, _codes = aino
    assert show(client, code_of(secret)).location.startswith("/fi/login?next=")
    show_password(client)
    made.fs_uniquifier = "f" * 32  # as a new password does
    db.session.commit()
    assert show(client, code_of(secret)).location.startswith("/fi/login")
    show_password(client)
    time_machine.move_to("2026-11-02T08:11:15Z", tick=False)
    assert show(client, code_of(secret)).location.startswith("/fi/login")
    assert not is_signed_in(client)
