"""From a sent application to a running pilot, for the journeys that need one."""

import datetime as dt
import io

import pypdf
from playwright.sync_api import expect

from app import clock
from tests.journeys.applying import ON


def deed(staff, name, **fields):
    """Open one of the desk's answers, fill it in and send it."""
    box = staff.page.locator(f"#do-{name}")
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    for field, value in fields.items():
        box.locator(f"[name='{field}']").fill(value)
    staff.press(f"#do-{name} form button[type=submit]")


def application_in_queue(staff, title):
    staff.go(f"/desk/applications?q={title}")
    staff.press("main table a")


def offer_after_a_question(city, company, title):
    """The city asks, the company answers, the city offers the days from today on."""
    application_in_queue(city, title)
    deed(city, "reject")
    expect(city.page.locator("#do-reject [aria-invalid='true']")).to_have_count(1)
    deed(city, "ask", question="Kuinka monta penkkiä?")
    answer_what_waits(company, title)
    company.page.locator("form[action$='/answer'] textarea").fill("Yksi penkki.")
    company.press("form[action$='/answer'] button[type=submit]")
    application_in_queue(city, title)
    today = clock.today()
    deed(city, "offer", start=str(today), end=str(today + dt.timedelta(days=4)))
    expect(city.page.locator(".notice[data-kind='success']"), city.text()[:400]).to_have_count(1)


def answer_what_waits(company, title):
    company.go("/my")
    company.press(f"main .notice:has-text('{title}') a.btn")


def accept(company, title):
    answer_what_waits(company, title)
    company.press("a[href*='/accept']")
    company.press(ON)
    expect(company.page.locator("#error-summary"), "a name and the terms are needed").to_have_count(
        1
    )
    expect(company.page.locator(".agreement")).to_contain_text(title)
    company.fill(name="Helka Koesalmi")
    company.page.locator("main input[name='terms']").check()
    company.press(ON)
    expect(company.page.locator("main a[href*='/my/agreements/']")).to_have_count(1)


def sign_for_the_city(city, company, title):
    """The city signs the same text; both sides fetch it as a PDF with both names in it."""
    city.go(f"/desk/pilots?q={title}")
    city.press("main table a")
    city.press(".missing a[href*='/my/agreements/']")
    city.page.locator("main input[name='read']").check()
    city.fill(name="Kaisa Koordinaattori")
    city.press("form[action$='/sign'] button[type=submit]")
    expect(city.page.locator(".notice[data-kind='success']"), city.text()[:400]).not_to_have_count(
        0
    )
    path = city.page.locator("a[href$='/agreement.pdf']").get_attribute("href")
    for person in (city, company):
        fetched = person.page.request.get(person.server.address + path)
        words = "".join(
            one.extract_text() for one in pypdf.PdfReader(io.BytesIO(fetched.body())).pages
        )
        assert title in words
        assert "Helka Koesalmi" in words
        assert "Kaisa Koordinaattori" in words


def settle(city):
    """Say of every line of the checklist that it is done."""
    city.press("main .tabs a[href$='/checklist']")
    unsettled = city.page.locator(
        ".tasks > li", has=city.page.locator(".pill[data-kind='soon'], .pill[data-kind='info']")
    )
    for _line in range(city.page.locator(".tasks > li").count()):
        line = unsettled.first
        line.locator("details.deed > summary").click()
        line.locator("input[value='done']").check()
        with city.page.expect_navigation():
            line.locator("form button[type=submit]").last.click()
        city.look()
    expect(unsettled, city.text()[:600]).to_have_count(0)


def prepare_and_start(city, title):
    city.go(f"/desk/pilots?q={title}")
    city.press("main table a")
    pilot = city.page.url
    settle(city)
    city.page.goto(pilot)
    city.press("main .deeds a[href*='/my/pilots/']")
    for lang in ("fi", "sv", "en"):
        city.fill(**{f"title_{lang}": title, f"plain_{lang}": f"Penkki kertoo säästä ({lang})."})
    city.press(ON)
    assert city.page.url.split("?")[0] == pilot.split("?")[0].split("#")[0], city.text()[:400]
    city.press("form[action$='/make_ready'] button")
    city.press("form[action$='/start'] button")
