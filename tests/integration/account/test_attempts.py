"""Nobody can try a door too often, over threads and processes."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from app.adapters.accounts import hashed
from app.database import request_key
from app.factory import create_app
from app.policies.actor import VISITOR
from app.services import attempt
from models.attempt import LIMITS, Attempt, Door, Limit
from models.errors import TooManyAttemptsError
from tests.conftest import settings_for
from tests.factories.account import person

TRIES, THREADS, PROCESSES = 80, 4, 2
LIMIT = LIMITS[Door.SIGN_IN].by_name


def _knock(app):
    with app.app_context():
        try:
            attempt.admit(VISITOR, Door.SIGN_IN, "same name", "same address")
        except TooManyAttemptsError:
            return 0
        return 1


def _process(url, folder, gate, answers):
    app = create_app(settings_for(url, Path(folder)))
    gate.wait(60)
    share = TRIES // PROCESSES
    with ThreadPoolExecutor(THREADS) as pool:
        answers.put(sum(pool.map(lambda _number: _knock(app), range(share))))


def test_of_eighty_tries_at_once_exactly_the_limit_is_let_through(engine_kind, databases):
    app = databases.application(engine_kind)
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    context = multiprocessing.get_context("spawn")
    gate, answers = context.Barrier(PROCESSES), context.Queue()
    workers = [
        context.Process(target=_process, args=(url, str(databases.folder), gate, answers))
        for _number in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    let_through = [answers.get(timeout=90) for _worker in workers]
    for worker in workers:
        worker.join(30)
    assert sum(let_through) == LIMIT


WRONG = "väärä salasana tässä"


def guess(client, email="aino@koepaikka.example", password=WRONG, **headers):
    return client.post(
        "/fi/login",
        data={
            "email": email,
            "password": password,
            "next": "/fi/x",
            "request_key": "always the same",
        },
        environ_base=headers,
    )


@pytest.fixture
def aino(app, session):
    made = person(email="aino@koepaikka.example")
    made.password = hashed("neljä sanaa peräkkäin nyt")
    session.commit()
    return made


@pytest.mark.parametrize(("lang", "words"), [("fi", "15"), ("sv", "15"), ("en", "Wait 15 minutes")])
def test_guessing_ends_in_a_page_that_says_when_to_come_back(client, aino, lang, words):
    for _time in range(LIMIT):
        assert guess(client).status_code == 422
    answer = client.post(
        f"/{lang}/login", data={"email": aino.email, "password": "vielä kerran nyt"}
    )
    assert answer.status_code == 429
    assert words in answer.get_data(as_text=True)


def test_even_the_right_password_waits_then(client, aino, time_machine):
    time_machine.move_to("2026-11-01T12:00:00Z", tick=False)
    for _time in range(LIMIT):
        guess(client)
    right = "neljä sanaa peräkkäin nyt"
    assert guess(client, password=right).status_code == 429
    time_machine.move_to("2026-11-01T12:15:01Z", tick=False)
    assert guess(client, password=right).status_code == 303


def test_an_unknown_address_is_limited_alike(client, aino):
    """Else the limit would say which addresses have accounts."""
    statuses = [guess(client, "kukaan@koepaikka.example").status_code for _time in range(LIMIT + 1)]
    assert statuses == [422] * LIMIT + [429]


def test_signing_in_often_is_no_offence(client, aino):
    for _time in range(LIMIT + 3):
        assert guess(client, password="neljä sanaa peräkkäin nyt").status_code == 303
        client.post("/fi/logout")


def test_one_network_address_may_not_try_every_account(client, aino, monkeypatch):
    monkeypatch.setitem(LIMITS, Door.SIGN_IN, Limit(10, 3))
    for number in range(3):
        assert guess(client, f"p{number}@koepaikka.example").status_code == 422
    assert guess(client, aino.email).status_code == 429
    assert guess(client, aino.email, REMOTE_ADDR="192.0.2.7").status_code == 422


def test_an_ipv6_network_counts_as_one(client, aino, monkeypatch):
    monkeypatch.setitem(LIMITS, Door.SIGN_IN, Limit(10, 2))
    statuses = [
        guess(client, f"p{n}@koepaikka.example", REMOTE_ADDR=f"2001:db8:1:2::{n}").status_code
        for n in range(3)
    ]
    assert statuses == [422, 422, 429]


def test_a_repeat_under_the_same_request_key_counts_again(session):
    token = request_key.set("same")
    try:
        for _time in range(LIMIT):
            attempt.admit(VISITOR, Door.SIGN_IN, "name", "address")
        with pytest.raises(TooManyAttemptsError) as refused:
            attempt.admit(VISITOR, Door.SIGN_IN, "name", "address")
    finally:
        request_key.reset(token)
    assert refused.value.facts["minutes"] == 15


def test_sign_up_and_reset_have_limits_of_their_own(client, session):
    limit = LIMITS[Door.RESET].by_name
    answers = [
        client.post("/fi/reset", data={"email": "a@koepaikka.example"}) for _n in range(limit + 1)
    ]
    assert [a.status_code for a in answers] == [303] * limit + [429]
    form = {"name": "A", "email": "a@koepaikka.example", "password": "neljä sanaa peräkkäin nyt"}
    limit = LIMITS[Door.SIGN_UP].by_name
    answers = [client.post("/fi/register", data=form) for _n in range(limit + 1)]
    assert [a.status_code for a in answers] == [303] * limit + [429]


def test_no_address_is_kept_in_the_clear(client, aino, session):
    guess(client)
    keys = session.scalars(select(Attempt.key)).all()
    assert len(keys) == 2
    assert all(len(key) == 64 and "aino" not in key and "127" not in key for key in keys)


def test_old_counts_are_tidied_away(session, time_machine):
    time_machine.move_to("2026-11-01T12:00:00Z", tick=False)
    attempt.admit(VISITOR, Door.BOOKING, "old", "old address")
    time_machine.move_to("2026-11-01T12:20:00Z", tick=False)
    attempt.admit(VISITOR, Door.BOOKING, "new", "new address")
    assert attempt.forget(VISITOR) == 2
    assert set(session.scalars(select(Attempt.key))) == {"new", "new address"}
