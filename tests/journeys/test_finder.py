"""A company says what it needs and when, compares two places, and begins to apply for both."""

import datetime as dt

from playwright.sync_api import expect

from app import clock
from tests.journeys.applying import ON


def test_company_finds_compares_and_begins_to_apply(people):
    finder = people()
    finder.sign_in("company")
    page = finder.page
    finder.go("/testbeds")
    start = clock.today() + dt.timedelta(days=100)
    page.locator("#free-days summary").click()
    finder.fill(days="10", start=start.isoformat())
    finder.press("#free-days button[type=submit]")
    finder.go(f"{page.url.split(f'/{finder.lang}', 1)[1]}&need=power&who=companies")
    expect(page.locator(".reasons li[data-met]").nth(2)).to_be_attached()
    page.locator("input[name=place]").nth(0).check()
    page.locator("input[name=place]").nth(1).check()
    finder.press("#compare button")

    expect(page.locator("table.compare thead th")).to_have_count(2)
    finder.press("a[href*='/my/applications/new']")
    page.locator("main input[name='applicant']").first.check()
    finder.press(ON)

    assert "/edit/places" in page.url
    days = page.locator("main [name$='-days']")
    expect(days).to_have_count(2)
    for one in days.all():
        expect(one).to_have_value("10")
