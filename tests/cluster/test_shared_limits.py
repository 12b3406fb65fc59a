"""Limits hold over all nodes together; when the store of limits goes, nothing else does."""

from collections import Counter

from tests.cluster.conftest import Row
from tests.cluster.town import Town
from tests.storm_browser import Browser

LIMIT, ASKED = 120, 160
ALL, TOO_MANY = "/data/dumps/", 429


def test_limits_are_counted_for_all_nodes_and_outlive_their_store(place, report):
    _app, folder, parts = place()
    site = Town("", folder, "", cluster=parts)
    site.mail = []
    with site:
        together = asked(site, ASKED)
        parts.limits.end()
        alone = asked(site, ASKED)
    trial = f"limit of {LIMIT} a minute: {ASKED} asked, {together[TOO_MANY]} refused"
    report(Row(trial, together[200], failed=sum(broken(together))))
    report(Row("the store of limits goes", alone[200], failed=sum(broken(alone))))
    assert together[200] == LIMIT
    assert sum(broken(together)) == sum(broken(alone)) == 0


def asked(site, times):
    browser = Browser(site.address)
    return Counter(browser.ask(ALL)[0] for _time in range(times))


def broken(found):
    return [count for status, count in found.items() if status not in {200, TOO_MANY}]
