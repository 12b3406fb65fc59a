"""Following a place: by a name, a point, or an area."""

import pytest
import shapely
from sqlalchemy import select

from app.database import db
from app.services.search import index_testbed
from models.base import Translated
from models.subscription import Subscription, Target
from tests.factories.city import city
from tests.factories.testbed import testbed

KALLIO = Translated("Kallio", "Berghäll", "Kallio")


def ask(client, **answers):
    values = {"rhythm": "daily", "email": "aino@koepaikka.example", "radius": "1000",
              "shape": "point"}  # fmt: skip
    return client.post("/en/follow/place", data=values | answers)


def kept():
    return db.session.scalars(select(Subscription)).one()


def found(*where, **values):
    made = testbed(*where, **values)
    index_testbed(made)
    db.session.commit()
    return made


@pytest.fixture
def place(session):
    city("tampere")
    name = Translated("Kirjasto", "Bibliotek", "Library")
    return found(name=name, district=KALLIO, address="Viides linja 11")


@pytest.mark.parametrize(
    ("words", "name"),
    [("kallio", "Kallio"), ("Berghäll", "Kallio"), ("Kallio, Helsinki", "Kallio"),
     ("kirjasto", "Library"), ("Viides linja 11", "Viides linja 11"), ("Tampere", "Tampere")],
)  # fmt: skip
def test_a_place_is_found_by_its_name(client, place, words, name):
    assert ask(client, where=words).status_code == 303
    one = kept()
    assert one.name == f"{name}, 1 km around"
    assert (one.target, one.radius_m) == (Target.PLACE, 1000)
    assert shapely.from_wkb(one.shape).geom_type == "Point"


def test_a_name_that_several_places_have_is_asked_about(client, place):
    found("oulu", district=KALLIO)
    answer = ask(client, where="Kallio")
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "Kallio, Helsinki; Kallio, Oulu" in text
    assert 'value="Kallio"' in text
    assert ask(client, where="Kallio, Oulu").status_code == 303


@pytest.mark.parametrize(
    ("answers", "words"),
    [({}, "Write a place"), ({"where": "Ankkalinna"}, "We do not know this place"),
     ({"where": "%"}, "We do not know this place"), ({"coordinates": "hello"}, "not "),
     ({"coordinates": "24.94, 60.17"}, "latitude"), ({"coordinates": "48.85, 2.35"}, "Finland"),
     ({"shape": "area", "coordinates": "60.17, 24.94"}, "point"),
     ({"coordinates": "60.17, 24.94", "radius": "999999"}, "Choose one")],
)  # fmt: skip
def test_what_is_no_place_is_said_with_what_to_do(client, place, answers, words):
    answer = ask(client, **answers)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert db.session.scalars(select(Subscription)).all() == []


def test_a_point_is_kept_no_more_exactly_than_it_has_to_be(client, session):
    ask(client, coordinates="60.1712345, 24.9412345", radius="300")
    one = kept()
    assert one.wish == {"near": "60.1712,24.9412", "radius": 300}
    assert one.name == "60.171, 24.941, 300 m around"


def test_an_area_is_drawn_or_pasted_and_the_same_one_is_followed_once(client, session):
    corners = "60.17, 24.94\n60.17, 24.95\n60.18, 24.95"
    for _number in range(2):
        assert ask(client, shape="area", coordinates=corners, where="Koti").status_code == 303
    one = kept()
    assert (one.target, one.name, one.radius_m) == (Target.AREA, "Koti", 0)
    assert one.wish["shape"]["type"] == "Polygon"


def test_the_front_page_leads_to_following_its_view_and_its_place(client, session):
    page = client.page("/en/?near=60.17,24.94&city=helsinki")
    links = [one.get("href") for one in page.all("a")]
    here = next(one for one in links if one.startswith("/en/follow/place"))
    assert "60.17000, 24.94000" in client.page(here).text
    view = next(one for one in links if one.startswith("/en/follow/view"))
    assert "Helsinki" in client.page(view).text
    client.page("/en/follow/")
