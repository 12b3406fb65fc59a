"""Feedback and a report of harm from a phone, without an account, until all can read what came.

Residents are on phones, so the residents here are; one width is enough.
"""

import re

from playwright.sync_api import expect

from tests.factories.picture import with_exif
from tests.patience import until

PILOT = "/pilots/himmenevat-katuvalot-malminkartano"
MAIL = "asukas.{lang}@asukas.example"
WIDTH = "one => one.decode().then(() => one.naturalWidth)"
PHONE = {"width": 390, "height": 844}


def link_in(mail, path):
    """Return the way to one's own page from a mail, without the address of the server."""
    found = re.search(
        rf"https?://[^/\s]+/\w\w(/{path}/\S+)", mail.get_body(("plain",)).get_content()
    )
    return found.group(1)


def tab_to(page, name, most=60):
    """Go to a field by the Tab key alone."""
    for _step in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement?.name") == name:
            return
    raise AssertionError(f"{name} is not reached by keyboard")


def fill_by_keyboard(page, words, mail):
    tab_to(page, "words")
    page.keyboard.type(words)
    tab_to(page, "rating")
    page.keyboard.press("Space")
    tab_to(page, "upload")
    page.set_input_files("[name='upload']", {"name": "a.jpg", "mimeType": "image/jpeg",
                                             "buffer": with_exif()})  # fmt: skip
    tab_to(page, "alt")
    page.keyboard.type("Lyhty")
    tab_to(page, "place")
    page.keyboard.type("60.2479, 24.8592")
    tab_to(page, "readers")
    page.keyboard.press("Space")
    tab_to(page, "email")
    page.keyboard.type(mail)


def test_feedback_with_a_picture_is_confirmed_looked_at_and_answered(people):
    resident, city = people(), people()
    resident.page.set_viewport_size(PHONE)
    words = f"Valot himmenevät liian aikaisin ({resident.lang}, {resident.wide})."
    mail = MAIL.format(lang=resident.lang)

    resident.go(PILOT)
    resident.press("a[href$='/feedback']")
    fill_by_keyboard(resident.page, words, mail)
    tab_to(resident.page, "name")
    with resident.page.expect_navigation():
        resident.page.keyboard.press("Enter")
    resident.look()
    assert resident.page.url.endswith("/feedback/sent?mail=1"), resident.text()

    resident.go(link_in(resident.server.mails_to(mail)[-1], "feedback"))
    assert words in resident.text()
    resident.press("form[action$='/confirm'] button")

    city.sign_in("coordinator.helsinki")
    city.go("/desk/feedback?q=" + words.split("(")[1][:6])
    city.press("main .voice-list.box a")
    assert words in city.text()
    city.press("form[action$='/publish'] button")
    city.page.locator("[name='words'][id^='answer']").fill("Kiitos, säädämme ajan.")
    city.press("form[action$='/answer'] button[type=submit]")

    told = [one["Subject"] for one in resident.server.mails_to(mail)]
    assert len(told) >= 3
    resident.go(PILOT)
    assert words in resident.text()
    assert "Kiitos, säädämme ajan." in resident.text()
    shown = resident.page.locator(".piece img").first
    shown.scroll_into_view_if_needed()
    until(resident.page, lambda: shown.evaluate(WIDTH) > 0)


def report_danger(resident, words, mail):
    """Report a danger from a pilot's page, after being told what is missing."""
    resident.go(PILOT)
    resident.press("a[href$='/harm']")
    expect(resident.page.locator("a[href='tel:112']")).to_have_count(1)
    resident.press("main form[enctype] button[type=submit]")
    expect(resident.page.locator("#error-summary")).to_have_count(1)
    resident.choose(kind="danger")
    resident.fill(words=words, email=mail)
    resident.press("main form[enctype] button[type=submit]")


def test_a_report_of_harm_lets_the_coordinator_pause_the_pilot(people):
    resident, city = people(), people()
    resident.page.set_viewport_size(PHONE)
    words = f"Johdot näkyvät ({resident.lang}, {resident.wide})."
    mail = MAIL.format(lang=resident.lang)

    report_danger(resident, words, mail)
    resident.go(link_in(resident.server.mails_to(mail)[-1], "harm"))
    resident.press("form[action$='/confirm'] button")

    told = city.server.mails_to("coordinator.helsinki@koepaikka.example")
    report = next(one for one in reversed(told) if words in one.get_body().get_content())
    city.sign_in("coordinator.helsinki")
    city.go(link_in(report, "my/pilots"))
    assert words in city.text()
    city.press("#do-pause button[type=submit]")

    resident.go(PILOT)
    expect(resident.page.locator(".notice[data-kind='error']")).to_have_count(1)
    resident.go(link_in(resident.server.mails_to(mail)[-1], "harm"))
    expect(resident.page.locator("main .notice[data-kind='warning']")).to_have_count(1)

    city.page.locator("form[action$='/handle'] textarea").fill("Luukku on suljettu.")
    city.press("form[action$='/handle'] button[type=submit]")
    done = resident.server.mails_to(mail)[-1].get_body(("plain",)).get_content()
    assert "Luukku on suljettu." in done
    city.go("/desk/pilots?q=himmene")
    city.press("main table a")
    city.press("form[action$='/resume'] button")
