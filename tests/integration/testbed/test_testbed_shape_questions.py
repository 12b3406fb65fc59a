"""What is asked before a place is saved: how many points, and whether it may leave the city."""

import math

import pytest
import shapely
from geoalchemy2.shape import to_shape

from app.services import testbed_shape
from app.services.testbed_shape import Place, save_place
from geodata.coordinate_text import POINT_LIMIT
from geodata.crs import WGS84
from geodata.shape_check import point_count
from models.account import CityRole
from models.base import Translated
from models.errors import FieldError
from models.testbed import Testbed
from tests.factories.account import acting, staff
from tests.factories.city import city
from tests.factories.form import filled
from tests.factories.testbed import draft
from tests.page import read_page

OUT = "60.17, 24.94\n60.17, 25.60"  # a line from the middle of Helsinki to far outside its box


def place(shape, coordinates, **changes):
    given = {
        "epsg": WGS84, "accuracy_m": None, "blur": False, "address": "", "district": Translated(),
    }  # fmt: skip
    return Place(shape=shape, coordinates=coordinates, **{**given, **changes})


def wavy(points):
    """Return a line of many points that few would do for."""
    return "\n".join(
        f"{60.17 + math.sin(n / 300) / 500 + n % 2 / 4e6:.7f}, {24.9 + n / 5e4:.7f}"
        for n in range(points)
    )


def straight(points):
    """Return a zigzag of which every point is needed."""
    return "\n".join(f"{60.17 + n % 2 / 500:.5f}, {24.85 + n / 1e5:.5f}" for n in range(points))


@pytest.fixture
def editor(session):
    return acting(staff(CityRole.EDITOR, "helsinki"))


@pytest.fixture
def empty(editor):
    return draft("helsinki", geom=None, shape_json=None, anchor_x=None, anchor_y=None)


def asked(editor, testbed, data):
    with pytest.raises(FieldError) as refused:
        save_place(editor, testbed.id, 1, data)
    return refused.value


def test_a_shape_of_thousands_of_points_is_never_made_lighter_in_silence(editor, empty, session):
    text = wavy(2_431)

    question = asked(editor, empty, place("line", text))

    assert (question.code, question.field) == ("shape_heavy", "detail")
    assert question.facts["points"] == 2_431
    assert question.facts["may_keep"]
    lighter = question.facts["lighter"]
    assert all(one.points < 2_431 for one in lighter)
    assert session.get(Testbed, empty.id).geom is None

    seal = question.facts["seal"]
    save_place(editor, empty.id, 1, place("line", text, detail="0.5", seal=seal))
    kept = point_count(to_shape(session.get(Testbed, empty.id).geom))
    assert kept == next(one.points for one in lighter if one.metres == 0.5)


def test_everything_is_kept_when_that_is_chosen(editor, empty, session):
    text = wavy(2_000)
    seal = asked(editor, empty, place("line", text)).facts["seal"]

    save_place(editor, empty.id, 1, place("line", text, detail="all", seal=seal))

    assert point_count(to_shape(session.get(Testbed, empty.id).geom)) == 2_000


def test_an_answer_counts_only_for_the_shape_that_it_was_given_for(editor, empty):
    seal = asked(editor, empty, place("line", wavy(2_000))).facts["seal"]

    again = asked(editor, empty, place("line", wavy(2_001), detail="0.5", seal=seal))

    assert again.code == "shape_heavy"
    assert again.facts["seal"] != seal
    crossing = asked(editor, empty, place("line", OUT, crosses=True, seal=seal))
    assert crossing.code == "crosses_city"


@pytest.mark.parametrize("answer", ["", "7", "nonsense"])
def test_only_what_was_offered_can_be_chosen(editor, empty, answer):
    text = wavy(2_000)
    seal = asked(editor, empty, place("line", text)).facts["seal"]

    assert asked(editor, empty, place("line", text, detail=answer, seal=seal)).code == "shape_heavy"


def test_more_points_than_may_be_kept_have_to_be_made_fewer(editor, empty):
    text = wavy(POINT_LIMIT + 500)

    question = asked(editor, empty, place("line", text))

    assert not question.facts["may_keep"]
    keep = place("line", text, detail="all", seal=question.facts["seal"])
    assert asked(editor, empty, keep).code == "shape_heavy"
    assert asked(editor, empty, place("line", straight(POINT_LIMIT + 1))).code == (
        "shape_too_many_points"
    )


def test_what_would_still_be_too_much_is_not_offered(editor, empty, monkeypatch):
    text = wavy(2_431)
    many = asked(editor, empty, place("line", text)).facts["lighter"][0].points

    monkeypatch.setattr(testbed_shape, "POINT_LIMIT", many - 1)

    offered = asked(editor, empty, place("line", text)).facts["lighter"]
    assert offered
    assert all(one.points < many for one in offered)


def test_a_shape_whose_points_are_all_needed_is_saved_without_a_question(editor, empty, session):
    save_place(editor, empty.id, 1, place("line", straight(1_500)))

    assert point_count(to_shape(session.get(Testbed, empty.id).geom)) == 1_500


