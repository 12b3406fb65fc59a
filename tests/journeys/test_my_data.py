"""On a phone, by keyboard: somebody takes their data along, moves to another address, and goes."""

import io
import json
import re
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

PASSWORD = "neljä sanaa peräkkäin riittää"
MOST_TABS = 90
LINK = re.compile(r"https?://\S+")


class Keys:
    """A person who never touches the screen: goes from field to field, types, presses Enter."""

    def __init__(self, person):
        self.person, self.page = person, person.page

    def reach(self, selector):
        """Go on with Tab until this is what has the focus."""
        for _step in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("s => document.activeElement?.matches(s) ?? false", selector):
                return
        raise AssertionError(f"no key leads to {selector} on {self.page.url}")

    def type(self, name, text):
        self.reach(f"main [name='{name}']")
        self.page.keyboard.type(text)

    def enter(self, selector):
        """Reach a link or a button, press it, and look at the page that comes."""
        self.reach(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.person.look()


def path_in(mail, person):
    """Return the path of the first link that is no signature, under the person's language."""
    text = mail.get_body(("plain",)).get_content()
    whole = next(one for one in LINK.findall(text) if len(urlsplit(one).path) > len("/fi/x"))
    parts = urlsplit(whole)
    path = parts.path.removeprefix(f"/{person.lang}")
    return f"{path}?{parts.query}" if parts.query else path


def latest(person, address):
    return person.server.mails_to(address)[-1]


def signed_up(person, keys, address):
    person.go("/register")
    keys.type("name", "Maija Muuttaja")
    keys.type("email", address)
    keys.type("password", PASSWORD)
    keys.enter("main form button[type=submit]")
    person.go(path_in(latest(person, address), person))
    keys.enter("main form button[type=submit]")
    signs_in(keys, address)


def signs_in(keys, address):
    keys.person.go("/login")
    keys.type("email", address)
    keys.type("password", PASSWORD)
    with keys.page.expect_navigation():
        keys.page.keyboard.press("Enter")
    keys.person.look()


def downloads(person, keys):
    """Download and return the parts of the ZIP by name."""
    person.go("/my/data")
    keys.type("password", PASSWORD)
    with keys.page.expect_download() as waited:
        keys.page.keyboard.press("Enter")
    packed = zipfile.ZipFile(io.BytesIO(Path(waited.value.path()).read_bytes()))
    return {name: packed.read(name).decode() for name in packed.namelist()}


def moves(person, keys, old, new):
    person.go("/my/data")
    keys.enter("main a[href$='/my/data/address']")
    keys.type("email", new)
    keys.type("password", PASSWORD)
    keys.enter("main form button[type=submit]")
    assert new in person.text()
    person.go(path_in(latest(person, new), person))
    keys.enter("main form button[type=submit]")
    assert latest(person, old)["Subject"]
    signs_in(keys, new)


def erases(person, keys):
    person.go("/my/data")
    keys.enter("main a[href$='/my/data/erase']")
    keys.reach("main [name='sure']")
    keys.page.keyboard.press("Space")
    keys.type("password", PASSWORD)
    keys.enter("main form .btn-danger")


@pytest.mark.phone
def test_resident_downloads_moves_to_another_address_and_erases_it_all(people):
    person = people()
    keys = Keys(person)
    old = f"maija.{person.lang}.{person.server.kind}@koepaikka.example"
    new = f"muuttanut.{old}"
    signed_up(person, keys, old)
    parts = downloads(person, keys)
    assert old in json.dumps(json.loads(parts["koepaikka.json"]))
    assert "Maija Muuttaja" in parts["koepaikka.html"]

    moves(person, keys, old, new)
    erases(person, keys)
    assert keys.page.url.endswith("/erased")

    signs_in(keys, new)
    assert keys.page.url.endswith("/login"), "nobody can sign in any more"
    expect(keys.page.locator("[role=alert]")).to_have_count(1)
    assert len(person.server.mails_to(new)) == 2, "the link, and the last mail"
