"""An event of 20 places with 30 who want to come, from registering to what came of it.

Three of them walk in browsers of their own: one who cancels, the first in the queue, and the city's
coordinator at the door.  The others come by plain requests.  Walked on a phone alone, in each
language and on both engines.
"""

import datetime as dt
import re
from email import message_from_bytes, policy

import pytest
from playwright.sync_api import expect

from app import clock
from tests.storm_browser import TOKEN, Browser

PLACES, PEOPLE = 20, 30
LIGHT = "What light belongs to the way home?"
CLEAN = (
    (
        "DELETE FROM registration WHERE session_id IN (SELECT event_session.id FROM event_session"
        " JOIN event ON event.id = event_session.event_id WHERE event.title_en = :event)"
    ),
    ("DELETE FROM registrant WHERE event_id IN (SELECT id FROM event WHERE title_en = :event)"),
    "UPDATE event SET status = 'published', outcome_at = NULL WHERE title_en = :event",
)
ROOM = {
    "sqlite": (
        "UPDATE event_session SET capacity = 20, starts_at = :start, ends_at = :end"
        " WHERE event_id IN (SELECT id FROM event WHERE title_en = :event)"
    ),
    "postgresql": (
        "UPDATE event_session SET capacity = 20, starts_at = CAST(:start AS timestamptz),"
        " ends_at = CAST(:end AS timestamptz)"
        " WHERE event_id IN (SELECT id FROM event WHERE title_en = :event)"
    ),
}
TITLE = {"fi": "Millainen valo", "sv": "Vilket ljus", "en": "What light belongs"}
OWN = re.compile(r"/registration/[\w-]{43}")


def address(way, number):
    return f"h{number}.{'.'.join(way)}@koepaikka.example"


def own_path(server, email):
    """Return the own page that the latest mail to an address leads to, without the language."""
    text = server.mails_to(email)[-1].get_body(("plain",)).get_content()
    return OWN.search(text).group()


def links_of_mails(server):
    """Return, by address, the own page that the mails about registering lead to."""
    server.flask("outbox", "run", "--once")
    found = {}
    for path in (server.folder / "mail").glob("*.eml"):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        if link := OWN.search(mail.get_body(("plain",)).get_content()):
            found[str(mail["To"])] = link.group()
    return found


def come(server, lang, path, email, number):
    """Register by plain requests, and confirm by the mail."""
    browser = Browser(server.address)
    _status, _where, said = browser.ask(f"/{lang}{path}/register")
    form = {"name": f"Henkilö {number:02}", "email": email, "csrf_token": TOKEN.findall(said)[0]}
    status, where, said = browser.ask(f"/{lang}{path}/register", form)
    assert status == 303, said[:400]
    assert where.endswith("/sent")


def confirm(server, lang, own):
    """Confirm by plain requests."""
    browser = Browser(server.address)
    _status, _where, said = browser.ask(f"/{lang}{own}")
    token = {"csrf_token": TOKEN.findall(said)[0]}
    assert browser.ask(f"/{lang}{own}/confirm", token)[0] == 303


def standing(person, own):
    """Return the kind of the pill that says where somebody stands."""
    person.go(own)
    return person.page.locator("main article .pill").first.get_attribute("data-kind")


def at(server, hours):
    """Return an instant some hours from now as the database of this engine keeps it."""
    instant = (clock.now() + dt.timedelta(hours=hours)).replace(tzinfo=None)
    ending = "+00" if server.kind == "postgresql" else ".000000"
    return instant.isoformat(" ", "seconds") + ending


def held(server, begins, ends):
    """Let the event begin and end so many hours from now."""
    server.statement(ROOM[server.kind], event=LIGHT, start=at(server, begins), end=at(server, ends))


def begin(server):
    """Leave the demonstration's event with 20 places and nobody registered, in two days."""
    for sql in CLEAN:
        server.statement(sql, event=LIGHT)
    held(server, 48, 50)


def numbers(city):
    """Return what the desk counts: who has a place, who waits, who came, who did not."""
    cells = city.page.locator("main table").first.locator("tbody tr td.num").all_inner_texts()
    return [int(re.search(r"\d+", one.split("\n")[0]).group()) for one in cells]