def test_several_parts_and_a_hole_are_kept_and_come_back_as_they_were(editor, empty, session):
    square = "60.17, 24.90\n60.17, 24.94\n60.19, 24.94\n60.19, 24.90"
    hole = "60.175, 24.91\n60.175, 24.92\n60.18, 24.92\n60.18, 24.91"
    other = "60.20, 24.90\n60.20, 24.94\n60.21, 24.94"

    save_place(editor, empty.id, 1, place("area", f"{square}\n\n{hole}\n\n{other}"))

    kept = to_shape(session.get(Testbed, empty.id).geom)
    assert kept.geom_type == "MultiPolygon"
    assert sum(len(part.interiors) for part in kept.geoms) == 1
    shown = shapely.from_geojson(session.get(Testbed, empty.id).shape_json)
    assert shown.equals_exact(kept, 1e-6)


def test_leaving_the_box_of_the_city_in_part_is_asked_and_then_allowed(editor, empty, session):
    question = asked(editor, empty, place("line", OUT))

    assert (question.code, question.field) == ("crosses_city", "crosses")
    assert question.facts["metres"] == pytest.approx(18_900, rel=0.01)
    assert question.facts["city"]["sv"] == "Helsingfors"
    seal = question.facts["seal"]
    save_place(editor, empty.id, 1, place("line", OUT, crosses=True, seal=seal))
    assert session.get(Testbed, empty.id).geom is not None


def boundary(session):
    home = city("helsinki")
    square = shapely.box(24.9, 60.1, 25.0, 60.2)
    home.boundary = "SRID=4326;" + shapely.MultiPolygon([square]).wkt
    session.commit()


@pytest.mark.parametrize(
    ("kind", "text", "share"),
    [
        ("area", "60.15, 24.95\n60.15, 25.05\n60.16, 25.05\n60.16, 24.95", 0.5),
        ("line", "60.15, 24.95\n60.15, 25.01", 0.0),
    ],
)
def test_the_real_boundary_judges_where_it_is_loaded(editor, empty, session, kind, text, share):
    boundary(session)

    question = asked(editor, empty, place(kind, text))

    assert question.code == "crosses_city"
    assert question.facts["share"] == pytest.approx(share, abs=0.01)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("point", "60.15, 24.95"),
        ("line", "60.15, 24.95\n60.15, 25.00001"),  # half a metre over the line
        ("area", "60.15, 24.95\n60.15, 25.0\n60.16, 25.0"),
    ],
)
def test_nothing_is_asked_of_what_lies_inside_or_along_the_boundary(
    editor, empty, session, kind, text
):
    boundary(session)

    save_place(editor, empty.id, 1, place(kind, text))


def test_a_shape_that_is_not_changed_is_not_asked_about_again(editor, empty, session):
    seal = asked(editor, empty, place("line", OUT)).facts["seal"]
    save_place(editor, empty.id, 1, place("line", OUT, crosses=True, seal=seal))
    boundary(session)

    saved = save_place(editor, empty.id, 2, place("line", OUT, address="Katu 1"))

    assert saved["changed"] == ["address"]


def send(client, url, page, **answers):
    sent = {**filled(page, "/place"), **answers}
    return client.post(url, data=sent)


def test_both_questions_are_asked_and_answered_without_scripts(session, client, sign_in):
    sign_in(staff(CityRole.EDITOR, "helsinki"))
    one = draft("helsinki")
    url = f"/en/desk/testbeds/{one.id}/edit/place"
    text = wavy(3_000) + "\n60.17, 25.60"
    page = client.page(url)
    assert not page.all("input", name="detail")
    assert not page.all("input", name="crosses")

    page = read_page(send(client, url, page, shape="line", coordinates=text))
    assert page.status == 422
    assert "This line has 3,001 points. Choose how many to keep." in page.text
    assert "Keep all 3,001 points" in page.text
    assert any("nothing moves by more than 0.5 m" in words for words in page.words("label"))

    page = read_page(send(client, url, page, detail="0.5"))
    assert page.status == 422
    assert "of this line lie outside Helsinki. Correct it, or tick this box." in page.text
    assert filled(page, "/place")["detail"] == ["0.5"]

    assert send(client, url, page, crosses="y", stay="1").status_code == 303
    shown = filled(client.page(url), "/place")["coordinates"][0]
    assert 2 < len(shown.splitlines()) < 500


def test_asking_in_finnish_and_swedish_and_by_autosave(session, client, sign_in):
    sign_in(staff(CityRole.EDITOR, "helsinki"))
    one = draft("helsinki")
    for lang, words in (("fi", "jää kaupungin Helsinki ulkopuolelle"), ("sv", "ligger utanför")):
        url = f"/{lang}/desk/testbeds/{one.id}/edit/place"
        sent = {**filled(client.page(url), "/place"), "shape": "line", "coordinates": OUT}
        assert words in read_page(client.post(url, data=sent)).text
    by_itself = client.post(url, data=sent, headers={"X-Autosave": "1"})
    assert by_itself.status_code == 422
    assert by_itself.json["message"]


def test_the_size_of_a_place_is_told_on_its_desk_page(session, client, sign_in):
    sign_in(staff(CityRole.EDITOR, "helsinki"))
    ring = "24.90 60.17, 24.94 60.17, 24.94 60.19, 24.90 60.19, 24.90 60.17"
    one = draft("helsinki", geom=f"SRID=4326;POLYGON(({ring}))")
    point = draft("helsinki")

    english = client.page(f"/en/desk/testbeds/{one.id}").words("dd")
    finnish = client.page(f"/fi/desk/testbeds/{one.id}").words("dd")

    assert english == ["4.95 km²", "8.9 km", "4"]
    assert finnish[:2] == ["4,95 km²", "8,9 km"]
    assert "Size of the place" not in client.page(f"/en/desk/testbeds/{point.id}").text
