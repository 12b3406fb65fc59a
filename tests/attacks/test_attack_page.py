"""wapiti crawls and attacks the pages as a visitor, a company and a city."""

import pytest

from tests.attacks.addresses import BASE, EXCLUDED, QUESTIONS
from tests.attacks.site import PEOPLE, broken
from tests.attacks.tool import wapiti


def test_it_finds_the_flaws_of_the_broken_page(reports, control):
    with broken() as address:
        told = wapiti(
            f"{address}/", [], reports / "wapiti-control", modules=("xss", "http_headers"),
            seconds=60,
        )  # fmt: skip
    kinds = {one.kind for one in told.findings}
    assert control("wapiti", told, is_found="Reflected Cross Site Scripting" in kinds), kinds


@pytest.mark.parametrize("who", PEOPLE)
def test_it_finds_nothing_that_stands(target, reports, report, who):
    headers = target.headers_of(who)
    starts = [target.address + one for one in QUESTIONS[who]]
    with target.watched() as traffic:
        told = wapiti(
            target.address + BASE, starts, reports / f"wapiti-{who}", headers=headers,
            excluded=[f"{target.address}/en{one}" for one in EXCLUDED],
        )  # fmt: skip
    assert sum(traffic.routes.values()) > 200, "it hardly asked anything"
    assert report("wapiti", who, told, traffic) == ([], [])
