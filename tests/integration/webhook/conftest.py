"""A receiver on this machine, and a courier who may go there."""

import pytest

from app.adapters.outward import Limits, Outward
from app.adapters.outward_address import Rules
from app.jobs.webhook import Courier
from tests.factories.webhook import KEY
from tests.integration.webhook.receiver import Receiver

QUICK = Limits(connect_s=2, read_s=0.5, whole_s=1.0)


@pytest.fixture
def receiver(socket_enabled):
    with Receiver() as made:
        yield made


@pytest.fixture
def courier():
    outward = Outward(Rules(loopback=True), "Koepaikka/test", QUICK)
    return Courier(outward, KEY, "http://localhost")
