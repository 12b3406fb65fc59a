"""The pages of open data: what there is, how fresh, how it is had, what it looks like."""

import json

import pytest

from app.database import db
from models.base import Translated
from models.event import EventStatus
from models.open_collection import COLLECTIONS
from models.pilot import PilotStatus
from models.testbed import TestbedStatus
from tests.factories.challenge import challenge
from tests.factories.event import event
from tests.factories.pilot import pilot, running
from tests.factories.testbed import testbed

HOSTILE = "</script><img src=x onerror=alert(1)>${7*7}{{7*7}}"


@pytest.fixture
def place(session):
    made = testbed(name=Translated("Laituri", "Bryggan", "The pier"))
    db.session.commit()
    return made


def data_of(page):
    """Return what the page says of itself to search engines."""
    found = page.all("script", type="application/ld+json")
    assert len(found) == 1
    assert found[0].get("nonce")
    return json.loads(found[0].text)


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_front_names_every_collection_with_how_many_and_how_fresh(place, client, lang):
    page = client.page(f"/{lang}/open-data")

    headings = page.words("h3")
    assert {one.title.get(lang) for one in COLLECTIONS.values()} <= set(headings)
    assert "CC BY 4.0" in page.text
    assert [f"/{lang}/open-data/{name}" for name in COLLECTIONS] == [
        link.get("href") for link in page.all("a") if "/open-data/" in link.get("href", "")
    ][: len(COLLECTIONS)]


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
@pytest.mark.parametrize("name", list(COLLECTIONS))
def test_each_collection_tells_its_fields_in_each_language(place, client, name, lang):
    page = client.page(f"/{lang}/open-data/{name}")

    assert page.heading == COLLECTIONS[name].title.get(lang)
    codes = {code.text for code in page.all("code")}
    assert {field.name for field in COLLECTIONS[name].fields} <= codes


def test_a_collection_shows_its_first_rows_and_its_map(place, client):
    page = client.page("/en/open-data/testbeds")

    assert "The pier" in page.words("a")
    assert page.all("div", id="map_main")


def test_a_collection_of_nothing_says_so_without_a_map(session, client, place):
    page = client.page("/en/open-data/events")

    assert not page.all("div", id="map_main")
    assert "0 features" in page.text


def test_a_citys_share_has_an_address_of_its_own(place, client):
    testbed("oulu", name=Translated("Tori", "Torget", "The market"))
    db.session.commit()

    page = client.page("/en/open-data/testbeds?city=oulu")

    assert page.heading == "Testbeds: Oulu"
    assert "The market" in page.words("a")
    assert "The pier" not in page.text
    assert page.all("link", rel="canonical")[0].get("href").endswith("testbeds?city=oulu")


@pytest.mark.parametrize("city", ["atlantis", "tampere"])
def test_there_is_no_page_of_a_city_that_has_nothing(place, client, city):
    assert client.get(f"/en/open-data/testbeds?city={city}").status_code == 404


def test_the_source_can_be_copied_as_it_is_named(place, client):
    page = client.page("/en/open-data/testbeds?city=helsinki")
    (cite,) = [one for one in page.all("p") if one.get("class") == "data-cite"]

    assert cite.text.startswith("Koepaikka, Helsinki (")
    assert "/dcat/datasets/testbeds-helsinki." in cite.text
    assert cite.text in [one.get("data-copy-link") for one in page.all("button")]


def test_code_to_copy_holds_addresses_that_are_answered(place, client):
    running()
    db.session.commit()
    page = client.page("/en/open-data/pilots")

    for link in page.all("a"):
        address = link.get("href", "")
        if address.startswith("http://localhost/"):
            path = address.removeprefix("http://localhost")
            assert client.head(path, follow_redirects=True).status_code == 200, address


def test_marks_of_the_map_lead_to_the_pages_of_what_is_published(place, client):
    testbed(status=TestbedStatus.DRAFT)
    db.session.commit()
    answer = client.get("/sv/open-data/map/testbeds.json?zoom=16").get_json()

    assert answer["total"] == 1
    (mark,) = answer["features"]
    assert mark["properties"]["title"] == "Bryggan"
    assert mark["properties"]["url"] == f"/sv/testbeds/helsinki/{place.slug}"


@pytest.mark.parametrize(
    ("status", "first", "last", "mark"),
    [
        (PilotStatus.RUNNING, -5, 5, "running"),
        (PilotStatus.READY, 5, 9, "soon"),
        (PilotStatus.PAUSED, -5, 5, "paused"),
        (PilotStatus.RUNNING, -9, -2, "ended"),
        (PilotStatus.COMPLETED, -9, -2, "ended"),
    ],
)
def test_marks_of_pilots_say_how_they_stand_today(session, client, status, first, last, mark):
    pilot(status, first, last)
    db.session.commit()
    answer = client.get("/en/open-data/map/pilots.json?zoom=16").get_json()

    assert [one["properties"]["status"] for one in answer["features"]] == [mark]


def test_the_map_of_a_city_has_its_own_alone_and_of_an_unknown_collection_nothing(place, client):
    testbed("oulu")
    db.session.commit()

    assert client.get("/en/open-data/map/testbeds.json?city=oulu").get_json()["total"] == 1
    assert client.get("/en/open-data/map/secrets.json").status_code == 404


def test_hostile_texts_stay_texts(session, client):
    testbed(name=Translated(HOSTILE, "", ""), summary=Translated(HOSTILE, "", ""))
    challenge(title=Translated(HOSTILE, "", ""))
    db.session.commit()

    for name in ("testbeds", "challenges"):
        page = client.page(f"/fi/open-data/{name}")
        assert not page.all("img", src="x")
        assert data_of(page)["@type"] == "Dataset"


def test_drafts_are_counted_and_shown_nowhere(session, client):
    event(EventStatus.DRAFT, title=Translated("PLANTED", "PLANTED", "PLANTED"))
    testbed(status=TestbedStatus.DRAFT, name=Translated("PLANTED", "PLANTED", "PLANTED"))
    db.session.commit()

    for path in ("", "/events", "/testbeds", "/map/events.json", "/map/testbeds.json"):
        answer = client.get(f"/en/open-data{path}")
        assert answer.status_code == 200
        assert "PLANTED" not in answer.text


def test_the_front_describes_a_catalogue_and_a_collection_a_data_set(place, client):
    front, one = (
        data_of(client.page("/sv/open-data")),
        data_of(client.page("/sv/open-data/testbeds")),
    )

    assert front["@type"] == "DataCatalog"
    assert one["@id"] in {each["@id"] for each in front["dataset"]}
    assert {
        "name",
        "description",
        "license",
        "url",
        "identifier",
        "creator",
        "dateModified",
    } <= set(one)
    assert len(one["description"]) >= 20
    assert one["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert all(each["contentUrl"].startswith("http") for each in one["distribution"])
