"""From a company's wish to the residents' map, and off it again on the day it ends."""

import datetime as dt
import uuid

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
