"""A running pilot is extended by request and approval, and later ended early: days come back."""

import datetime as dt
import uuid

from playwright.sync_api import expect

from app import clock
from tests.journeys.applying import ON, begin, send, write_full
from tests.journeys.running_pilot import (
    accept,
    deed,
    offer_after_a_question,
    prepare_and_start,
    sign_for_the_city,
)

PLACE = "/testbeds/tampere/hiedanranta"


def shown(person, day):
    """Return what the place's calendar says of a day: how much of it is free."""
    person.go(f"{PLACE}?month={day:%Y-%m}")
    cells = person.page.locator(".cal .day", has=person.page.locator(f"b:text-is('{day.day}')"))
    return cells.first.locator(".cal-label").inner_text(), cells.first.get_attribute("data-state")


def days_page(person, title, is_staff):
    person.go(f"/desk/pilots?q={title}" if is_staff else "/my")
    person.press(
        "main table a" if is_staff else f"main .card:has-text('{title}') a[href*='overview']"
    )
    person.press("main .tabs a[href$='/checklist']")  # tasks and days
    person.press("main .tabs a[href$='/days']")


def begin_pilot(company, city, title):
    company.sign_in("company")
    begin(company, PLACE, "company", clock.today() + dt.timedelta(days=60), 30)
    company.press(ON)
    write_full(company, title)
    send(company)
    city.sign_in("coordinator.tampere")
    offer_after_a_question(city, company, title)
    accept(company, title)
    sign_for_the_city(city, company, title)
    prepare_and_start(city, title)


def test_extended_by_request_and_ended_early(people):
    title = f"Penkki {uuid.uuid4().hex[:8]}"
    company, city, resident = people(), people(), people()
    begin_pilot(company, city, title)
    later = clock.today() + dt.timedelta(days=8)
    before = shown(resident, later)
    days_page(company, title, is_staff=False)
    company.page.locator("#ask textarea").fill("Lumi viivästytti asennusta.")
    company.press("#ask form button[type=submit]")
    expect(company.page.locator("#ask [aria-invalid='true']"), "the same days").to_have_count(1)
    company.page.locator("#ask [name='end']").fill(later.isoformat())
    company.press("#ask form button[type=submit]")
    expect(
        company.page.locator(".notice[data-kind='success']"), company.text()[:400]
    ).to_have_count(1)
    assert shown(resident, later) == before, "asking takes nothing"

    days_page(city, title, is_staff=True)
    deed(city, "approve", note="Sopii hyvin.")
    expect(city.page.locator(".notice[data-kind='success']"), city.text()[:400]).to_have_count(1)
    assert shown(resident, later) != before, "the new days are taken"
    told = city.server.mails_to("company@koepaikka.example")
    assert any("Sopii hyvin." in mail.get_body().get_content() for mail in told)

    city.go(f"/desk/pilots?q={title}")
    city.press("main table a")
    deed(city, "end")
    assert shown(resident, later) == before, "the days that are left came back"
    resident.go(f"/?q={title}")
    expect(resident.page.locator(".card-title", has_text=title)).to_have_count(0)
