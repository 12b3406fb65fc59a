"""Two editors at one record at once: the second is told who changed what, and loses nothing."""

import itertools

from playwright.sync_api import expect

from tests.journeys.test_city_staff import write_texts

_numbers = itertools.count(1)


def begin(editor, name):
    """Write a draft's texts and return its address at the desk."""
    editor.go("/desk/testbeds/new")
    for field in ("name_fi", "name_sv", "name_en"):
        editor.fill(**{field: f"{name} {field[-2:]}"})
    editor.press("main form button[type=submit]")
    here = editor.page.url.split("/edit")[0].removeprefix(f"{editor.server.address}/{editor.lang}")
    editor.go(f"{here}/edit/basics")
    write_texts(editor, name)
    editor.fill(operator="Alkuperäinen yksikkö")
    editor.press("main button[data-primary]")
    return here


def value(person, name):
    return person.page.locator(f"main [name='{name}']").input_value()


def without_autosave(route):
    """Let each person save when they choose."""
    if "x-autosave" in route.request.headers:
        route.abort()
    else:
        route.continue_()


def both_write(first, second, here):
    """Let both open the same page and write: the same two fields, and one more each."""
    for person in (first, second):
        person.page.route("**/edit/basics", without_autosave)
        person.go(f"{here}/edit/basics")
    first.fill(
        summary_fi="Ensimmäisen uusi tiivistelmä",
        operator="Ensimmäisen yksikkö",
        description_sv="Den förstas svenska beskrivning",
    )
    first.press("main button[data-primary]")
    second.fill(
        summary_fi="Toisen oma tiivistelmä",
        operator="Toisen yksikkö",
        contact_email="toinen@koepaikka.example",
    )
    second.press("main button[data-primary]")


def bring_back_the_summary(person, here):
    person.go(f"{here}/history")
    person.press(".timeline-title a")
    expect(person.page.locator("ins")).not_to_have_count(0)
    person.press("a[href*='/restore']")
    for box in person.page.locator("input[name='fields']").all():
        box.set_checked(box.get_attribute("value") == "summary")
    person.fill(reason="Palautetaan ensimmäinen tiivistelmä")
    person.press("main button[data-primary]")
    assert "Palautetaan ensimmäinen tiivistelmä" in person.text()


def test_the_second_is_told_who_changed_what_and_chooses_field_by_field(people):
    first, second = people(), people()
    first.sign_in("editor.vantaa")
    second.sign_in("coordinator.vantaa")
    here = begin(first, f"Yhteinen {first.server.kind} {first.lang} {next(_numbers)}")
    both_write(first, second, here)

    name = first.page.locator(".menu-name, .menu-who bdi").first.text_content()
    clashes = second.page.locator(".clash")
    sides = clashes.first.locator(".clash-side")
    assert name in second.text()
    expect(clashes).to_have_count(2)
    expect(sides.nth(0)).to_contain_text("Ensimmäisen")
    expect(sides.nth(1)).to_contain_text("Toisen")
    assert value(second, "summary_fi") == "Toisen oma tiivistelmä"
    assert value(second, "contact_email") == "toinen@koepaikka.example"
    assert value(second, "description_sv") == "Den förstas svenska beskrivning"

    second.page.locator("input[name='take'][value='operator']").check()
    second.press("main button[data-primary]")
    first.go(f"{here}/edit/basics")
    assert value(first, "summary_fi") == "Toisen oma tiivistelmä"
    assert value(first, "operator") == "Ensimmäisen yksikkö"
    assert value(first, "contact_email") == "toinen@koepaikka.example"
    assert value(first, "description_sv") == "Den förstas svenska beskrivning"

    bring_back_the_summary(first, here)
    first.go(f"{here}/edit/basics")
    assert value(first, "summary_fi") == "Ensimmäisen uusi tiivistelmä"
