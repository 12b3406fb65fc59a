"""A residents' group moves the days that it wished for, and the city reads the change."""

import datetime as dt

from playwright.sync_api import expect

from app import clock
from tests.journeys.applying import ON, begin, send, write_short
from tests.journeys.test_company import first_free

NAME = "Puistonpenkin ystävät"


def test_a_residents_group_moves_its_days_and_the_city_reads_it(people):
    group, city = people(), people()
    group.sign_in("resident2")
    testbed = first_free(group, "resident")
    first, then = (clock.today() + dt.timedelta(days=days) for days in (120, 134))
    begin(group, testbed, "group", first, 14)
    group.press(ON)
    group.fill(group_name=NAME)
    write_short(group)
    send(group)
    assert NAME in group.text()

    group.press("main a[href$='/days']")
    group.fill(earliest=then.isoformat(), days="10")
    group.press(ON)
    page = group.page
    expect(page.locator(".changes del")).to_have_count(1)
    expect(page.locator(".changes ins")).to_have_count(1)
    expect(page.locator("#story li").nth(1)).to_be_attached()

    city.sign_in(f"coordinator.{testbed.split('/')[2]}")
    city.go(f"/desk/applications?q={NAME}&order=newest")
    city.press("main table th a")
    changed = city.page.locator("#changed")
    expect(changed.locator("del")).to_contain_text("14")
    expect(changed.locator("ins")).to_contain_text("10")
    expect(changed.locator("ins")).to_have_text(page.locator(".changes ins").inner_text())
