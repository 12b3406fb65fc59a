"""What Lighthouse measures of our pages on its phone profile, in a real browser.

The profile is a middling phone on a slow mobile network (1.6 Mbit/s, 150 ms, processor slowed four
times), worked out by Lighthouse from an unhindered load.  Each page is read three times cold and
the medians are printed beside the raw figures that the score is made of, and beside Lighthouse's
own measure of this machine (a figure under 1,000 means a busy one, whose scores are too low).
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

from app.cli.users import DEMO_PASSWORD
from bench.place import ROOT, new_database, settings
from bench.server import serving
from tools import lighthouse

RUNS, GOAL = 3, 95
FIGURES = {
    "first-contentful-paint": "first paint", "largest-contentful-paint": "largest paint",
    "speed-index": "speed index", "total-blocking-time": "blocked",
}  # fmt: skip
PILOT = 'href="(/fi/pilots/[^"?#/]+)"'
TESTBED = 'href="(/fi/testbeds/helsinki/[^"?#/]+)"'


def run(kind: str) -> None:
    """Measure on one engine (sqlite or postgresql) and print the figures."""
    with tempfile.TemporaryDirectory() as folder, new_database(kind, Path(folder)) as url:
        environment = settings(url, Path(folder))
        flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
        for command in (["db", "upgrade"], ["seed", "demo"]):
            subprocess.run(
                [*flask, *command], check=True, cwd=ROOT, env=environment, capture_output=True
            )
        with serving(environment) as address:
            print(f"pages on a phone, {kind}, median of {RUNS} cold loads, goal {GOAL}")
            cookie = _cookie(address)
            for path in _paths(address):
                _measure(address + path, cookie if "/my/" in path else "")


def _paths(address: str) -> list[str]:
    """Return the front page, a pilot, lists, a testbed, and forms signed out and in."""

    def first(page: str, link: str) -> str:
        with urlopen(address + page) as answer:  # noqa: S310 - our own loopback address
            found = re.search(link, answer.read().decode())
        return found[1] if found else page

    return [
        "/fi/", first("/fi/", PILOT), "/fi/testbeds", first("/fi/testbeds?city=helsinki", TESTBED),
        "/fi/results", "/fi/login", "/fi/register", "/fi/my/applications/new",
    ]  # fmt: skip


def _cookie(address: str) -> str:
    """Return what the browser of a signed-in company sends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.goto(f"{address}/fi/login")
        page.fill("main [name=email]", "company@koepaikka.example")
        page.fill("main [name=password]", DEMO_PASSWORD)
        with page.expect_navigation():
            page.locator("main form button[type=submit]").first.click()
        cookies = page.context.cookies()
        browser.close()
    return "; ".join(f"{one['name']}={one['value']}" for one in cookies)


def _measure(url: str, cookie: str) -> None:
    urlopen(url).read()  # noqa: S310 - our own loopback address; warms the server, not the browser
    reports = [lighthouse.read(url, cookie=cookie) for _ in range(RUNS)]
    scores = {
        name: statistics.median(one.scores[name] for one in reports)
        for name in lighthouse.CATEGORIES
    }

    def median(audit: str) -> float:
        return statistics.median(one.figure(audit) for one in reports)

    spread = sorted(one.scores["performance"] for one in reports)
    print(f"  {reports[0].url.partition('/fi')[2] or '/'}")
    print(
        f"    performance {scores['performance']:.0f} ({spread[0]}–{spread[-1]}), accessibility "
        f"{scores['accessibility']:.0f}, best practices {scores['best-practices']:.0f}, "
        f"SEO {scores['seo']:.0f}"
    )
    raw = [f"{words} {median(audit) / 1000:.2f} s" for audit, words in FIGURES.items()]
    shift = f"shift {median('cumulative-layout-shift'):.3f}"
    weight = f"{median('total-byte-weight') / 1000:.0f} kB"
    machine = f"machine {statistics.median(one.machine for one in reports):.0f}"
    print(f"    {', '.join([*raw, shift, weight, machine])}")
