"""A hall full of people may share one network address; who writes to strangers may not go on."""

import pytest

from models.attempt import LIMITS, Door, Limit
from models.registration import Registrant
from tests.factories import registration as make
from tests.integration.registration.test_registration_pages import address

MOST = 3


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Let three from one network register who have not answered their mail."""
    monkeypatch.setitem(LIMITS, Door.REGISTRATION, Limit(by_name=2, by_address=MOST, minutes=1440))


def _comes(client, event, number):
    who = {"name": f"P {number}", "email": f"p{number}@koepaikka.example"}
    return client.post(address(event), data=who).status_code


def _confirms(client, session):
    registrant = session.query(Registrant).order_by(Registrant.id.desc()).first()
    return client.post(f"/en/registration/{registrant.token}/confirm").status_code


def test_a_network_whose_people_answer_their_mail_is_never_stopped(client, session):
    event = make.held(50)
    for number in range(4 * MOST):
        assert _comes(client, event, number) == 303
        assert _confirms(client, session) == 303


def test_a_network_that_writes_to_people_who_never_answer_is_stopped(client, session):
    event = make.held(50)
    assert [_comes(client, event, number) for number in range(MOST + 1)] == [303] * MOST + [429]
    assert session.query(Registrant).count() == MOST


def test_confirming_twice_takes_back_one_try_alone(client, session):
    event = make.held(50)
    assert _comes(client, event, 0) == 303
    for _press in range(MOST):
        assert _confirms(client, session) == 303
    assert [_comes(client, event, number) for number in range(1, MOST + 2)] == [303] * MOST + [429]
