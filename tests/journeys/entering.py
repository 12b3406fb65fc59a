"""Entering a challenge in the browser, alone or in a team."""

import re

from playwright.sync_api import expect

from tests.journeys.applying import ON
from tests.journeys.person import Person

TEXT = "Sähkö tulee maista, ja laivan koneet vaikenevat yöksi."


def pressed_twice(person: Person, selector: str) -> None:
    """Press a button that asks first, and say yes."""
    person.page.locator(selector).first.click()
    person.press("dialog[open] button:not(.btn-quiet)")


def write_entry(person: Person, slug: str, title: str, entrant: str) -> str:
    """Begin an entry from the challenge's page and write it; return the path of its page."""
    person.go(f"/challenges/{slug}")
    person.press(f"main a[href$='/challenges/{slug}/enter']")
    person.page.locator(f"main input[name='entrant'][value^='{entrant}']").first.check()
    person.press(ON)
    own = re.search(r"/my/concepts/\d+", person.page.url).group()
    person.fill(title=title, problem=TEXT, solution=TEXT, impact="Hiljaiset yöt.")
    person.press(ON)
    person.fill(plan="Yksi laituri, yksi kuukausi.", needs="Laituri ja pistorasia.")
    person.page.locator("main input[name='testbeds']").first.check()
    person.press(ON)
    person.go(f"{own}/edit/about")
    person.fill(contact_name="Testi Henkilö", contact_email=f"{person.who}@koepaikka.example")
    person.press(ON)
    return own


def submit(person: Person, own: str) -> None:
    """Read the whole entry once more and submit it; a receipt comes."""
    person.go(f"{own}/submit")
    for name in ("eligible", "terms"):
        person.page.locator(f"main input[name='{name}']").check()
    person.press("main form button[data-primary]")
    person.go(own)
    expect(person.page.locator("main a[href$='/receipt']"), person.text()[:600]).to_have_count(1)


def invite_to_team(lead: Person, member: Person, own: str) -> None:
    """Invite somebody by mail, who joins by its link and then reads the entry."""
    email = f"{member.who}@koepaikka.example"
    lead.go(f"{own}/team")
    lead.fill(email=email)
    lead.press("main form[action$='/team/invite'] button[type=submit]")
    text = lead.server.mails_to(email)[-1].get_body(("plain",)).get_content()
    # A mail leads to the language of its reader's account; the walk stays in its own.
    member.go(re.search(r"/my/concepts/invitations/\S+", text).group())
    member.press("main form[action$='/accept'] button")
    member.go(own)


def withdraw_and_come_back(person: Person, own: str) -> None:
    """Withdraw what was submitted, bring it back as a draft and submit it again."""
    person.go(own)
    pressed_twice(person, "main form[action$='/withdraw'] button")
    person.press("main form[action$='/return'] button")
    submit(person, own)
