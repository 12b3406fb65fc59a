"""A resident follows a place on the phone, without an account, hears of it, and stops.

Walked at the phone's width alone, by keyboard alone; the mail goes through a real SMTP server.
"""

import re
import uuid
from dataclasses import replace
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect

from tests.integration.outbox.mailbox import Mailbox
from tests.journeys import keyboard

pytestmark = pytest.mark.phone
LIGHTS, HERE = "himmenevat-katuvalot-malminkartano", "60.2457, 24.8561"


@pytest.fixture
def mailbox():
    with Mailbox() as made:
        yield made


def post_office(server, mailbox):
    """Return the running installation with its mail going to a real SMTP server."""
    return replace(server, environment={**server.environment, "SMTP_URL": mailbox.url})


def delivered(office, mailbox, address):
    """Do what happens by itself, send what waits, and return the mails to one address."""
    office.run_jobs("what happened", "news to readers")
    office.flask("outbox", "run", "--once")
    return [mail for mail in mailbox.mails() if address in str(mail["To"])]


def link_in(mail, path):
    """Return the link of a mail whose path begins so, by its own language."""
    text = mail.get_body(("plain",)).get_content()
    return re.search(rf"http://\S+/(?:fi|sv|en){path}\S*", text).group()


def test_a_place_is_followed_confirmed_heard_of_and_stopped_with_one_press(people, mailbox):
    resident, company = people(), people()
    office = post_office(resident.server, mailbox)
    office.flask("outbox", "run", "--once")  # what others left behind
    address = f"asukas.{uuid.uuid4().hex[:8]}@koepaikka.example"
    company.sign_in("company")
    posts = own_posts(company)
    follow_here(resident, address)
    (question,) = delivered(office, mailbox, address)
    assert question["Content-Language"] == resident.lang
    resident.page.goto(link_in(question, "/follow/confirm/"))
    resident.look()
    keyboard.press(resident, "main form button[type=submit]")
    assert "Koti" in resident.text()
    assert len(delivered(office, mailbox, address)) == 1, "nothing has happened yet"

    title = f"Uutinen {uuid.uuid4().hex[:6]}"
    write_post(company, posts, title)
    _question, news = delivered(office, mailbox, address)
    assert title in news.get_body(("plain",)).get_content()
    assert title in news.get_body(("html",)).get_content()
    assert len(delivered(office, mailbox, address)) == 2, "told once"

    unsubscribe(news)
    write_post(company, posts, "Toinen uutinen")
    assert len(delivered(office, mailbox, address)) == 2
    resident.page.goto(link_in(news, "/reader/").removesuffix("/stop"))
    resident.look()
    assert "Koti" not in resident.text()


def follow_here(resident, address):
    """Follow a place that is pointed out, from the front page on; one mistake is made."""
    resident.go("/")
    keyboard.press(resident, "a[href*='/follow/place']")
    keyboard.press(resident, "a[href*='map=yes']")
    keyboard.write(resident, "main input[name='where']", "Koti")
    keyboard.write(resident, "#coordinates", HERE)
    keyboard.pick(resident, "rhythm", "at_once")
    keyboard.write(resident, "main input[name='email']", "ei osoite")
    keyboard.press(resident, "main form button[data-primary]")
    expect(resident.page.locator("#error-summary")).to_have_count(1)
    expect(resident.page.locator("#coordinates")).to_have_value(HERE)
    keyboard.write(resident, "main input[name='email']", address)
    keyboard.press(resident, "main form button[data-primary]")
    assert resident.page.url.endswith("/follow/sent")


def own_posts(company):
    """Return the address of the company's posts of the street lights."""
    company.go("/my")
    links = company.page.locator("main a[href*='/my/pilots/']").evaluate_all(
        "all => all.map((one) => one.href)"
    )
    for link in dict.fromkeys(links):
        company.page.goto(link)
        if company.page.locator(f"a[href$='/pilots/{LIGHTS}']").count():
            return re.match(r".*/my/pilots/\d+", link).group() + "/updates"
    raise AssertionError("the demonstration has no such pilot")


def write_post(company, posts, title):
    company.page.goto(f"{posts}/new")
    company.fill(title_fi=title, text_fi="Jotain on tapahtunut.")
    company.press("main form button[data-primary]")


def unsubscribe(mail):
    """Press the one button that mail programs show (RFC 8058): no page, no cookie, one POST."""
    address = re.fullmatch(r"<(http://\S+)>", mail["List-Unsubscribe"]).group(1)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    body = b"List-Unsubscribe=One-Click"
    with urlopen(Request(address, data=body, method="POST")) as answer:
        assert answer.status == 200
