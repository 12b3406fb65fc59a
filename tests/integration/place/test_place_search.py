"""Places are found by the beginning of any of their names, from our own list, for everybody."""

from urllib.parse import parse_qs, urlsplit

import pytest

from app.queries.place import places
from app.services.search import index_testbed
from models.base import Translated
from models.place import PlaceKind
from models.testbed import TestbedStatus
from tests.factories import pilot as pilots
from tests.factories.city import city
from tests.factories.testbed import testbed

HOSTILE = ("", " ", "\0", "%", "_", "''", '"*', "a" * 5000, "<script>", "(", "ö" * 300, "🦆", "٣٣")


@pytest.fixture
def library(session):
    return made(
        name=Translated("Keskuskirjasto", "Centrumbiblioteket", "Central Library"),
        district=Translated("Uusi Niemi", "Nya Udden"),
        address="Merikatu 4",
    )


def made(**values):
    place = testbed(**values)
    index_testbed(place)
    return place


def names(asked):
    return [(one.kind, one.name.fi) for one in places(asked, 9)]


@pytest.mark.parametrize("asked", ["Töölö", "toolo", "TÖÖ", "tölö", "too"])
def test_a_district_is_found_without_accents_in_either_language_and_before_it_is_whole(
    session, asked
):
    assert (PlaceKind.DISTRICT, "Töölö") in names(asked)


def test_the_name_that_is_just_so_comes_first_and_the_wider_place_before(library):
    assert names("kallio")[0] == (PlaceKind.DISTRICT, "Kallio")
    assert names("espoo")[0] == (PlaceKind.CITY, "Espoo")
    assert names("espoo keskus")[0] == (PlaceKind.DISTRICT, "Espoon keskus")


@pytest.mark.parametrize("asked", ["keskuskirj", "central lib", "centrum", "kesk"])
def test_a_testbed_is_found_by_any_of_its_names(library, asked):
    assert (PlaceKind.TESTBED, "Keskuskirjasto") in names(asked)


def test_a_testbed_is_found_by_its_address_and_its_district(library):
    assert names("merikatu 4") == [(PlaceKind.ADDRESS, "Merikatu 4")]
    assert names("uusi niemi") == [(PlaceKind.DISTRICT, "Uusi Niemi")]
    (found,) = places("nya udden", 9)
    assert (found.matched, found.city) == ("Nya Udden", "helsinki")


@pytest.mark.parametrize("status", [TestbedStatus.DRAFT, TestbedStatus.RETIRED])
def test_a_testbed_that_is_not_public_is_no_place(session, status):
    made(name=Translated("Salapaikka"), address="Salakatu 1", status=status)
    assert names("sala") == []


def test_the_address_of_a_blurred_testbed_is_no_place(session):
    made(name=Translated("Turvakoti"), address="Piilokatu 7", blur=True)
    made(name=Translated("Salakatu"), address="Salakatu 7", blur=True)
    assert names("piilokatu") == []
    assert names("salakatu") == [(PlaceKind.TESTBED, "Salakatu")]


@pytest.mark.parametrize("asked", HOSTILE)
def test_whatever_is_looked_for_is_answered(client, asked):
    for path in ("/fi/places", "/fi/places.json", "/fi/"):
        answer = client.get(path, query_string={"q": asked})
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.data
    assert client.page("/fi/places", query_string={"q": asked}).status == 200


def test_a_suggestion_leads_to_the_front_page_around_it_with_the_filters_kept(client):
    city("helsinki")
    answer = client.get("/sv/places.json?q=kall&at=2027-02&theme=energy&sort=end&page=3").json
    first = next(one for one in answer["places"] if one["name"] == "Berghäll")
    assert first["about"] == "Kallio, Stadsdel, Helsingfors"
    asked = parse_qs(urlsplit(first["url"]).query)
    assert asked == {
        "at": ["2027-02"], "theme": ["energy"], "near": ["60.184,24.950"], "place": ["Berghäll"],
        "map": ["14/60.184/24.950"],
    }  # fmt: skip
    assert client.page(first["url"]).status == 200


def test_nothing_found_is_said_with_what_to_do(client):
    answer = client.get("/en/places.json?q=qqqqq").json
    assert answer["places"] == []
    assert "Press Enter" in answer["words"]
    page = client.page("/en/places?q=qqqqq")
    assert "/en/?q=qqqqq" in {a.get("href") for a in page.all("a")}


def test_without_scripts_a_search_lists_the_places_and_leads_to_all_of_them(client):
    city("helsinki")
    page = client.page("/en/?q=kallio&theme=energy")
    addresses = [a.get("href") for a in page.all("a")]
    assert any("near=60.184%2C24.950" in one and "theme=energy" in one for one in addresses if one)
    assert "/en/places?q=kallio&theme=energy" in addresses
    listed = client.page("/en/places?q=kallio&theme=energy")
    assert any("near=60.184" in (a.get("href") or "") for a in listed.all("a"))
    hidden = {(one.get("name"), one.get("value")) for one in listed.all("input", type="hidden")}
    assert ("theme", "energy") in hidden


def test_nearest_first_with_the_distance_on_each_card(client):
    far = pilots.running(position=(24.98, 60.20))
    near = pilots.running(position=(24.951, 60.1841))
    page = client.page("/en/?near=60.184,24.950&place=Kallio")
    order = [li.get("data-feature-id") for li in page.all("li") if li.get("data-feature-id")]
    assert order == [str(near.id), str(far.id)]
    assert page.words("span", class_="away") == ["less than 100 m away", "2.4 km away"]
    assert "Nearest to Kallio first" in page.text


@pytest.mark.parametrize(
    ("metres", "words"),
    [(0, "alle 100 m päässä"), (99.9, "alle 100 m päässä"), (110, "100 m päässä"),
     (374, "350 m päässä"), (960, "950 m päässä"), (990, "1 km päässä"), (1249, "1,2 km päässä"),
     (9960, "10 km päässä"), (123_456, "123 km päässä")],
)  # fmt: skip
def test_distances_are_no_finer_than_the_place_that_was_asked_for(app, metres, words):
    from views.distance_words import distance_words  # noqa: PLC0415 - after the application

    with app.test_request_context("/fi/"):
        from flask import g  # noqa: PLC0415 - as above

        g.lang = "fi"
        assert distance_words(metres).replace("\N{NO-BREAK SPACE}", " ") == words
