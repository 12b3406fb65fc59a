"""The interface as pages: in three languages, with the same things as the data."""

import pytest
import shapely

from app.database import db
from models.pilot import PilotStatus
from tests.factories.hostile import CODE
from tests.factories.open_feature import changed, open_feature
from tests.factories.pilot import pilot
from tests.factories.testbed import testbed

PATHS = (
    "/", "/conformance", "/api", "/collections", "/collections/pilots", "/collections/pilots/items",
    "/collections/pilots/queryables", "/collections/pilots/schema",
)  # fmt: skip
HEADINGS = {"fi": "Kokeilut: kohteet", "sv": "Försök: objekt", "en": "Pilots: features"}


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_there_in_every_language(client, lang, path):
    pilot(PilotStatus.RUNNING, -5, 5)

    page = client.page(f"/ogc{path}?f=html&lang={lang}")

    assert page.all("html")[0].get("lang") == lang
    for other in {"fi", "sv", "en"} - {lang}:
        (there,) = {one.get("href") for one in page.all("a", hreflang=other)}
        assert client.page(there).all("html")[0].get("lang") == other


def test_a_browser_gets_a_page_and_a_program_gets_data(client):
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}

    assert client.get("/ogc/", headers=browser).mimetype == "text/html"
    assert client.get("/ogc/", headers={"Accept": "*/*"}).mimetype == "application/json"
    assert client.get("/ogc/").mimetype == "application/json"
    assert client.get("/ogc/?f=json", headers=browser).mimetype == "application/json"


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_table_has_names_that_lead_to_each_feature_and_on_to_the_next_page(client, lang):
    made = [pilot(PilotStatus.RUNNING, -5, 5) for _one in range(3)]

    page = client.page(f"/ogc/collections/pilots/items?f=html&lang={lang}&limit=2")
    (on,) = page.all("a", rel="next")
    second = client.page(on.get("href"))

    assert page.heading == HEADINGS[lang]
    assert len(page.all("tbody")[0]) == 2
    assert made[2].title.get(lang) in second.text
    assert made[0].title.get(lang) not in second.text
    feature = client.page(f"/ogc/collections/pilots/items/{made[0].id}?f=html&lang={lang}")
    assert feature.heading == made[0].title.get(lang)
    own = [one.get("href") for one in feature.all("a") if "/pilots/" in one.get("href", "")]
    assert f"/{lang}/pilots/{made[0].slug}" in own


def test_a_question_without_an_answer_says_what_to_do(client):
    testbed()

    page = client.page("/ogc/collections/testbeds/items?f=html&lang=en&city=nowhere")

    assert "No feature is like that" in page.text
    assert any("items?f=html&lang=en" in one.get("href", "") for one in page.all("a"))


def test_no_name_breaks_out_of_a_page(client):
    open_feature("testbeds", 1, shapely.Point(24.9, 60.2), title_fi=CODE, city="helsinki")
    changed("testbeds")

    page = client.page("/ogc/collections/testbeds/items?f=html&lang=fi")
    one = client.page("/ogc/collections/testbeds/items/1?f=html&lang=fi")

    assert one.heading == CODE
    assert CODE in page.text


def test_all_shapes_may_be_on_the_map_and_none(client):
    for key, shape in enumerate((
        None, shapely.Point(24, 60), shapely.LineString([(24, 60), (25, 61)]),
        shapely.box(24, 60, 25, 61), shapely.MultiPoint([(24, 60), (25, 61)]),
    ), 1):  # fmt: skip
        open_feature("testbeds", key, shape, title_fi=f"Paikka {key}")
    changed("testbeds")
    db.session.commit()

    assert client.page("/ogc/collections/testbeds/items?f=html").all("div", id="map_main")
    assert not client.page("/ogc/collections/testbeds/items/1?f=html").all("div", id="map_main")
    assert client.page("/ogc/collections/testbeds/items/4?f=html").all("div", id="map_main")
