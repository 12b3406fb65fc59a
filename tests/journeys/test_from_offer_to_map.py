"""From a company's wish to the residents' map, and off it again on the day it ends."""

import datetime as dt
import re
import uuid

from app import clock
from tests.journeys.applying import ON, begin, send, write_full

PLACE = "/testbeds/tampere/hiedanranta"
LAB, LATER = "/testbeds/oulu/oamk-simlab", dt.timedelta(days=60)
HOURS = re.compile(r"9[.:]00–12[.:]00")


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
    assert city.page.locator("#do-reject [aria-invalid='true']").count() == 1
    deed(city, "ask", question="Kuinka monta penkkiä?")
    answer_what_waits(company, title)
    company.page.locator("form[action$='/answer'] textarea").fill("Yksi penkki.")
    company.press("form[action$='/answer'] button[type=submit]")
    application_in_queue(city, title)
    today = clock.today()
    deed(city, "offer", start=str(today), end=str(today + dt.timedelta(days=4)))
    assert city.page.locator(".notice[data-kind='success']").count() == 1, city.text()[:400]


def answer_what_waits(company, title):
    company.go("/my")
    company.press(f"main .notice:has-text('{title}') a.btn")


def accept(company, title):
    answer_what_waits(company, title)
    company.press("a[href*='/accept']")
    company.press(ON)
    assert company.page.locator("#error-summary").count() == 1, "a name and the terms are needed"
    company.fill(name="Helka Koesalmi")
    company.page.locator("main input[name='terms']").check()
    company.press(ON)


def prepare_and_start(city, title):
    city.go(f"/desk/pilots?q={title}")
    city.press("main table a")
    pilot = city.page.url
    for _line in range(city.page.locator("#checklist li").count()):
        open_line = city.page.locator(
            "#checklist li", has=city.page.locator(".pill[data-kind='soon']")
        )
        open_line.first.locator("input[value='done']").check()
        with city.page.expect_navigation():
            open_line.first.locator("button").click()
    city.press("a[href*='/my/pilots/']")
    for lang in ("fi", "sv", "en"):
        city.fill(**{f"title_{lang}": title, f"plain_{lang}": f"Penkki kertoo säästä ({lang})."})
    city.press(ON)
    assert city.page.url.split("?")[0] == pilot.split("?")[0].split("#")[0], city.text()[:400]
    city.press("form[action$='/make_ready'] button")
    city.press("form[action$='/start'] button")


def test_from_a_wish_to_the_map_and_off_it_again(people):
    title = f"Penkki {uuid.uuid4().hex[:8]}"
    company, city, resident = people(), people(), people()
    company.sign_in("company")
    begin(company, PLACE, "company", clock.today() + dt.timedelta(days=60), 30)
    company.press(ON)
    write_full(company, title)
    send(company)
    told = city.server.mails_to("kokeilut@tampere.koepaikka.example")
    assert any(title in mail.get_body().get_content() or title in mail["Subject"] for mail in told)

    city.sign_in("coordinator.tampere")
    offer_after_a_question(city, company, title)
    accept(company, title)
    resident.go(f"/?q={title}&state=running&state=soon")
    assert resident.page.locator(".card").count() == 0, "residents see nothing before it is ready"
    prepare_and_start(city, title)

    resident.go(f"/?q={title}")
    assert resident.page.locator(".card-title", has_text=title).count() == 1
    resident.press(".card-title a")
    assert title in resident.page.locator("h1").inner_text()

    deed(city, "end")
    resident.go(f"/?q={title}&state=reporting")
    resident.go(f"/?q={title}")
    assert resident.page.locator(".card-title", has_text=title).count() == 0


def test_a_lab_is_booked_by_the_hour_and_its_day_shows_it(people):
    company, city = people(), people()
    company.sign_in("company")
    city.sign_in("coordinator.oulu")
    title, start = f"Aamut laboratoriossa {uuid.uuid4().hex[:6]}", clock.today() + LATER
    begin(company, LAB, "company", start, 1)
    company.page.select_option("main [name$='-from_hour']", "9")
    company.page.select_option("main [name$='-to_hour']", "12")
    company.press(ON)
    write_full(company, title)
    send(company)

    application_in_queue(city, title)
    deed(city, "offer")
    assert HOURS.search(city.text()), city.text()[:600]
    accept(company, title)
    assert HOURS.search(company.text()), company.text()[:600]
    company.go(f"{LAB}?month={start:%Y-%m}&day={start}")
    taken = company.page.locator(".day-hours [data-state='partly'], .day-hours [data-state='full']")
    assert HOURS.search(taken.first.inner_text())
