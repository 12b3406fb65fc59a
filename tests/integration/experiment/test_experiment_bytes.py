"""However many experiments there are, a view of the front page stays small."""

import json
import re

import pytest

from app.policies.actor import SYSTEM
from app.services.demo_load import seed_load
from tests.factories.city import city

MANY = 4_000
MOST_PAGE, MOST_MARKS, MOST_SHAPES = 120_000, 80_000, 160_000  # bytes before compression
MOST_FIRST_VIEW, HEADERS = 200_000, 350  # bytes as sent; what an answer's headers take
FILE = re.compile(r'"(/static/[^"#]+)')
NOT_FETCHED = re.compile(r"/og\.png|/outline-low-|/drawing|/print")
CITY = "24.85,60.12,25.05,60.22"


@pytest.fixture
def many(session):
    """Four thousand experiments around one city: as dense as a hundred thousand in the country."""
    city("helsinki")
    seed_load(SYSTEM, 600, MANY)


def test_every_view_of_the_map_is_bounded(client, many):
    views = [("18,58,32,67", 6), ("24.2,59.9,25.7,60.5", 9), (CITY, 11), (CITY, 12.5),
             ("24.90,60.15,24.98,60.19", 14), ("24.93,60.16,24.95,60.18", 16),
             ("24.938,60.168,24.942,60.170", 18)]  # fmt: skip
    for box, zoom in views:
        answer = client.get(f"/fi/map/experiments.json?bbox={box}&zoom={zoom}")
        assert len(answer.data) < MOST_MARKS, (box, zoom, len(answer.data))
        assert len(json.loads(answer.data)["features"]) < 250
    whole = client.get("/fi/map/experiments.json?zoom=6").json
    assert whole["total"] > MANY / 2, "a bound over nothing would be none"
    shapes = client.get(f"/fi/map/experiment-shapes.json?bbox={CITY}&zoom=12")
    assert len(shapes.data) < MOST_SHAPES
    assert len(shapes.json["features"]) == 250


def test_the_page_is_bounded_and_reads_one_page_of_cards(client, many, statements):
    statements.clear()
    page = client.get("/fi/?state=running&state=soon&state=ended&state=paused&near=60.17,24.94")
    assert len(page.data) < MOST_PAGE
    assert page.get_data(as_text=True).count("data-feature-id") == 30
    assert len([one for one in statements if "pilot" in one.lower()]) <= 3


@pytest.mark.parametrize(
    ("page", "data"),
    [("/fi/", "/fi/map/experiments.json"), ("/fi/testbeds", "/fi/testbeds/map.json")],
)
def test_a_first_view_with_nothing_kept_is_bounded(client, many, page, data):
    """All that the page names is fetched; of the two outlines the finer one, once zoomed in."""

    def sent(address):
        answer = client.get(address, headers={"Accept-Encoding": "br"})
        assert answer.status_code == 200, address
        return len(answer.data) + HEADERS

    words = client.get(page).get_data(as_text=True)
    files = {one for one in FILE.findall(words.replace("\\/", "/")) if not NOT_FETCHED.search(one)}
    assert any("outline" in one for one in files)
    assert any("leaflet.js" in one for one in files)
    assert sum("/static/js/" in one for one in files) > 8
    whole = {one: sent(one) for one in (page, f"{data}?bbox={CITY}&zoom=11", *files)}
    assert sum(whole.values()) < MOST_FIRST_VIEW, sorted(whole.items(), key=lambda one: -one[1])
