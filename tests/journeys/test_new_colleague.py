"""From an invitation by mail to work at the desk, and the hand-over when somebody leaves."""

import re
import uuid

from playwright.sync_api import expect

PASSWORD = "kevyt sumu laiturilla 17"
NAME = "Uusi Työntekijä"


def link_in(mail, lang):
    """Return the first link of a mail, in one's own language."""
    found = re.search(r"https?://\S+", mail.get_body(("plain",)).get_content()).group()
    return re.sub(r"/(fi|sv|en)/", f"/{lang}/", found, count=1)


def sign_up(newcomer, address):
    """Make an account on the way from the invitation, confirm it and sign in."""
    newcomer.press("main a[href*='/register']")
    newcomer.fill(name=NAME, email=address, password=PASSWORD)
    newcomer.press("main form button[type=submit]")
    mail = newcomer.server.mails_to(address)[-1]
    newcomer.page.goto(link_in(mail, newcomer.lang))
    newcomer.look()
    newcomer.press("main form button[type=submit]")
    newcomer.fill(email=address, password=PASSWORD)
    newcomer.press("main form button[type=submit]")


def test_a_stranger_is_invited_to_host_a_testbed_and_later_hands_it_over(people):
    address = f"uusi.{uuid.uuid4().hex[:8]}@koepaikka.example"
    chief, newcomer = people(), people()
    chief.sign_in("coordinator.tampere")
    chief.go("/desk")
    chief.go("/desk/testbeds?q=Hervanta")
    chief.press("main th a")
    chief.press("main a[href$='/hosts']")
    chief.fill(email=address)
    chief.press("form[action$='/hosts'] button[type=submit]")
    assert address in chief.text()

    newcomer.page.goto(link_in(newcomer.server.mails_to(address)[-1], newcomer.lang))
    newcomer.look()
    sign_up(newcomer, address)
    assert "/invitations/" in newcomer.page.url
    newcomer.press("form[action$='/accept'] button")
    assert newcomer.page.url.endswith("/desk")

    newcomer.go("/desk/people/me")
    newcomer.press("main a[href$='/leave']")
    successor = newcomer.page.locator("main select[name=successor]")
    if successor.count():  # the second time, whoever took over the first time hosts it, too
        successor.select_option(index=1)
    newcomer.press("main form button[type=submit]")
    assert newcomer.page.url.endswith("/my")
    subjects = [mail["Subject"] for mail in newcomer.server.mails_to(address)]
    assert "Tampere" in subjects[-1] or "Tammerfors" in subjects[-1]

    chief.go("/desk/people/tampere")
    expect(chief.page.locator("main").get_by_text(address)).to_have_count(0)
    chief.go("/desk/people/tampere/trail")
    assert NAME in chief.text()
