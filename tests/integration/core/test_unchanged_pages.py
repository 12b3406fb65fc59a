"""A visitor's page that has not changed is not sent again; nobody else's page is ever kept."""

import pytest

from models.account import CityRole
from models.base import Translated
from tests.factories import pilot as pilots
from tests.factories.account import member, staff
from tests.factories.event import event
from tests.factories.testbed import testbed
from tests.page import read_page

LISTS = (
    "/fi/", "/sv/", "/fi/?q=kokeilu&sort=end", "/fi/testbeds", "/en/testbeds?kind=street",
    "/fi/results", "/fi/challenges", "/fi/events", "/fi/open-data", "/fi/privacy",
    "/fi/accessibility",
)  # fmt: skip


@pytest.fixture
def places(session):
    """What is shown: a testbed, a pilot at it, an event; and their pages."""
    place = testbed()
    trial = pilots.running(testbed=place)
    held = event()
    return [
        f"/fi/testbeds/helsinki/{place.slug}", f"/fi/pilots/{trial.slug}", f"/fi/events/{held.slug}"
    ]  # fmt: skip


def tag_of(client, address, **headers):
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.headers.get("ETag")


def test_a_page_that_a_visitor_has_is_not_sent_again(app, client, places):
    app.config["WTF_CSRF_ENABLED"] = True
    client.get("/fi/")  # gives the cookies
    for address in [*LISTS, *places]:
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert first.headers["ETag"].startswith('W/"'), address
        assert first.headers["Cache-Control"] == "no-cache, private"
        assert {"Cookie", "Accept-Encoding"} <= set(first.vary)
        assert (again.status_code, again.data) == (304, b""), address
        assert again.headers["ETag"] == first.headers["ETag"]
        # The kept page's own policy goes on, with the nonce that its scripts bear.
        assert "Content-Security-Policy" in first.headers
        assert "Content-Security-Policy" not in again.headers


def test_packed_or_not_and_asked_with_a_list_it_is_the_same_page(client, places):
    plain = tag_of(client, "/fi/")
    packed = client.get("/fi/", headers={"Accept-Encoding": "br"})
    assert packed.headers["Content-Encoding"] == "br"
    for known in (plain, packed.headers["ETag"], f'"other", {plain}', "*"):
        headers = {"Accept-Encoding": "br", "If-None-Match": known}
        assert client.get("/fi/", headers=headers).status_code == 304
    assert client.get("/fi/", headers={"If-None-Match": '"other"'}).status_code == 200


def test_whatever_a_page_shows_changes_its_validator(client, session, places):
    bed_page, trial_page, _event_page = places
    before = {one: tag_of(client, one) for one in ("/fi/", "/fi/testbeds", bed_page, trial_page)}

    place = testbed(name=Translated("Uusi paikka", "Ny plats", "New place"))
    trial = pilots.running(testbed=place)
    assert tag_of(client, "/fi/") != before["/fi/"]
    assert tag_of(client, "/fi/testbeds") != before["/fi/testbeds"]
    assert tag_of(client, bed_page) == tag_of(client, bed_page)

    seen = tag_of(client, f"/fi/pilots/{trial.slug}")
    trial.plain = Translated("Toisin sanottuna", "Annorlunda", "Otherwise")  # on its page alone
    session.commit()
    assert tag_of(client, f"/fi/pilots/{trial.slug}") != seen


def test_day_language_colours_and_session_are_part_of_it(app, client, places, time_machine):
    app.config["WTF_CSRF_ENABLED"] = True
    client.get("/fi/")
    bed_page = places[0]
    tags = [tag_of(client, "/fi/"), tag_of(client, "/sv/"), tag_of(client, "/en/")]
    client.set_cookie("theme", "dark")
    tags.append(tag_of(client, "/fi/"))
    client.delete_cookie("theme")
    assert tag_of(client, "/fi/") == tags[0]
    other = app.test_client()
    other.get("/fi/")
    tags.append(tag_of(other, "/fi/"))  # its form token is another session's
    assert len(set(tags)) == len(tags)

    today = tag_of(client, bed_page)
    time_machine.move_to("2031-03-01T10:00:00+00:00", tick=False)
    assert tag_of(client, bed_page) != today


def test_people_who_are_signed_in_get_no_validator(client, places, sign_in):
    known = tag_of(client, "/fi/")
    for person in (member(), staff(CityRole.COORDINATOR)):
        sign_in(person)
        for address in ("/fi/", *places):
            answer = client.get(address, headers={"If-None-Match": known})
            assert answer.status_code == 200
            assert "ETag" not in answer.headers
            assert answer.headers["Cache-Control"] == "no-cache, private"


def test_a_form_that_may_be_sent_only_once_comes_anew_each_time(client, session):
    answer = client.get("/fi/faults/new")
    assert read_page(answer).fields()["request_key"]
    assert "ETag" not in answer.headers


def test_refusals_and_redirects_have_no_validator(client, session):
    for address in ("/fi/nowhere", "/fi/my", "/"):
        assert "ETag" not in client.get(address).headers
