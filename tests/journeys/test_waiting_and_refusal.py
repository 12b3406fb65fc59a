"""A waiting list that moves up, a hold that runs out, and three cities of which one refuses."""

import datetime as dt
import uuid

from playwright.sync_api import expect

from app import clock
from tests.journeys.applying import ON, begin, begin_joint, send, write_full
from tests.journeys.running_pilot import answer_what_waits, application_in_queue, deed

PLACE = "/testbeds/tampere/ratina-stadium"  # one place at a time
RUN_OUT = (
    "UPDATE booking SET hold_expires_at = '2020-01-01 00:00:00.000000' WHERE status = 'held'"
    " AND part_id IN (SELECT p.id FROM application_part p JOIN application a"
    " ON a.id = p.application_id WHERE a.title = :title)"
)
THREE = {
    PLACE: "coordinator.tampere",
    "/testbeds/oulu/oulu-airport": "coordinator.oulu",
    "/testbeds/turku/kurjenmaki": "coordinator.turku",
}


def some_day(mark):
    """Return a first day that no other run of a journey is likely to use."""
    return clock.today() + dt.timedelta(days=150 + 14 * (int(mark[:2], 16) % 30))


def apply(person, title, start):
    begin(person, PLACE, "company", start, 10)
    person.press(ON)
    write_full(person, title)
    send(person)


def test_the_waiting_list_moves_up_and_a_hold_runs_out(people):
    first, second, city = people(), people(), people()
    mark = uuid.uuid4().hex[:8]
    titles = (f"Penkki {mark}", f"Lamppu {mark}")
    for person, who in ((first, "company"), (second, "company2"), (city, "coordinator.tampere")):
        person.sign_in(who)
    for person, title in zip((first, second), titles, strict=True):
        apply(person, title, some_day(mark))
    application_in_queue(city, titles[0])
    deed(city, "offer")
    application_in_queue(city, titles[1])
    city.press("form[action$='/take-up'] button")
    deed(city, "waitlist")
    expect(city.page.locator(".notice[data-kind='success']"), city.text()[:400]).to_have_count(1)
    city.press("a[href*='/wishes']")
    assert titles[1] in city.text()

    answer_what_waits(first, titles[0])
    first.press("a[href*='/decline']")
    first.press(ON)
    answer_what_waits(second, titles[1])
    expect(second.page.locator("a[href*='/accept']"), "offered by itself").to_have_count(1)

    second.press("a[href*='/accept']")
    second.server.statement(RUN_OUT, title=titles[1])
    second.fill(name="Helka Koesalmi")
    second.page.locator("main input[name='terms']").check()
    second.press(ON)
    assert "/accept" not in second.page.url
    expect(second.page.locator("a[href*='/accept']")).to_have_count(0)
    city.go(f"/desk/applications?state=ended&q={titles[1]}")
    expect(city.page.locator("main table tbody tr"), city.text()[:400]).to_have_count(1)


def take_up_from_the_list(city, title):
    city.go(f"/desk/applications?q={title}")
    city.page.locator("main input[name='pick']").first.check()
    city.press("button[name='kind'][value='take_up']")
    city.press("main form.box button[type=submit]")
    expect(city.page.locator(".notice[data-kind='success']"), city.text()[:400]).to_have_count(1)


def score(city):
    """Score what is on the page by every criterion, and come back to it."""
    here = city.page.url
    city.press("a[href$='/review']")
    for field in city.page.locator(".score").all():
        field.locator("input[value='4']").check()
    city.press("main form button[data-primary]")
    together = city.page.locator("section[aria-labelledby='together'] table")
    expect(together, city.text()[:400]).to_have_count(1)
    city.go(here.split(f"/{city.lang}", 1)[1])


def test_three_cities_of_which_one_refuses_hold_nothing(people):
    company = people()
    mark = uuid.uuid4().hex[:8]
    title = f"Kolme penkkiä {mark}"
    company.sign_in("company")
    begin_joint(company, list(THREE), some_day(mark), 14)
    write_full(company, title)
    send(company)

    desks = {}
    for place, who in THREE.items():
        desks[place] = city = people()
        city.sign_in(who)
        take_up_from_the_list(city, title)
        application_in_queue(city, title)
        if "oulu" in place:
            deed(city, "reject", reason="Kiitotie on suljettu.")
        else:
            deed(city, "shortlist")
    lead = desks[PLACE]
    application_in_queue(lead, title)
    score(lead)
    expect(lead.page.locator("#readiness")).to_have_count(1)
    expect(lead.page.locator("#do-joint"), "not ready, so nothing can be offered").to_have_count(0)
    for city in desks.values():
        city.go(f"/desk/applications?state=offered&q={title}")
        expect(city.page.locator("main table"), "nothing is held").to_have_count(0)
    company.go("/my")
    assert "Kiitotie" in opened(company, title)
    expect(company.page.locator("a[href*='/accept']")).to_have_count(0)


def opened(company, title):
    company.press(f"main a:has-text('{title}')")
    return company.text()
