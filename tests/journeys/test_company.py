"""A company, and a resident, find places that fit, apply once, and follow what happens."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from app import clock
from tests.journeys.applying import IDEA, ON, begin, send, write_full, write_short


def first_free(person, who):
    """Search for a place with days in a row free, and return the first one's address."""
    start = clock.today() + dt.timedelta(days=90)
    end = start + dt.timedelta(days=150)
    welcome = "companies" if who == "company" else "residents"
    person.go(f"/testbeds?days=14&start={start}&end={end}&who={welcome}")
    expect(person.page.locator(".card")).not_to_have_count(0)
    href = person.page.locator(".card-title a").first.get_attribute("href")
    return href.split(f"/{person.lang}", 1)[1].split("?")[0]


@pytest.mark.parametrize("who", ["company", "resident"])
def test_applicant_writes_a_draft_that_saves_itself_and_sends_it(people, who):
    applicant = people()
    applicant.sign_in(who)
    testbed = first_free(applicant, who)
    begin(applicant, testbed, who, clock.today() + dt.timedelta(days=120), 14)
    page = applicant.page
    saved = page.locator("[data-saved], .saved").first
    expect(saved).to_contain_text(re.compile(r"\d\d[.:]\d\d"), timeout=30_000)
    page.reload()
    expect(page.locator("main [name$='-days']")).to_have_value("14")
    applicant.press(ON)

    (write_full if who == "company" else write_short)(applicant)
    send(applicant)

    expect(page.locator("h1")).to_contain_text(IDEA["title"])
    applicant.go("/my")
    assert IDEA["title"] in applicant.text()
