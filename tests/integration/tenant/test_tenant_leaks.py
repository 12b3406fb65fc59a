"""What one city keeps to itself appears nowhere else: no page, list, file, mail or search."""

import re
from itertools import product
from urllib.parse import urljoin, urlsplit

import pytest
from sqlalchemy import select

from app.database import db
from models.account import CityRole
from models.outbox import OutboxMessage
from tests.factories.account import staff
from tests.integration.tenant.scene import FINDABLE, ROLES, SECRET, A
from tests.integration.tenant.scene import scene as two_cities
from views.access import PUBLIC, door_of

LINK = re.compile(r'(?:href|src)="(/[^"]*)"')
MOST_PAGES = 150


@pytest.fixture
def scene(session):
    return two_cities()


def body_of(answer):
    return answer.get_data().decode("utf-8", "replace")


def walk(client, *starts):
    """Yield every page that links lead to from here, as (address, what it says)."""
    waiting, seen = list(starts), {urlsplit(start).path for start in starts}
    while waiting:
        address = waiting.pop(0)
        answer = client.get(address)
        yield address, answer.status_code, body_of(answer)
        for found in LINK.findall(body_of(answer)):
            link = urljoin(address, found.replace("&amp;", "&")).partition("#")[0]
            path = urlsplit(link).path
            if path.startswith("/en/desk") and path not in seen and len(seen) < MOST_PAGES:
                seen.add(path)
                waiting.append(link)


def test_no_link_of_the_desk_leads_to_another_citys_words(client, scene, sign_in):
    """One scene for all roles: they only read."""
    for role in ROLES:
        sign_in(scene.a[role])
        pages = list(walk(client, "/en/desk", "/en/desk/people/me", "/en/my"))
        assert len(pages) > 8, role
        assert [where for where, status, _said in pages if status >= 400] == [], role
        assert [where for where, _status, said in pages if SECRET in said] == [], role


def test_their_own_people_find_the_words_by_the_same_links(client, scene, sign_in):
    """Otherwise a page that shows nothing to anybody would pass the test above."""
    sign_in(scene.b[0])
    said = {where.split("?")[0]: text for where, _status, text in walk(client, "/en/desk")}
    telling = {where for where, text in said.items() if SECRET in text}
    place, part, pilot = (scene.things[name] for name in ("testbed_id", "part_id", "pilot_id"))
    assert telling >= {
        "/en/desk",
        "/en/desk/applications",
        f"/en/desk/applications/{part}",
        "/en/desk/pilots",
        f"/en/desk/pilots/{pilot}",
        "/en/desk/testbeds",
        f"/en/desk/testbeds/{place}",
        "/en/desk/people/oulu",
        "/en/desk/people/oulu/trail",
        "/en/desk/people/oulu/trail.csv",
    }


def test_counts_are_those_of_ones_own_city(client, scene, sign_in):
    """Helsinki has one draft and two applications, Oulu has more of each."""
    sign_in(scene.a["coordinator"])
    desk = client.page("/en/desk")
    assert desk.words("h2") == ["Applications to answer 2", "Unfinished testbeds 1"]
    assert "Draft 1" in client.page("/en/desk/testbeds").text
    sign_in(staff(CityRole.COORDINATOR, "oulu"))
    assert client.page("/en/desk").words("h2") != desk.words("h2")


def test_a_joint_application_does_not_carry_the_other_citys_words_over(client, scene, sign_in):
    """One application at places of both cities: notes, messages and decisions stay with each."""
    sign_in(scene.a["coordinator"])
    joint = [
        said
        for where, _status, said in walk(client, "/en/desk/applications")
        if re.fullmatch(r"/en/desk/applications/\d+", where) and "Other places in the" in said
    ]
    assert len(joint) == 1
    assert SECRET not in joint[0]


def test_public_pages_tell_nothing_that_is_not_published(app, client, scene):
    told = []
    for rule in app.url_map.iter_rules():
        asks = rule.arguments - {"lang"}
        if door_of(app, rule.endpoint) != PUBLIC or asks or "GET" not in (rule.methods or ()):
            continue
        path = rule.build({"lang": "en"} if rule.arguments else {})[1]
        for asked in (path, f"{path}?q={FINDABLE}"):
            told += [asked] * (SECRET in body_of(client.get(asked, follow_redirects=True)))
    assert told == []


def test_the_error_page_repeats_nothing(client, scene, sign_in):
    things = scene.things
    paths = (
        f"/en/desk/testbeds/{things['testbed_id']}",
        f"/en/desk/applications/{things['part_id']}",
        f"/en/desk/pilots/{things['pilot_id']}",
        "/en/desk/people/oulu",
    )
    for role, path in product(ROLES, paths):
        sign_in(scene.a[role])
        missing = client.get(re.sub(r"\d+|oulu", "999999", path))
        hidden = client.get(path)
        assert hidden.status_code == missing.status_code == 404
        assert _words(hidden) == _words(missing), "what is hidden looks like what is not there"


def _words(answer):
    """Return a page without what changes by itself: its address, keys and nonces."""
    said = re.sub(r"(/en|/fi|/sv)/desk/[^\"?]*", "", body_of(answer))
    return re.sub(r'(?:nonce|value|content)="[^"]*"', "", said)


def test_no_mail_carries_it_to_another_city(session, scene):
    theirs = {user.email for user in scene.a.values()} | {f"kokeilut.{A}@koepaikka.example"}
    mails = db.session.scalars(select(OutboxMessage)).all()
    assert {mail.recipient for mail in mails if SECRET in str(mail.context)}, "somebody is told"
    assert [
        mail.template for mail in mails if mail.recipient in theirs and SECRET in str(mail.context)
    ] == []
