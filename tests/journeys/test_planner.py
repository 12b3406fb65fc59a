"""A planner pastes a heavy line that leaves the city, answers what is asked, and goes on."""

import math
import re

from playwright.sync_api import expect

from tests.journeys.test_city_staff import LANGUAGES
from tests.patience import until

POINTS = 1_500


def heavy_line():
    """Return a line along the shore that few points would do for, and then far out of the city."""
    near = (
        f"{60.17 + math.sin(n / 200) / 900:.7f}, {24.90 + n / 4e4:.7f}" for n in range(POINTS - 1)
    )
    return "\n".join([*near, "60.17, 25.60"])


def paste(page, text):
    page.locator("[name='coordinates']").evaluate(
        "(field, text) => { field.value = text;"
        " field.dispatchEvent(new Event('input', { bubbles: true })); }",
        text,
    )


def test_a_heavy_line_out_of_the_city_is_asked_about_twice_and_saved(people):
    editor = people()
    editor.sign_in("editor.helsinki")
    assert editor.lang in LANGUAGES
    editor.go("/desk/testbeds/new")
    editor.fill(name_fi=f"Rantareitti {editor.server.kind} {editor.lang} {editor.wide}")
    editor.press("main form button[type=submit]")
    number = next(part for part in editor.page.url.split("/") if part.isdecimal())
    editor.go(f"/desk/testbeds/{number}/edit/place")
    page = editor.page
    editor.choose(shape="line")
    paste(page, heavy_line())
    expect(page.locator(".geometry-size")).to_contain_text("km")

    editor.press("main form button[name=stay]")
    expect(page.locator("[name='detail']").nth(1)).to_be_visible()
    page.locator("[name='detail']").first.check()
    editor.press("main form button[name=stay]")
    expect(page.locator("[name='detail']:checked")).to_have_count(1)
    page.locator("[name='crosses']").check()
    editor.press("main form button[name=stay]")

    expect(page.locator("#error-summary")).to_have_count(0)
    field = page.locator("[name='coordinates']")
    kept = field.input_value().splitlines()
    assert 2 < len(kept) < POINTS / 2
    page.locator("button[data-tool='next']").click()
    page.locator("button[data-tool='remove']").click()
    until(page, lambda: len(field.input_value().splitlines()) == len(kept) - 1)
    page.locator(".app-map").press("Control+z")
    until(page, lambda: field.input_value().splitlines() == kept)


def test_a_name_that_is_there_already_is_shown_while_it_is_typed(people):
    editor = people()
    editor.sign_in("editor.tampere")
    name = f"Näsilinnan puisto {editor.server.kind} {editor.lang} {editor.wide}"
    editor.go("/desk/testbeds/new")
    hint = editor.page.locator("[data-alike]")
    editor.fill(name_fi=name)
    editor.press("main form button[type=submit]")

    editor.go("/desk/testbeds/new")
    editor.page.locator("[name='name_fi']").fill(name.upper())
    editor.page.locator("[name='name_fi']").blur()

    expect(hint.locator("a").first).to_have_text(name)
    expect(hint.locator("a").first).to_have_attribute("href", re.compile(r"/desk/testbeds/\d+$"))

    # A list that comes while the button is pressed leaves it under the pointer.
    editor.go("/desk/testbeds/new")
    editor.page.locator("[name='name_fi']").fill(f"{name} 2")
    editor.page.locator("main form button[type=submit]").hover()
    with editor.page.expect_response(re.compile(r"/alike\.json")):
        editor.page.mouse.down()
    editor.page.evaluate("new Promise((seen) => requestAnimationFrame(() => setTimeout(seen)))")
    with editor.page.expect_navigation():
        editor.page.mouse.up()
