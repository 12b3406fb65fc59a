"""City staff put a testbed on the map: write, draw, see what is missing, publish."""

import itertools
import re

from playwright.sync_api import expect

_numbers = itertools.count(1)
LANGUAGES = ("fi", "sv", "en")


def write_texts(staff, name):
    for lang in LANGUAGES:
        staff.fill(
            **{
                f"name_{lang}": f"{name} {lang}",
                f"summary_{lang}": f"Lyhyesti {name} {lang}",
                f"description_{lang}": f"Pidemmin {name} {lang}: mitä täällä voi kokeilla.",
            }
        )


def draw_a_line(staff):
    """Draw with the mouse where there is one, type coordinates on a phone."""
    staff.choose(shape="line")
    page = staff.page
    field = page.locator("[name='coordinates']")
    if not staff.wide:
        field.fill("60.1695, 24.9354\n60.1702, 24.9410\n60.1709, 24.9466")
        return
    page.locator("button[data-tool='draw']").click()
    drawn = page.locator(".app-map")
    drawn.scroll_into_view_if_needed()
    box = drawn.bounding_box()
    for across in (0.4, 0.5, 0.6):
        drawn.click(position={"x": box["width"] * across, "y": box["height"] * 0.55})
        page.wait_for_timeout(400)  # quicker than this and two clicks are one double click
    page.locator("button[data-tool='finish']").click()
    expect(field).to_have_value(re.compile(r"^(\d\d\.\d+, \d\d\.\d+\s*){3}$"))


def register(editor, name):
    """Write a street's record, section by section, and return its address at the desk."""
    editor.go("/desk/testbeds/new")
    for field in ("name_fi", "name_sv", "name_en"):
        if editor.page.locator(f"main [name='{field}']").count():
            editor.fill(**{field: f"{name} {field[-2:]}"})
    editor.choose(kind="street")
    editor.press("main form button[type=submit]")

    here = editor.page.url.split("/edit")[0].rstrip("/")
    path = here.removeprefix(f"{editor.server.address}/{editor.lang}")
    editor.go(f"{path}/edit/basics")
    write_texts(editor, name)
    editor.choose(kind="street", themes="mobility")
    editor.press("main form button[type=submit]")

    editor.go(f"{path}/edit/place")
    draw_a_line(editor)
    editor.press("main form button[type=submit]")

    editor.go(f"{path}/edit/terms")
    editor.fill(capacity="2", min_days="1", max_days="90", lead_days="1")
    for kind in ("companies", "residents"):
        editor.page.locator(f"main input[name='applicants'][value='{kind}']").check()
    editor.press("main form button[type=submit]")
    editor.go(path)
    assert editor.page.locator("form[action$='/publish'] button:enabled").count() == 0
    return path


def test_editor_draws_a_street_and_the_coordinator_publishes_it(people):
    editor = people()
    editor.sign_in("editor.helsinki")
    name = f"Koekatu {editor.server.kind} {editor.lang} {next(_numbers)}"
    path = register(editor, name)

    stranger = people()
    stranger.sign_in("coordinator.oulu")
    answer = stranger.page.goto(f"{stranger.server.address}/{stranger.lang}{path}")
    assert answer.status == 404

    coordinator = people()
    coordinator.sign_in("coordinator.helsinki")
    coordinator.go(path)
    coordinator.press("form[action$='/publish'] button")
    resident = people()
    resident.go("/testbeds")
    resident.fill(q=name)
    resident.press("form[role=search] button")
    expect(resident.page.locator(".card-title", has_text=name).first).to_be_visible()


def test_a_crossing_area_is_explained_at_the_field_and_kept(people):
    editor = people()
    editor.sign_in("editor.tampere")
    editor.go("/desk/testbeds?status=draft")
    editor.press("main table a")
    number = next(part for part in editor.page.url.split("/") if part.isdecimal())
    editor.go(f"/desk/testbeds/{number}/edit/place")
    editor.choose(shape="area")
    bow = "61.50, 23.75\n61.51, 23.77\n61.50, 23.77\n61.51, 23.75"
    editor.fill(coordinates=bow)
    editor.press("main form button[type=submit]")

    page = editor.page
    assert page.locator("#error-summary").count() == 1
    assert page.locator("[name='coordinates'][aria-invalid='true']").count() == 1
    assert page.locator("[name='coordinates']").input_value().splitlines()[1] == "61.51, 23.77"
