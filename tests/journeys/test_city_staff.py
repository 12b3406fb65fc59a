"""City staff put a testbed on the map: write, draw, add pictures, see what is missing, publish."""

import itertools
import re
import time

from playwright.sync_api import expect

from tests.factories.picture import photo, with_exif

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
    editor.press("main form button[type=submit]")
    assert editor.page.url.endswith("/edit/media")
    return path


def add_pictures(editor, *pictures):
    """Add pictures one by one and describe them in three languages, as they are then seen."""
    page = editor.page
    heavy = editor.server.folder / "huge.jpg"
    with heavy.open("wb") as file:
        file.truncate(21 << 20)
    page.set_input_files("[name='picture_upload']", heavy)
    expect(page.locator("#pictures-form .error[role=alert]")).to_be_visible()
    expect(page.locator("[name='picture_upload']")).to_have_value("")
    for number, content in enumerate(pictures):
        file = {"name": f"IMG_{number}.jpg", "mimeType": "image/jpeg", "buffer": content}
        page.set_input_files("[name='picture_upload']", file)
        editor.choose(picture_licence="cc_by")
        editor.fill(picture_credit="Kalle Kuvaaja")
        editor.press("#pictures-form button[value='add']")
        expect(page.locator(".media-view img")).to_have_count(number + 1)
    missing = page.locator("#missing-title + p + .missing a, .missing a")
    wanted = len(pictures) * 2  # Helsinki needs Finnish and Swedish
    expect(missing).to_have_count(wanted)
    for number in range(len(pictures)):
        for lang in LANGUAGES:
            editor.fill(**{f"pictures-{number}-alt_{lang}": f"Katu, kuva {number} {lang}"})
    expect(page.locator("#pictures-form [data-saved]")).not_to_be_empty()
    editor.press(f"#pictures-form button[value^='up-'] >> nth={len(pictures) - 1}")
    first = page.locator("[name='pictures-0-alt_fi']")
    expect(first).to_have_value(f"Katu, kuva {len(pictures) - 1} fi")
    expect(missing).to_have_count(0)


def look_at_the_gallery(resident, lang):
    """Open the pictures large, go on with the arrow key, and close them again."""
    page = resident.page
    shown = page.locator("main figure img")
    expect(shown).to_have_count(2)
    for place, picture in enumerate((1, 0)):
        expect(shown.nth(place)).to_have_attribute("alt", f"Katu, kuva {picture} {lang}")
    shown.last.scroll_into_view_if_needed()
    page.wait_for_function(
        "[...document.querySelectorAll('main figure img')].every(i => i.naturalWidth)"
    )
    page.locator("main figure a[data-enlarge]").first.click()
    dialog = page.locator("dialog[data-enlarged]")
    expect(dialog.locator("img")).to_have_attribute("alt", f"Katu, kuva 1 {lang}")
    page.keyboard.press("ArrowRight")
    expect(dialog.locator("img")).to_have_attribute("alt", f"Katu, kuva 0 {lang}")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_editor_draws_a_street_and_the_coordinator_publishes_it(people):
    editor = people()
    editor.sign_in("editor.helsinki")
    name = f"Koekatu {editor.server.kind} {editor.lang} {next(_numbers)}"
    begun = time.monotonic()
    path = register(editor, name)
    add_pictures(editor, photo(1200, 800), with_exif(6))
    picture = editor.page.locator(".media-view img").first.get_attribute("src")
    editor.press(f"main a[href$='{path}/preview']")
    expect(editor.page.locator("main figure img")).to_have_count(2)
    editor.go(path)
    expect(editor.page.locator("form[action$='/publish'] button:enabled")).to_have_count(0)
    assert time.monotonic() - begun < 600, "a street takes less than ten minutes"

    stranger = people()
    stranger.sign_in("coordinator.oulu")
    answer = stranger.page.goto(f"{stranger.server.address}/{stranger.lang}{path}")
    assert answer.status == 404
    address = f"{stranger.server.address}{picture}"
    assert stranger.context.request.get(address).status == 404

    coordinator = people()
    coordinator.sign_in("coordinator.helsinki")
    coordinator.go(path)
    coordinator.press("form[action$='/publish'] button")
    resident = people()
    resident.go("/testbeds")
    resident.fill(q=name)
    resident.press("form[role=search] button")
    expect(resident.page.locator(".card-title", has_text=name).first).to_be_visible()
    assert resident.context.request.get(address).status == 200
    resident.press(".card-title a")
    look_at_the_gallery(resident, resident.lang)


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
    expect(page.locator("#error-summary")).to_have_count(1)
    expect(page.locator("[name='coordinates'][aria-invalid='true']")).to_have_count(1)
    expect(page.locator("[name='coordinates']")).to_have_value(re.compile(r"\n61\.51, 23\.77\r?\n"))
