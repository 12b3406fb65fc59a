"""The primary's machine goes while people work: the standby takes over, and knows everything."""

import pytest

from tests.cluster.conftest import Row
from tests.cluster.town import Town
from tests.faults.storm import Weather, blow


@pytest.fixture
def overtaken(place, seed):
    """Lets the primary go in the midst of a storm; returns the verdict, the outage, the damage."""

    def do(*, synchronous, sends_mail):
        app, folder, parts = place(synchronous=synchronous)
        made = []

        def site_of(*given, **named):
            made.append(Town(*given, **named))
            return made[-1]

        weather = Weather(0, seed, {}, sends_mail=sends_mail)
        found, _struck = blow(app, folder, weather, parts, site_of)
        return found, made[-1], parts.pair.standby.damage()

    return do


def test_nothing_that_was_acknowledged_is_lost(overtaken, report):
    found, site, wrong = overtaken(synchronous=True, sends_mail=True)
    report(
        Row(
            "fail-over, synchronous standby", found.acked, None, found.lost, found.phantom,
            found.over, outage_s=site.outage_s, check=wrong or "ok",
        )
    )  # fmt: skip
    assert found.broken == {}, found.words
    assert found.words == []
    assert wrong == ""


def test_a_standby_that_nobody_waits_for_has_not_heard_everything(overtaken, report):
    found, site, _wrong = overtaken(synchronous=False, sends_mail=False)
    report(
        Row(
            "control: asynchronous standby", found.acked, None, found.lost, found.phantom,
            found.over, outage_s=site.outage_s,
            check="fails, as it must" if found.lost else "NOT SEEN",
        )
    )  # fmt: skip
    assert found.lost > 0, found
