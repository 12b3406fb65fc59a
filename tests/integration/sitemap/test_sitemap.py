"""What search engines are told: which pages there are, in which languages, and what is private."""

import json
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest

from app.database import db
from models.base import Translated
from models.challenge import ChallengeStatus
from models.event import EventStatus
from models.testbed import TestbedStatus
from tests.factories.challenge import challenge
from tests.factories.event import event
from tests.factories.pilot import ended, preparing, running
from tests.factories.testbed import testbed

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
BASE = "http://localhost"


@pytest.fixture
def published(session):
    """One public thing of each collection."""
    made = testbed(), running(), ended(), challenge(ChallengeStatus.APPROVED), event()
    db.session.commit()
    return made


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return ET.fromstring(answer.data)  # noqa: S314 - our own answer


def everything(client):
    """Return every page of the sitemap with its element."""
    found = {}
    for part in read(client, "/sitemap.xml").iter(f"{MAP}loc"):
        for url in read(client, part.text.removeprefix(BASE)).iter(f"{MAP}url"):
            found[url.findtext(f"{MAP}loc")] = url
    return found


def test_every_page_of_the_sitemap_is_there_and_is_its_own_canonical_address(published, client):
    pages = everything(client)

    assert "Set-Cookie" not in client.get("/sitemap.xml").headers
    assert len(pages) > 30
    for address in pages:
        page = client.page(address.removeprefix(BASE))
        assert [one.get("href") for one in page.all("link", rel="canonical")] == [address]
        assert not page.all("meta", name="robots", content="noindex")


def test_the_sitemap_names_every_public_thing_in_each_language(published, client):
    place, pilot, told, posed, held = published
    pages = everything(client)

    for lang in ("fi", "sv", "en"):
        assert {
            f"{BASE}/{lang}/testbeds/helsinki/{place.slug}",
            f"{BASE}/{lang}/pilots/{pilot.slug}",
            f"{BASE}/{lang}/results/{told.slug}",
            f"{BASE}/{lang}/challenges/{posed.slug}",
            f"{BASE}/{lang}/events/{held.slug}",
        } <= pages.keys()


def test_pages_name_each_other_by_language_as_their_heads_do(published, client):
    pages = everything(client)
    address = f"{BASE}/sv/testbeds/helsinki/{published[0].slug}"
    links = {one.get("hreflang"): one.get("href") for one in pages[address].iter(f"{XHTML}link")}
    head = client.page(address.removeprefix(BASE)).all("link", rel="alternate")

    assert set(links) == {"fi", "sv", "en", "x-default"}
    assert links == {one.get("hreflang"): one.get("href") for one in head if one.get("hreflang")}
    assert pages[address].findtext(f"{MAP}lastmod")


def test_what_is_not_public_is_in_no_part(session, client):
    hidden = (
        testbed(status=TestbedStatus.DRAFT).slug,
        preparing().slug,
        challenge(ChallengeStatus.DRAFT).slug,
        event(EventStatus.DRAFT).slug,
    )
    db.session.commit()

    assert not [page for page in everything(client) if page.rsplit("/", 1)[-1] in hidden]


def test_a_part_without_anything_is_not_there(published, client):
    assert client.get("/sitemap/testbeds-9999.xml").status_code == 404
    assert client.get("/sitemap/cities-0.xml").status_code == 404


def test_robots_are_kept_from_what_is_private_and_from_nothing_in_the_sitemap(published, client):
    rules = RobotFileParser()
    rules.parse(client.get("/robots.txt").text.splitlines())

    assert rules.site_maps() == [f"{BASE}/sitemap.xml"]
    assert all(rules.can_fetch("*", address) for address in everything(client))
    for path in ("/fi/desk", "/sv/my", "/en/logout", "/fi/reader/secret", "/fi/map/things.json"):
        assert not rules.can_fetch("*", BASE + path)


def test_the_doors_can_be_found(published, client):
    rules = RobotFileParser()
    rules.parse(client.get("/robots.txt").text.splitlines())

    for path in ("/fi/login", "/en/register"):
        assert rules.can_fetch("*", BASE + path)


