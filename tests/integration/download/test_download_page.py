"""The page of downloads: the files of each table, and the form that puts an address together."""

from urllib.parse import parse_qs, urlsplit

import pytest

from models.base import LANGUAGES
from models.download import TABLES
from tests.factories.testbed import testbed

PAGE = "open-data/downloads"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_table_shows_its_files_in_each_language(session, client, lang):
    testbed()

    for name, table in TABLES.items():
        page = client.page(f"/{lang}/{PAGE}?table={name}")
        links = {a.get("href") for a in page.all("a")}
        tail = "" if lang == "fi" else f"?lang={lang}"
        assert {f"/data/{name}.{one.ending}{tail}" for one in table.formats} <= links
        assert table.title.get(lang) in page.words("h2")
    client.page(f"/{lang}/{PAGE}?table=secrets", 404)


def test_the_form_leads_to_the_file_it_asks_for(session, client):
    testbed("tampere")
    asked = "table=pilots&format=csv&city=tampere&kind=&theme=energy&start=2026-01-01&end=&crs="

    answer = client.get(f"/sv/{PAGE}/file?{asked}")

    assert answer.status_code == 303
    led = urlsplit(answer.location)
    assert led.path == "/data/pilots.csv"
    assert parse_qs(led.query) == {
        "city": ["tampere"], "theme": ["energy"], "datetime": ["2026-01-01/.."], "lang": ["sv"],
    }  # fmt: skip
    assert client.get(answer.location).status_code == 200


def test_what_is_left_open_asks_for_all_of_it(session, client):
    testbed()

    answer = client.get(f"/fi/{PAGE}/file?table=testbeds&format=gpkg&city=&kind=&theme=&crs=")

    assert answer.location == "/data/testbeds.gpkg"


def test_answers_that_do_not_fit_are_shown_at_their_fields_with_all_that_was_chosen(
    session, client
):
    testbed("tampere")
    asked = "table=pilots&format=geojson&city=tampere&crs=EPSG:3067&start=2026-05-01&end=2026-01-01"

    page = client.page(f"/en/{PAGE}/file?{asked}", 422)

    assert [one.get("id") for one in page.all("p", **{"class": "error"})] == [
        "end-error", "crs-error",
    ]  # fmt: skip
    chosen = [one.get("value") for one in page.all("option") if one.get("selected") is not None]
    assert {"geojson", "tampere", "EPSG:3067"} <= set(chosen)


def test_only_the_filters_that_a_table_has_are_offered(session, client):
    testbed()

    places = {one.get("id") for one in client.page(f"/fi/{PAGE}").all("select")}
    results = {one.get("id") for one in client.page(f"/fi/{PAGE}?table=results").all("select")}
    cities = {one.get("id") for one in client.page(f"/fi/{PAGE}?table=cities").all("select")}

    assert {"format", "city", "kind", "theme", "crs"} <= places
    assert {"format", "city", "kind", "theme"} <= results
    assert "crs" not in results
    assert "theme" not in cities


def test_the_page_of_open_data_leads_here(session, client):
    links = {a.get("href") for a in client.page("/en/open-data").all("a")}

    assert {"/en/open-data/downloads", "/en/open-data/dumps", "/en/open-data/dictionary"} <= links
