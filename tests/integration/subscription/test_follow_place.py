"""Following a place: by a name, a point, or an area."""

import re

import pytest
import shapely
from sqlalchemy import select

from app.database import db
from app.services.search import index_testbed
from models.base import Translated
from models.subscription import Subscription, Target
from tests.factories import pilot as pilots
from tests.factories import subscription as follow
from tests.factories.city import city
from tests.factories.testbed import testbed
from views.subscription_map import MOST_MAPS

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


@pytest.mark.parametrize(
    ("words", "near", "name"),
    [("Arabianranta", "60.2", "Arabianranta"), ("arabiastranden", "60.2", "Arabianranta"),
     ("Arabianranta, Helsinki", "60.2", "Arabianranta"), ("Hervanta Tampere", "61.4", "Hervanta"),
     ("Nokia", "61.4", "Nokia")],
)  # fmt: skip
def test_districts_and_towns_that_no_testbed_names_are_known(client, place, words, near, name):
    assert ask(client, where=words).status_code == 303
    one = kept()
    assert one.wish["near"].startswith(near)
    assert one.name == f"{name}, 1 km around"


@pytest.mark.parametrize("words", ["Arabianranta, Tampere", "Hervanta, Helsinki"])
def test_a_place_is_not_found_in_another_city(client, place, words):
    assert ask(client, where=words).status_code == 422


def test_the_address_of_a_blurred_place_is_not_found(client, session):
    found(address="Salainen kuja 7", blur=True)
    assert ask(client, where="Salainen kuja 7").status_code == 422


def circles(page):
    """Return the radii of the circles that the page's maps draw."""
    return [int(one) for one in re.findall(r'"around":(\d+)', page.text)]


def test_what_would_be_followed_and_what_is_are_drawn_as_circles(client, session):
    ask(client, coordinates="60.17, 24.94", radius="2000")
    one = kept()
    question = f"/en/follow/confirm/{one.confirm_token}"
    assert circles(client.page(question)) == [2000]
    client.post(question)
    follow.followed(follow.place(24.95, 60.18, 500), email=one.reader.email)
    follow.followed(follow.pilot(pilots.running()), email=one.reader.email)
    page = client.page(f"/en/reader/{one.reader.token}")
    assert circles(page) == [2000, 500]
    scripts = [tag.get("src") for tag in page.all("script") if tag.get("src")]
    assert sum("leaflet.js" in address for address in scripts) == 1
    assert len(page.all("div", class_="app-map folium-map")) == 2


def test_a_reader_of_very_many_places_gets_so_many_maps_and_no_more(client, session):
    email = follow.address()
    for number in range(MOST_MAPS + 2):
        one = follow.followed(follow.place(24.9 + number / 100), email=email)
    assert len(circles(client.page(f"/en/reader/{one.reader.token}"))) == MOST_MAPS


def test_a_page_without_a_place_brings_no_map(client, session):
    one = follow.followed(follow.pilot(pilots.running()))
    assert "leaflet" not in client.page(f"/en/reader/{one.reader.token}").text


def test_the_map_of_the_form_draws_the_radius_that_is_chosen(client, session):
    page = client.page("/en/follow/place?map=yes&near=60.17,24.94")
    assert '"radiusName":"radius"' in page.text
    assert page.all("select", name="radius")


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