def test_filters_make_no_page_of_their_own_but_later_pages_do(published, client):
    page = client.page("/fi/testbeds?theme=mobility&page=1&q=katu")

    (link,) = page.all("link", rel="canonical")
    assert link.get("href") == f"{BASE}/fi/testbeds?page=1"
    assert not client.page("/fi/nowhere", 404).all("link", rel="canonical")


def test_a_browser_learns_how_to_search_from_every_page(published, client):
    (link,) = client.page("/sv/testbeds").all("link", rel="search")
    found = read(client, link.get("href"))
    urls = {one.get("type"): one.get("template") for one in found.iter(f"{SEARCH}Url")}

    assert len(found.findtext(f"{SEARCH}ShortName")) <= 16
    assert len(found.findtext(f"{SEARCH}Description")) <= 1024
    assert urls["text/html"] == f"{BASE}/sv/?q={{searchTerms}}"
    assert urls["application/x-suggestions+json"].endswith("?q={searchTerms}")


def test_titles_of_public_experiments_are_suggested(session, client):
    shown = running(title=Translated("Robottibussi", "Robotbuss", "Robot bus"))
    preparing(title=Translated("Robottilautta", "Robotfärja", "Robot ferry"))
    db.session.commit()
    answer = client.get("/sv/search/suggestions.json?q=robot")

    assert answer.mimetype == "application/x-suggestions+json"
    assert json.loads(answer.text) == [
        "robot", ["Robotbuss"], [""], [f"{BASE}/sv/pilots/{shown.slug}"],
    ]  # fmt: skip
    assert json.loads(client.get("/sv/search/suggestions.json?q=").text)[1] == []


def structured(page):
    (found,) = page.all("script", type="application/ld+json")
    return json.loads(found.text)


def test_pages_say_what_they_are_about(published, client):
    place, pilot, _told, posed, held = published
    found = {
        "WebSite": structured(client.page("/en/")),
        "Place": structured(client.page(f"/en/testbeds/helsinki/{place.slug}")),
        "WebPage": structured(client.page(f"/en/pilots/{pilot.slug}")),
        "Event": structured(client.page(f"/en/events/{held.slug}")),
    }
    posed_page = structured(client.page(f"/en/challenges/{posed.slug}"))

    assert {kind: one["@type"] for kind, one in found.items()} == {kind: kind for kind in found}
    assert posed_page["@type"] == "WebPage"
    for one in (*found.values(), posed_page):
        assert one["@context"] == "https://schema.org"
        assert one["name"]
        assert one["url"].startswith(f"{BASE}/en/")
    assert found["Place"]["address"]["addressCountry"] == "FI"
    assert found["WebPage"]["temporalCoverage"] == f"{pilot.start_day}/{pilot.end_day}"


def test_a_place_whose_exact_spot_is_not_shown_has_none_for_search_engines_either(session, client):
    hidden = testbed(blur=True, address="Salakatu 1")
    open_to_all = testbed(address="Avokatu 1")
    db.session.commit()
    kept = structured(client.page(f"/en/testbeds/helsinki/{hidden.slug}"))
    told = structured(client.page(f"/en/testbeds/helsinki/{open_to_all.slug}"))

    assert "geo" not in kept
    assert "streetAddress" not in kept["address"]
    assert told["geo"]["@type"] == "GeoCoordinates"
    assert told["address"]["streetAddress"] == "Avokatu 1"


def test_hostile_names_cannot_end_the_script(session, client):
    name = "</script><img src=x onerror=alert(1)>"
    place = testbed(name=Translated(name, name, name))
    db.session.commit()
    page = client.page(f"/en/testbeds/helsinki/{place.slug}")

    assert structured(page)["name"] == name
    assert not page.all("img", src="x")


def test_crumbs_are_a_list_that_machines_read(published, client):
    page = client.page(f"/en/testbeds/helsinki/{published[0].slug}")
    (crumbs,) = page.all("ol", itemtype="https://schema.org/BreadcrumbList")
    items = [one for one in crumbs if one.get("itemprop") == "itemListElement"]
    places = [one.get("content") for one in page.all("meta", itemprop="position")]

    assert len(items) == 3
    assert places == ["1", "2", "3"]
