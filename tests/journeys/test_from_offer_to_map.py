"""From a company's wish to the residents' map, and off it again on the day it ends."""

import datetime as dt
import re
import uuid

from playwright.sync_api import expect

from app import clock
from tests.journeys.applying import ON, begin, send, write_full
from tests.journeys.running_pilot import (
    accept,
    application_in_queue,
    deed,
    offer_after_a_question,
    prepare_and_start,
    sign_for_the_city,
)

PLACE = "/testbeds/tampere/hiedanranta"
LAB, LATER = "/testbeds/oulu/oamk-simlab", dt.timedelta(days=60)
HOURS = re.compile(r"9[.:]00–12[.:]00")


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
    sign_for_the_city(city, company, title)
    resident.go(f"/?q={title}&state=running&state=soon")
    expect(
        resident.page.locator(".card"), "residents see nothing before it is ready"
    ).to_have_count(0)
    prepare_and_start(city, title)

    resident.go(f"/?q={title}")
    expect(resident.page.locator(".card-title", has_text=title)).to_have_count(1)
    resident.press(".card-title a")
    expect(resident.page.locator("h1")).to_contain_text(title)

    deed(city, "end")
    resident.go(f"/?q={title}&state=reporting")
    resident.go(f"/?q={title}")
    expect(resident.page.locator(".card-title", has_text=title)).to_have_count(0)


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
    expect(taken.first).to_contain_text(HOURS)
