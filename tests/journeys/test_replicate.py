"""A company reads what came of a pilot and tries it again in another city."""

import datetime as dt
import re

from playwright.sync_api import expect

from app import clock
from tests.journeys.applying import ON, send

FIRST = "pihavalot-metsokangas"


def read_the_result(company):
    """Read what came of it, with charts and family, and return its title."""
    page = company.page
    company.go("/results?city=oulu")
    company.press(f"main .card-title a[href*='{FIRST}']")
    for _reader in range(20):  # a later reader finds drawn what the first did not wait for
        if page.locator("figure .chart").count() >= 3:
            break
        page.reload()
    expect(page.locator("figure .chart").nth(2)).to_be_attached()
    expect(page.locator(".family li li").nth(1), "its family is shown").to_be_attached()
    return page.locator("h1").inner_text()


def choose_place_and_days(company):
    """Press the button on the result, choose where and who, and wish for days."""
    page = company.page
    company.press(f"main a[href$='/{FIRST}/replicate']")
    page.locator("main input[name='testbed']").first.check()
    page.locator("main input[name='applicant']").first.check()
    company.press(ON)
    assert "/edit/places" in page.url
    start = clock.today() + dt.timedelta(days=120)
    page.fill("main [name$='-earliest']", start.isoformat())
    page.fill("main [name$='-days']", "14")
    company.press(ON)


def test_company_replicates_a_result_in_another_city(people):
    company = people()
    page = company.page
    company.go("/results")
    title = read_the_result(company)
    company.sign_in("company")
    company.go(f"/results/{FIRST}")
    choose_place_and_days(company)

    expect(page.locator("main [name='title']")).to_have_value(title)
    expect(page.locator("main [name='goals']")).to_have_value(re.compile("kWh"))
    company.fill(novelty="Sama laite, toinen kaupunki.")
    company.choose(stage="prototype")
    company.press(ON)
    company.fill(users="Pihan käyttäjät", user_count="200")
    company.press(ON)
    company.fill(needs="Sähkö", price_eur="1000", price_covers="Kaikki")
    company.fill(risks="Vähän", restoration="Viemme pois")
    company.press(ON)
    send(company)
    expect(page.locator("h1")).to_contain_text(title)
