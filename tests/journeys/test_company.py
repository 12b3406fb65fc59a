"""A company, and a resident, find places that fit, apply once, and follow what happens."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

IDEA = {
    "title": "Penkki, joka kertoo säästä",
    "summary": "Puistonpenkissä on pieni näyttö, joka kertoo lämpötilan ja tuulen.",
}


def free_days(person, days):
    """Search for testbeds with free days in a row and open the first that takes companies."""
    today = dt.date.today()
    start, end = today + dt.timedelta(days=90), today + dt.timedelta(days=240)
    person.go(
        f"/testbeds?days={days}&start={start}&end={end}&applicant=companies&applicants=companies"
    )
    assert person.page.locator(".card").count() > 0
    return start


def write_short(person):
    person.fill(**IDEA)
    person.press("main form.form button[type=submit]:not([name=leave])")
    person.fill(measured="Lämpötila ja tuuli.")
    person.choose(personal_data="no")
    person.press("main form.form button[type=submit]:not([name=leave])")


def write_full(person):
    person.fill(**IDEA, novelty="Ei vaadi sähköverkkoa.", goals="Istutaanko penkillä enemmän")
    person.choose(stage="prototype", themes="iot_data")
    person.press("main form.form button[type=submit]:not([name=leave])")
    person.fill(users="Puiston kävijät", user_count="200", measured="Lämpötila ja tuuli.")
    person.choose(personal_data="no")
    person.press("main form.form button[type=submit]:not([name=leave])")
    person.fill(
        needs="Yksi penkki",
        price_eur="1000",
        price_covers="Kaikki",
        risks="Vähän",
        restoration="Viemme pois",
    )
    person.press("main form.form button[type=submit]:not([name=leave])")


def start_at(person, testbed_path, days):
    """Press Apply on a testbed's page and come to the first step."""
    person.go(testbed_path)
    person.press(
        "a[href*='/my/applications/new']:visible, form[action*='/my/applications/new'] button"
    )


@pytest.mark.parametrize("who", ["company", "resident"])
def test_applicant_writes_a_draft_that_saves_itself_and_sends_it(people, who):
    applicant = people()
    applicant.sign_in(who)
    free_days(applicant, 14)
    first = applicant.page.locator(".card-title a").first
    path = first.get_attribute("href").split(f"/{applicant.lang}", 1)[1].split("?")[0]
    if who == "resident":
        applicant.go("/testbeds?applicant=residents&applicants=residents")
        path = applicant.page.locator(".card-title a").first.get_attribute("href")
        path = path.split(f"/{applicant.lang}", 1)[1].split("?")[0]
    start_at(applicant, path, 14)
    radio = applicant.page.locator("main input[name='applicant']")
    (
        radio.locator("nth=0")
        if who == "company"
        else applicant.page.locator("input[value='person']")
    ).check()
    applicant.press("main form.form button[type=submit]")

    page = applicant.page
    assert "/edit/places" in page.url
    day = dt.date.today() + dt.timedelta(days=120)
    page.fill("main [name='earliest']", day.isoformat())
    page.fill("main [name='days']", "14")
    expect(page.locator("[data-saved], .saved").first).to_contain_text(re.compile(r"\d\d[.:]\d\d"), timeout=8_000)
    page.reload()
    assert page.locator("main [name='days']").input_value() == "14"
    applicant.press("main form.form button[type=submit]:not([name=stay])")

    (write_full if who == "company" else write_short)(applicant)
    applicant.fill(contact_name="Testi Henkilö", contact_email="testi@koepaikka.example")
    applicant.press("main form.form button[type=submit]:not([name=leave])")
    assert "/edit/check" in page.url, page.url
    applicant.page.locator("main input[name='terms']").check()
    applicant.press("main form.form button[type=submit]")

    assert "/edit/" not in page.url, applicant.text()[:600]
    assert IDEA["title"] in applicant.page.locator("h1").inner_text()
    applicant.go("/my")
    assert IDEA["title"] in applicant.text()
