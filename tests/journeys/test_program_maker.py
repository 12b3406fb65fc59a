"""Somebody who makes programs reads the documentation, tries it out by keyboard and prints it.

It walks two ways, both engines and both widths: the page is the same in every language, which
tests/integration/api looks at.
"""

import json
import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.long


def opened(page, name):
    """Open an operation as people do without a mouse, and return it."""
    one = page.locator(f"details#{name}")
    one.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(one).to_have_attribute("open", "")
    return one


def test_an_answer_is_shown_beside_the_form_that_asked_for_it(people):
    maker = people()
    page = maker.page
    page.goto(f"{maker.server.address}/{maker.lang}/open-data/api")
    everything = page.locator("[data-open-all]")
    everything.click()
    maker.look()
    everything.click()

    one = opened(page, "search")
    one.locator("[name=q]").fill("robotti")
    one.locator("[name=limit]").fill("1")
    page.keyboard.press("Enter")
    answer = one.locator("[data-answer] code")
    answer.wait_for()
    found = json.loads(answer.inner_text())
    assert len(found["items"]) == 1
    assert "cursor=" in found["next"]
    expect(one.locator("[role=status]")).to_have_text(re.compile("^200"))
    link = one.locator("[data-address]")
    expect(link).to_have_attribute("href", re.compile("q=robotti"))

    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("details.operation:not([open])")).to_have_count(0)
    page.emulate_media(media="screen")

    page.goto(f"{maker.server.address}/{maker.lang}/open-data/api#listCities")
    expect(page.locator("details#listCities")).to_have_attribute("open", "")
