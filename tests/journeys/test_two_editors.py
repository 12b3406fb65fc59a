"""Two editors at one record at once: the second is told who changed what, and loses nothing."""

import itertools

from tests.journeys.test_city_staff import write_texts

_numbers = itertools.count(1)


def begin(editor, name):
    """Write a draft's texts and return its address at the desk."""
    editor.go("/desk/testbeds/new")
    for field in ("name_fi", "name_sv", "name_en"):
        editor.fill(**{field: f"{name} {field[-2:]}"})
    editor.press("main form button[type=submit]")
    here = editor.page.url.split("/edit")[0].removeprefix(
        f"{editor.server.address}/{editor.lang}"
    )
    editor.go(f"{here}/edit/basics")
    write_texts(editor, name)
    editor.fill(operator="Alkuperäinen yksikkö")
    editor.press("main button[data-primary]")
    return here


def value(person, name):
    return person.page.locator(f"main [name='{name}']").input_value()


def test_the_second_is_told_who_changed_what_and_chooses_field_by_field(people):
    first, second = people(), people()
    first.sign_in("editor.vantaa")
    second.sign_in("coordinator.vantaa")
    here = begin(first, f"Yhteinen {first.server.kind} {first.lang} {next(_numbers)}")

    # Both open the same page; saving by itself is stopped so that each saves when they choose.
    for person in (first, second):
        person.page.route("**/edit/basics", lambda route: (
            route.abort() if "x-autosave" in route.request.headers else route.continue_()))  # fmt: skip
        person.go(f"{here}/edit/basics")
    first.fill(
        summary_fi="Ensimmäisen uusi tiivistelmä", operator="Ensimmäisen yksikkö",
        description_sv="Den förstas svenska beskrivning",
    )  # fmt: skip
    first.press("main button[data-primary]")
    second.fill(
        summary_fi="Toisen oma tiivistelmä", operator="Toisen yksikkö",
        contact_email="toinen@koepaikka.example",
    )  # fmt: skip
    second.press("main button[data-primary]")

    # Who changed what, both texts side by side, nothing lost.
    editor_name = first.page.locator(".menu-name, .menu-who bdi").first.text_content()
    told = second.text()
    assert editor_name in told
    assert second.page.locator(".clash").count() == 2
    sides = second.page.locator(".clash").first.locator(".clash-side")
    assert "Ensimmäisen" in sides.nth(0).inner_text()
    assert "Toisen" in sides.nth(1).inner_text()
    assert value(second, "summary_fi") == "Toisen oma tiivistelmä"
    assert value(second, "contact_email") == "toinen@koepaikka.example"
    assert value(second, "description_sv") == "Den förstas svenska beskrivning"

    # Keeps the own summary, takes the other's unit.
    second.page.locator("input[name='take'][value='operator']").check()
    second.press("main button[data-primary]")
    first.go(f"{here}/edit/basics")
    assert value(first, "summary_fi") == "Toisen oma tiivistelmä"
    assert value(first, "operator") == "Ensimmäisen yksikkö"
    assert value(first, "contact_email") == "toinen@koepaikka.example"
    assert value(first, "description_sv") == "Den förstas svenska beskrivning"

    # What was replaced can be read and brought back.
    first.go(f"{here}/history")
    first.press(".timeline-title a")
    assert "Toisen oma tiivistelmä" in first.text() or first.page.locator("ins").count() > 0
    first.press("a[href*='/restore']")
    for box in first.page.locator("input[name='fields']").all():
        box.set_checked(box.get_attribute("value") == "summary")
    first.fill(reason="Palautetaan ensimmäinen tiivistelmä")
    first.press("main button[data-primary]")
    assert "Palautetaan ensimmäinen tiivistelmä" in first.text()
    first.go(f"{here}/edit/basics")
    assert value(first, "summary_fi") == "Ensimmäisen uusi tiivistelmä"
