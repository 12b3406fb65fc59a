"""A city brings many places in from a table, mends what is wrong, and takes its list away."""

import itertools

from playwright.sync_api import expect

_numbers = itertools.count(1)
HEAD = "Nimi;Tyyppi;Teemat;Lat;Lon"


def send(editor, *rows):
    editor.go("/desk/testbeds/import")
    content = "\n".join([HEAD, *rows]).encode()
    file = {"name": "paikat.csv", "mimeType": "text/csv", "buffer": content}
    editor.page.set_input_files("main input[name='file']", file)
    editor.press("main form button[type=submit]")
    editor.press("main form.columns-form button[data-primary]")
    expect(editor.page.locator(".outcomes")).to_be_visible(timeout=120_000)
    editor.look()


def outcomes(editor):
    found = editor.page.locator(".outcomes > div")
    return {
        one.get_attribute("data-outcome"): int(one.locator("dd").inner_text())
        for one in found.all()
    }


def test_a_table_of_places_is_checked_mended_written_and_taken_away(people):
    editor, number = people(), next(_numbers)
    editor.sign_in("editor.helsinki")
    ranta = f"Tuotu ranta {number} {editor.lang}"
    sound = f"{ranta};Satama;Ruoka;60,165;24,{950 + number}"
    wrong = f"Tuotu linna {number} {editor.lang};Linna;Ruoka;60,165;23,76"

    send(editor, sound, wrong)

    assert outcomes(editor) == {"new": 1, "changed": 0, "unchanged": 0, "wrong": 1}
    assert "Tyyppi:" in editor.text()
    expect(editor.page.locator("form[action$='/write']")).to_have_count(0)

    send(editor, sound)
    editor.press("main form[action$='/write'] button")
    expect(editor.page.locator(".notice[data-kind='success']")).to_be_visible(timeout=120_000)
    editor.look()

    editor.go(f"/desk/testbeds?q={ranta.replace(' ', '+')}")
    assert ranta in editor.text()
    editor.page.locator(".export-menu summary").click()
    with editor.page.expect_download() as download:
        editor.page.locator(".export-menu a[href*='export.csv']").click()
    assert ranta in download.value.path().read_text("utf-8-sig")
    editor.go("/desk/testbeds/import/columns")
    editor.go("/desk/testbeds/import/help")


def test_a_file_that_is_not_what_it_says_is_refused_at_its_field(people):
    editor = people()
    editor.sign_in("editor.helsinki")
    editor.go("/desk/testbeds/import")
    file = {"name": "a.gpkg", "mimeType": "application/x-sqlite3", "buffer": b"\x89PNG\0\0"}
    editor.page.set_input_files("main input[name='file']", file)

    editor.press("main form button[type=submit]")

    expect(editor.page.locator("#file-error")).to_contain_text("GeoPackage")
