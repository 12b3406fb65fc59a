"""wapiti crawls and attacks the pages as a visitor, a company and a city."""

import pytest

from tests.attacks.addresses import BASE, EXCLUDED, FORMS, QUESTIONS
from tests.attacks.site import PEOPLE, UNREAD, broken
from tests.attacks.tool import wapiti

OF_FORMS = {
    "depth": 1,
    "modules": [
        f"{one}:post" for one in
        ("xss", "permanentxss", "sql", "exec", "file", "redirect", "crlf", "ldap", "upload")
    ],
}  # fmt: skip
"""How the forms of some pages and of those they lead to are attacked, and nothing else: on the way
through all pages there is no time for them."""


def test_it_finds_the_flaws_of_the_broken_page(reports, control):
    with broken() as address:
        told = wapiti(
            f"{address}/", [], reports / "wapiti-control", modules=("xss", "http_headers"),
            seconds=60,
        )  # fmt: skip
    kinds = {one.kind for one in told.findings}
    assert control("wapiti", told, is_found="Reflected Cross Site Scripting" in kinds), kinds


@pytest.mark.parametrize("what", ["pages", "forms"])
@pytest.mark.parametrize("who", PEOPLE)
def test_it_finds_nothing_that_stands(target, reports, report, who, what):
    headers = target.headers_of(who)
    asked, more = (QUESTIONS, {}) if what == "pages" else (FORMS, OF_FORMS)
    starts = [target.address + one for one in asked[who]]
    with target.watched() as traffic:
        told = wapiti(
            target.address + BASE, starts, reports / f"wapiti-{who}-{what}", headers=headers,
            excluded=[f"{target.address}/en{one}" for one in EXCLUDED], **more,
        )  # fmt: skip
    assert report("wapiti", f"{who}, {what}", told, traffic) == ([], [])
    if what == "pages":
        assert sum(traffic.routes.values()) > 200, "it hardly asked anything"
    else:
        assert sum(traffic.sent.values()) > 10, "it hardly sent anything"
        assert sum(traffic.sent.values()) > 4 * traffic.sent[UNREAD], "they were not even read"
