"""Is it here already?  Testbeds of like name close by are shown, to those who may know of them."""

import pytest
from sqlalchemy import event

from app.database import db
from app.queries.testbed_alike import alike, alike_named, likeness, nearby
from models.account import CityRole
from models.base import Translated
from tests.factories.account import acting, host, person, staff
from tests.factories.city import city
from tests.factories.testbed import draft

HERE, NEAR, FAR = "POINT(24.94 60.17)", "POINT(24.9415 60.17)", "POINT(24.94 60.1718)"  # 83, 200 m
NAME = Translated("Esplanadin puisto", "Esplanadparken", "Esplanade park")
BOX = (24.9, 60.1, 25.0, 60.2)


def at(wkt, name=NAME, slug="helsinki", make=draft):
    return make(slug, name=name, geom=f"SRID=4326;{wkt}")


@pytest.fixture
def editor(session):
    return acting(staff(CityRole.EDITOR, "helsinki"))


@pytest.mark.parametrize(
    ("one", "other", "is_like"),
    [
        (("Esplanadin puisto", "", ""), ("ESPLANADIN  PUISTO", "", ""), True),
        (("Esplanadin puisto", "", ""), ("Puisto Esplanadi", "", ""), True),
        (("Käpylän koulu", "", ""), ("Kapylan koulu", "", ""), True),
        (("Eri nimi", "Esplanadparken", ""), ("Toinen", "Esplanadparken", ""), True),
        (("Koulu 1", "", ""), ("Koulu 2", "", ""), False),
        (("Kauppatori", "", ""), ("Rautatieasema", "", ""), False),
        (("", "", ""), ("", "", ""), False),
        (("!!!", "", ""), ("???", "", ""), False),
    ],
)
def test_names_are_like_in_any_language_whatever_their_accents(one, other, is_like):
    assert (likeness(Translated(*one), Translated(*other)) >= 0.55) is is_like


def test_a_like_name_within_a_hundred_metres_is_found_and_further_away_is_not(editor):
    mine = at(HERE)
    near, _far = at(NEAR), at(FAR)
    at(NEAR, Translated("Kauppatori"))

    (found,) = alike(editor, mine)

    assert found.testbed.id == near.id
    assert found.metres == pytest.approx(83, abs=1)


def test_a_shape_that_touches_counts_as_in_the_same_place(editor):
    mine = at(HERE)
    street = at("LINESTRING(24.93 60.17, 24.95 60.17)")

    (found,) = alike(editor, mine)

    assert (found.testbed.id, round(found.metres)) == (street.id, 0)


def test_without_a_place_only_very_like_names_of_the_city_are_found(editor):
    mine = draft("helsinki", name=NAME, geom=None)
    same = at(FAR)
    at(FAR, Translated("Esplanti"))
    at(FAR, slug="tampere")

    assert [(one.testbed.id, one.metres) for one in alike(editor, mine)] == [(same.id, None)]


def test_staff_of_other_cities_hosts_and_visitors_learn_nothing(session):
    mine, hidden = at(HERE), at(NEAR)
    city("tampere")
    for reader in (
        acting(staff(CityRole.COORDINATOR, "tampere")), acting(person()), acting(host(mine)),
    ):  # fmt: skip
        assert hidden.id not in [one.testbed.id for one in alike(reader, mine)]
        assert hidden.id not in [one.testbed.id for one in alike_named(reader, mine.city_id, NAME)]
        assert nearby(reader, mine, BOX) == [] or reader.hosted_testbeds


def test_what_lies_nearby_is_the_rest_of_the_city_in_the_window(editor):
    mine = at(HERE)
    at(NEAR, Translated("Toinen"))
    at("POINT(24.95 60.17)", slug="tampere")
    at("POINT(25.10 60.17)")

    assert [one.name.fi for one in nearby(editor, mine, BOX)] == ["Toinen"]
    assert '"coordinates":[24.9415,60.17]' in nearby(editor, mine, BOX)[0].shape


def test_exact_shapes_are_for_the_citys_own_people(session, client, sign_in):
    mine = at(HERE)
    url = f"/en/desk/testbeds/{mine.id}/nearby.json?bbox=24.9,60.1,25,60.2"
    assert client.get(url).status_code in {302, 303, 401}
    sign_in(person())
    assert client.get(url).status_code == 403
    sign_in(staff(CityRole.EDITOR, "tampere"))
    assert client.get(url).status_code == 404
    sign_in(staff(CityRole.REVIEWER, "helsinki"))
    assert client.get(url).status_code == 200


def test_a_window_is_needed_and_hostile_ones_are_no_harm(session, client, sign_in):
    mine = at(HERE)
    sign_in(staff(CityRole.EDITOR, "helsinki"))
    url = f"/en/desk/testbeds/{mine.id}/nearby.json"
    for query in ("", "?bbox=", "?bbox=1,2,3", "?bbox=a,b,c,d", "?bbox=nan,1,2,3"):
        assert client.get(url + query).status_code == 400
    assert client.get(f"{url}?bbox=-999,-999,999,999").json["total"] == 0


def test_the_notice_is_on_the_forms_and_blocks_nothing(session, client, sign_in):
    sign_in(staff(CityRole.EDITOR, "helsinki"))
    mine, other = at(HERE), at(NEAR)
    for section in ("basics", "place"):
        page = client.page(f"/en/desk/testbeds/{mine.id}/edit/{section}")
        assert "Is it here already?" in page.text
        assert "draft, 83 m away" in page.text
        assert [a for a in page.all("a") if a.get("href") == f"/en/desk/testbeds/{other.id}"]
    assert "already?" not in client.page(f"/en/desk/testbeds/{mine.id}/edit/terms").text


def test_a_new_testbed_is_compared_while_it_is_named(session, client, sign_in):
    known = at(HERE)
    at(HERE, slug="tampere")
    home, other = city("helsinki").id, city("tampere").id
    sign_in(staff(CityRole.EDITOR, "helsinki"))
    assert client.page("/en/desk/testbeds/new").all(
        "div", data_alike="/en/desk/testbeds/alike.json"
    )

    rows = client.get(f"/en/desk/testbeds/alike.json?city={home}&name_fi=esplanadin puisto").json
    assert [row["url"] for row in rows] == [f"/en/desk/testbeds/{known.id}"]
    assert client.get(f"/en/desk/testbeds/alike.json?city={other}&name_fi=x").status_code == 403
    assert client.get(f"/en/desk/testbeds/alike.json?city={home}").json == []
    sign_in(staff(CityRole.REVIEWER, "helsinki"))
    assert client.get(f"/en/desk/testbeds/alike.json?city={home}").status_code == 403


def test_a_boundary_is_read_only_where_it_is_asked_for(session, client, sign_in):
    sign_in(staff(CityRole.EDITOR, "helsinki"))
    mine = at(HERE)
    seen = []
    event.listen(db.engine, "before_cursor_execute", lambda *call: seen.append(call[2]))
    for path in ("/en/desk/testbeds", f"/en/desk/testbeds/{mine.id}/edit/place", "/en/testbeds"):
        client.page(path)
    assert seen
    assert not [statement for statement in seen if "boundary" in statement]
    client.get("/en/cities/helsinki/boundary.json")
    assert [statement for statement in seen if "boundary" in statement]
