"""A resident without an account takes part, changes their mind, and the next one gets the place.

Walked on a phone alone, in each language and on both engines; the form by keyboard alone.
"""

import re

import pytest
from playwright.sync_api import expect

SLUG = "himmenevat-katuvalot-malminkartano"
ONE_LEFT = (
    "UPDATE panel SET cap = taken + 1 WHERE pilot_id = (SELECT id FROM pilot WHERE slug = :slug)"
)
TITLE = {"fi": "himmenevät", "sv": "dämpas", "en": "dim when"}
FITTING = "main fieldset input[value='yes'], main fieldset input[value='2']"
FORM = f"/pilots/{SLUG}/take-part"


def tab_to(person, selector):
    """Press Tab until the thing has the focus."""
    for _step in range(90):
        if person.page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        person.page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector} on {person.page.url}")


def ask_by_keyboard(person, name, address):
    """Fill in the form and send it without touching the screen."""
    keys = person.page.keyboard
    tab_to(person, "main [name='name']")
    keys.type(name)
    tab_to(person, "main [name='email']")
    keys.type(address)
    for group in person.page.locator(FITTING).all():
        tab_to(person, f"main input[name='{group.get_attribute('name')}']")
        keys.press("Space")
        while not group.is_checked():
            keys.press("ArrowDown")
    for box in person.page.locator("main input[type='checkbox']").all():
        tab_to(person, f"main input[name='{box.get_attribute('name')}']")
        keys.press("Space")
    tab_to(person, "main form button[data-primary]")
    with person.page.expect_navigation():
        keys.press("Enter")
    person.look()


def own_page(person, address):
    """Open the own page that the latest mail to an address leads to."""
    mail = person.server.mails_to(address)[-1]
    text = mail.get_body(("plain",)).get_content()
    path = re.search(r"/volunteers/[\w-]{43}", text).group()
    person.go(path)
    return text


def confirmed(person, name, address):
    """Ask for a place and confirm it by the mail."""
    person.go(FORM)
    ask_by_keyboard(person, name, address)
    assert person.page.url.endswith("/take-part/sent"), person.text()[:400]
    own_page(person, address)
    person.press("main form[action$='/confirm'] button")


def list_of_testers(company):
    """Open the list from the company's own pages."""
    company.sign_in("company")
    company.go("/my")
    company.press(f"main .card-title a:has-text('{TITLE[company.lang]}')")
    company.press("main .tabs a[href$='/updates']")  # the pages for residents
    company.press("main .tabs a[href$='/panel']")
    company.press("main a[href$='/testers']")


def is_full(person):
    person.go(f"/pilots/{SLUG}")
    return person.page.locator("#testers ~ p .pill[data-kind='warning']").count() == 1


@pytest.mark.phone
def test_a_resident_takes_part_and_the_next_one_gets_the_place(people, way):
    aino, veli, company = people(), people(), people()
    mine, yours = (f"{name}.{'.'.join(way)}@koepaikka.example" for name in ("aino", "veli"))
    aino.server.statement(ONE_LEFT, slug=SLUG)
    assert not is_full(aino)
    confirmed(aino, "Aino Ahola", mine)
    expect(aino.page.locator("main .pill[data-kind='running']"), aino.text()).to_have_count(3)
    assert is_full(veli)
    confirmed(veli, "Veli Virta", yours)

    list_of_testers(company)
    assert mine in company.text()
    assert yours in company.text()

    aino.press("main form[action$='/take-back'] button")
    expect(aino.page.locator("main .pill[data-kind='ended']")).to_have_count(1)
    aino.press("main form[action$='/withdraw'] button")
    expect(aino.page.locator("main form[action$='/withdraw']")).to_have_count(0)
    company.page.reload()
    assert mine not in company.text(), "who has withdrawn is written to no more"

    own_page(veli, yours)
    veli.press("main form[action$='/accept'] button")
    expect(veli.page.locator("main form[action$='/withdraw']")).to_have_count(1)
    assert is_full(veli)
    told = veli.server.mails_to(mine)
    assert len(told) == 2, "the question, the place, and nothing after withdrawing"
