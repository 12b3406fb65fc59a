"""What is sent outwards goes to the address that was looked at, and to none inside."""

import ipaddress
import socket
import ssl

import pytest

from app.adapters.outward import Outward, OutwardError
from app.adapters.outward_address import Rules, Target, target_of
from models.webhook import Trouble
from tests.integration.webhook.conftest import QUICK
from tests.integration.webhook.receiver import Receiver

HERE, PUBLIC = ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("93.184.215.14")
EXAMPLE = Target("https", "receiver.example", 443, "/")


class Names:
    """A name server whose answers change; it counts how often it is asked."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), 0

    def __call__(self, _host, _port):
        self.asked += 1
        return [ipaddress.ip_address(one) for one in self.answers.pop(0)]


@pytest.fixture
def no_connection(monkeypatch):
    """Notes whoever tries to connect, and lets nobody."""
    tried = []

    def refuse(address, *_more, **_named):
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    return tried


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"], ["10.1.2.3"], ["169.254.169.254"], ["::1"], ["::ffff:192.168.0.1"],
        ["fd00::1"], ["0.0.0.1"], ["224.0.0.1"], ["64:ff9b::a00:1"],
        ["93.184.215.14", "10.0.0.1"], ["10.0.0.1", "93.184.215.14"],
    ],
)  # fmt: skip
def test_a_name_of_which_any_address_is_inside_is_sent_nothing(addresses, no_connection):
    outward = Outward(Rules(), "test", QUICK, Names(addresses))
    with pytest.raises(OutwardError) as refused:
        outward.post(EXAMPLE, b"{}", {})
    assert refused.value.trouble is Trouble.FORBIDDEN_ADDRESS
    assert no_connection == []


def test_a_name_that_means_another_place_a_moment_later_changes_nothing(no_connection):
    names = Names(["93.184.215.14"], ["127.0.0.1"])
    with pytest.raises(OutwardError) as refused:
        Outward(Rules(), "test", QUICK, names).post(EXAMPLE, b"{}", {})
    assert refused.value.trouble is Trouble.REFUSED
    assert no_connection == [("93.184.215.14", 443)]
    assert names.asked == 1


def test_a_name_that_nobody_knows_and_one_that_takes_for_ever(no_connection):
    def unknown(_host, _port):
        raise socket.gaierror

    with pytest.raises(OutwardError) as refused:
        Outward(Rules(), "test", QUICK, unknown).post(EXAMPLE, b"{}", {})
    assert refused.value.trouble is Trouble.UNKNOWN_HOST


@pytest.fixture
def by_tls(socket_enabled, certificate):
    """A receiver that speaks TLS and is called receiver.example."""
    with Receiver(certificate=certificate) as made:
        yield made


def sender(receiver, trusted=None):
    context = ssl.create_default_context(cafile=trusted)
    rules = Rules(frozenset({receiver.port}), loopback=True)
    return Outward(rules, "test", QUICK, lambda _host, _port: [HERE], context)


def test_the_certificate_is_checked_against_the_name(by_tls, certificate):
    right = target_of(f"https://receiver.example:{by_tls.port}/in", Rules(frozenset({by_tls.port})))
    assert sender(by_tls, certificate).post(right, b"{}", {}).status == 204
    assert by_tls.taken[0].headers["host"] == f"receiver.example:{by_tls.port}"

    wrong = target_of(f"https://other.example:{by_tls.port}/in", Rules(frozenset({by_tls.port})))
    for outward, target in (
        (sender(by_tls, certificate), wrong),
        (sender(by_tls), right),
    ):
        with pytest.raises(OutwardError) as refused:
            outward.post(target, b"{}", {})
        assert refused.value.trouble is Trouble.CERTIFICATE
    assert len(by_tls.taken) == 1
