"""Pages on a phone: Lighthouse finds nothing to mend in them, and they stay small."""

from contextlib import closing

import pytest

from tests.conftest import SERVER
from tests.journeys.pages import KINDS, signed_in
from tools import lighthouse

# One engine will do; all on the worker that keeps its server, and not on that of the keyboard.
ENGINE = "postgresql" if SERVER else "sqlite"
pytestmark = pytest.mark.xdist_group(ENGINE)
ALL_OF_IT = """() => ['navigation', 'resource']
    .flatMap((kind) => performance.getEntriesByType(kind))
    .map((one) => [new URL(one.name).pathname, one.transferSize])"""


def cookie_of(browser, server, who):
    with closing(signed_in(browser, server, who)) as context:
        return "; ".join(f"{one['name']}={one['value']}" for one in context.cookies())


@pytest.mark.parametrize("kind", KINDS, ids=[one.name for one in KINDS])
def test_lighthouse_finds_nothing_to_mend(kind, servers, browser):
    server = servers(ENGINE)
    cookie = cookie_of(browser, server, kind.who) if kind.who else ""

    report = lighthouse.read(kind.address(server), *lighthouse.JUDGED, cookie=cookie)

    assert report.url.startswith(kind.address(server).split("?")[0]), "it saw the page asked for"
    assert report.failures["accessibility"] == []
    assert report.scores["accessibility"] == 100
    assert report.scores["best-practices"] >= 95, report.failures
    assert report.scores["seo"] >= 95 or kind.who, report.failures


@pytest.mark.parametrize("kind", KINDS, ids=[one.name for one in KINDS])
def test_a_page_stays_within_its_bytes_and_requests(kind, servers, browser):
    server = servers(ENGINE)
    with closing(signed_in(browser, server, kind.who)) as context:
        page = context.new_page()
        page.goto(kind.address(server), wait_until="networkidle")
        came = page.evaluate(ALL_OF_IT)

    size = sum(size for _path, size in came) / 1000
    assert size <= kind.kilobytes, sorted(came, key=lambda one: -one[1])[:6]
    assert len(came) <= kind.requests, [path for path, _size in came]
