"""Whose application pages are whose: others find nothing, visitors are asked to sign in."""

import pytest

from app.database import db
from models.application import Application, ApplicationPart, PartStatus
from tests.factories import application as make
from tests.factories.account import host, member, person, staff
from tests.factories.testbed import testbed
from tests.page import read_page

DRAFT_PAGES = ["", "/edit/places", "/edit/idea", "/edit/data", "/edit/contact", "/edit/check"]
DRAFT_DEEDS = ["/edit/places", "/edit/idea", "/edit/check", "/edit/discard", "/copy", "/messages"]
PART_PAGES = ["applications/parts/{}/withdraw", "offers/{}/accept", "offers/{}/decline"]
PART_DEEDS = [*PART_PAGES, "applications/parts/{}/answer"]
TYPED = {"version": "1", "title": "Stolen", "body": "Stolen", "name": "Thief", "terms": "y"}


def another_company():
    return member()


def resident():
    return person()


def staff_of_the_city():
    return staff()


STRANGERS = [another_company, resident, staff_of_the_city]


@pytest.fixture
def draft(session):
    return make.draft(testbed(), author=member()).id


@pytest.fixture
def offered(session):
    return make.offered(author=member()).id


def snapshot():
    """Return what no stranger may change."""
    db.session.expire_all()
    return [
        (one.id, one.title, one.version, [(part.status, part.days) for part in one.parts])
        for one in db.session.query(Application).order_by(Application.id)
    ]


@pytest.mark.parametrize("stranger", STRANGERS)
def test_strangers_find_no_draft(draft, sign_in, stranger):
    client = sign_in(stranger())
    for path in DRAFT_PAGES:
        page = client.page(f"/en/my/applications/{draft}{path}", 404)
        assert "Lamps that listen" not in page.text
    before = snapshot()
    for path in DRAFT_DEEDS:
        response = client.post(f"/en/my/applications/{draft}{path}", data=TYPED)
        assert response.status_code == 404, path
        assert "Lamps that listen" not in response.get_data(as_text=True)
    assert snapshot() == before


@pytest.mark.parametrize("stranger", STRANGERS)
def test_strangers_find_no_offer(offered, sign_in, stranger):
    client = sign_in(stranger())
    before = snapshot()
    for path in PART_PAGES:
        client.page("/en/my/" + path.format(offered), 404)
    for path in PART_DEEDS:
        response = client.post("/en/my/" + path.format(offered), data=TYPED)
        assert response.status_code == 404, path
    assert snapshot() == before


def test_visitors_are_asked_to_sign_in_and_come_back(draft, client):
    for path in DRAFT_PAGES:
        response = client.get(f"/en/my/applications/{draft}{path}")
        assert response.status_code == 302
        assert "/en/login?next=" in response.location
    before = snapshot()
    for path in DRAFT_DEEDS:
        response = client.post(f"/en/my/applications/{draft}{path}", data=TYPED)
        assert response.status_code == 401
    assert snapshot() == before


def test_visitors_find_no_offer_and_no_own_pages(offered, client):
    for path in [path.format(offered) for path in PART_PAGES] + ["applications/new", ""]:
        response = client.get(("/en/my/" + path).rstrip("/"))
        assert response.status_code == 302
    for path in PART_DEEDS:
        assert client.post("/en/my/" + path.format(offered), data=TYPED).status_code == 401
    assert db.session.get_one(ApplicationPart, offered).status is PartStatus.OFFERED


def test_colleagues_of_the_organisation_write_the_same_draft(draft, sign_in):
    organisation = db.session.get_one(Application, draft).organisation
    client = sign_in(member(organisation))
    assert "Lamps that listen" in client.page(f"/en/my/applications/{draft}/edit/check").text


def test_a_host_of_the_place_is_no_applicant(session, sign_in):
    made = make.sent(author=member())
    client = sign_in(host(made.parts[0].testbed))
    client.page(f"/en/my/applications/{made.id}", 404)


def test_a_part_of_another_draft_is_not_reached_through_ones_own(draft, sign_in):
    mine, theirs = member(), db.session.get_one(Application, draft).parts[0].id
    own = make.draft(author=mine).id
    client = sign_in(mine)
    data = {f"p{theirs}-version": "1", f"p{theirs}-days": "77", "stay": f"without {theirs}"}
    response = client.post(f"/en/my/applications/{own}/edit/places", data=data)
    assert response.status_code in {303, 404}
    assert db.session.get_one(ApplicationPart, theirs).days == 10


def test_terms_are_for_everybody_and_only_in_versions_that_exist(client):
    assert "promise" in client.page("/en/terms/2026-1").text
    for version in ("2020-1", "..%2f..%2fmy", "x" * 300):
        assert read_page(client.get(f"/en/terms/{version}")).status == 404