def registered_by_browser(person, path, name, email):
    """Find the event in the list, and register for it."""
    person.go("/events")
    person.press(f"main a[href$='{path}']")
    person.press(f"main a[href$='{path}/register']")
    person.fill(name=name, email=email)
    person.press("main form button[data-primary]")
    assert person.page.url.endswith("/sent"), person.text()[:400]


def pressed_twice(person, selector):
    """Press a button that asks first, and say yes."""
    person.page.locator(selector).first.click()
    person.press("dialog[open] button:not(.btn-quiet)")


def everybody_comes(aino, veli, path, way):
    """Let 30 register, the first and the 21st by browsers, then confirm in the same order."""
    server, lang = aino.server, aino.lang
    for number in range(PEOPLE):
        email = address(way, number)
        if number in (0, PLACES):
            registered_by_browser(veli if number else aino, path, f"Henkilö {number:02}", email)
        else:
            come(server, lang, path, email, number)
    links = links_of_mails(server)
    for number in range(PEOPLE):
        confirm(server, lang, links[address(way, number)])
    return links


def at_the_door(city, code):
    """Check one in by the code on the ticket, and five as they were ticked on paper."""
    city.press("main table a[href$='/check-in']")
    city.page.fill("main [name='q']", code)
    city.press("main form[role='search'] button")
    expect(city.page.locator("main .door-list li")).to_have_count(1)
    city.press("main .door-list form[action$='/check_in'] button")
    city.press("main a[href$='?many=1']")
    for box in city.page.locator("main input[name='came']").all()[:5]:
        box.check()
    city.press("main form[action$='/tick'] button[data-primary]")


def at_the_desk(city):
    """Open the list of the registrations from the desk's own pages."""
    city.sign_in("coordinator.helsinki")
    city.go("/desk/events")
    city.press(f"main a:has-text('{TITLE[city.lang]}')")
    city.press("main .tabs a[href$='/registrations']")


def one_leaves_and_the_first_in_line_comes(aino, veli, links, way):
    """Let Aino cancel, and Veli take by the mail what is free; nobody else gets it."""
    assert [standing(veli, links[address(way, n)]) for n in (PLACES, PLACES + 1)] == ["soon"] * 2
    assert standing(aino, links[address(way, 0)]) == "running"
    pressed_twice(aino, "main form[action$='/cancel'] button")
    expect(aino.page.locator("main form[action$='/cancel']")).to_have_count(0)
    veli.go(own_path(veli.server, address(way, PLACES)))
    veli.press("main form[action$='/accept'] button")
    assert standing(veli, links[address(way, PLACES)]) == "running"
    assert standing(aino, links[address(way, PLACES + 1)]) == "soon", "only one place was free"


def what_came_of_it(city):
    """Tell it from the desk's page of the event."""
    city.press("main .tabs li:first-child a")
    city.press("main a[href$='/outcome']")
    city.fill(came="6", outcome_fi="Lämmin valo.", outcome_sv="Varmt ljus.", outcome_en="Warm.")
    city.press("main form button[data-primary]")


@pytest.mark.phone
def test_twenty_places_for_thirty_from_registering_to_what_came_of_it(people, way):
    aino, veli, city = people(), people(), people()
    server, mine = aino.server, address(way, PLACES)
    begin(server)
    aino.go("/events")
    link = aino.page.locator(f"main a:has-text('{TITLE[aino.lang]}')").first.get_attribute("href")
    links = everybody_comes(aino, veli, "/events/" + link.rpartition("/")[2], way)
    at_the_desk(city)
    assert numbers(city) == [PLACES, PEOPLE - PLACES, 0, 0]
    one_leaves_and_the_first_in_line_comes(aino, veli, links, way)
    city.page.reload()
    assert numbers(city) == [PLACES, PEOPLE - PLACES - 1, 0, 0]

    held(server, -1, 1)
    veli.go(links[mine])
    at_the_door(city, veli.page.locator(".ticket-letters").inner_text())
    held(server, -3, -1)
    city.page.reload()
    city.press("main form[action$='/miss-rest'] button")
    city.press("main nav a[href*='/registrations']")
    assert numbers(city) == [PLACES, PEOPLE - PLACES - 1, 6, PLACES - 6]
    what_came_of_it(city)
    told = server.mails_to(mine)[-1].get_body(("plain",)).get_content()
    assert any(one in told for one in ("Lämmin valo.", "Varmt ljus.", "Warm."))
