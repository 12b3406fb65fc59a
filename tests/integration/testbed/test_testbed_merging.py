"""Two people at one record: what only one has changed is kept from each; the rest is asked."""

import pytest

from app.services.testbed import save
from app.services.testbed_merge import Hand
from app.services.testbed_shape import Place, save_place
from models.account import CityRole
from models.base import Translated
from models.errors import ConflictError
from models.testbed import Testbed
from tests.factories.account import acting, staff
from tests.factories.form import filled
from tests.factories.testbed import draft, testbed
from tests.factories.version import changed, section
from tests.page import read_page

TEXT = Translated("Suomeksi", "På svenska", "In English")


@pytest.fixture
def one(session):
    return testbed("helsinki", summary=TEXT, operator="Alku", themes=["mobility"])


@pytest.fixture
def other(session):
    return acting(staff(CityRole.COORDINATOR, "helsinki"))


@pytest.fixture
def form(session, client, sign_in, one):
    """What a browser sends of the page that was opened before the other one saved."""
    sign_in(staff(CityRole.EDITOR, "helsinki"))
    return filled(client.page(f"/en/desk/testbeds/{one.id}/edit/basics"), "/basics")


def send(client, one, form, section="basics", **values):
    return client.post(f"/en/desk/testbeds/{one.id}/edit/{section}", data={**form, **values})


def test_other_fields_of_the_same_section_are_brought_together(session, client, one, other, form):
    changed(one, other, operator="Heidän", themes=["food"])
    assert send(client, one, form, summary_fi=["Minun"]).status_code == 303
    after = session.get(Testbed, one.id)
    assert (after.operator, after.themes, after.summary.fi) == ("Heidän", ["food"], "Minun")
    assert after.version == 3


def test_themes_that_two_people_add_and_remove_are_brought_together(
    session, client, one, other, form
):
    changed(one, other, themes=["energy"])
    answer = send(client, one, form, themes=["mobility", "food"])
    assert answer.status_code == 303
    assert session.get(Testbed, one.id).themes == ["energy", "food"]
    said = client.page(answer.location).text
    assert f"Saved. {other.name} changed Themes meanwhile; that is kept too." in said


def test_words_in_another_order_are_no_change(session, client, sign_in):
    one = testbed("helsinki", themes=["food", "mobility"])
    sign_in(staff(CityRole.EDITOR, "helsinki"))
    form = filled(client.page(f"/en/desk/testbeds/{one.id}/edit/basics"), "/basics")
    assert form["themes"] == ["mobility", "food"]
    assert send(client, one, form).status_code == 303
    assert session.get(Testbed, one.id).version == 1


def test_languages_of_one_text_are_brought_together(session, client, one, other, form):
    changed(one, other, summary=Translated("Suomeksi", "Deras", "In English"))
    assert send(client, one, form, summary_fi=["Minun"]).status_code == 303
    assert session.get(Testbed, one.id).summary == Translated("Minun", "Deras", "In English")


def test_the_same_field_is_asked_with_both_texts_side_by_side(session, client, one, other, form):
    changed(one, other, summary=Translated("Suomeksi heidän", "Deras", "In English"), operator="H")
    answer = send(client, one, form, summary_fi=["Suomeksi minun"], summary_en=["Mine"])
    page = read_page(answer)
    assert answer.status_code == 409
    assert f"{other.name} changed Summary" in page.text
    assert "[added: heidän]" in " ".join(page.words("ins"))
    assert "[added: minun]" in " ".join(page.words("ins"))
    assert "Also changed meanwhile, and kept as it is now: Run by." in page.text
    shown = filled(page, "/basics")
    assert (shown["summary_fi"], shown["summary_sv"]) == (["Suomeksi minun"], ["Deras"])
    assert (shown["summary_en"], shown["operator"]) == (["Mine"], ["H"])
    assert session.get(Testbed, one.id).summary.fi == "Suomeksi heidän"


def test_ones_own_is_kept_by_saving_again(session, client, one, other, form):
    changed(one, other, operator="Heidän")
    shown = filled(read_page(send(client, one, form, operator=["Minun"])), "/basics")
    assert send(client, one, shown).status_code == 303
    assert session.get(Testbed, one.id).operator == "Minun"


def test_theirs_is_taken_where_that_is_ticked(session, client, one, other, form):
    changed(one, other, operator="Heidän")
    mine = {"operator": ["Minun"], "summary_fi": ["Oma"]}
    shown = filled(read_page(send(client, one, form, **mine)), "/basics")
    assert send(client, one, shown, take=["operator"]).status_code == 303
    after = session.get(Testbed, one.id)
    assert (after.operator, after.summary.fi) == ("Heidän", "Oma")


def test_a_choice_is_not_forgotten_when_another_answer_is_wrong(session, client, one, other, form):
    changed(one, other, operator="Heidän")
    shown = filled(read_page(send(client, one, form, operator=["Minun"])), "/basics")
    wrong = send(client, one, shown, take=["operator"], contact_email=["x"])
    again = filled(read_page(wrong), "/basics")
    assert (wrong.status_code, again["take"]) == (422, ["operator"])
    send(client, one, again, contact_email=["x@koepaikka.example"])
    assert session.get(Testbed, one.id).operator == "Heidän"


def test_a_third_person_is_told_again(session, client, one, other, form):
    changed(one, other, operator="Heidän")
    shown = filled(read_page(send(client, one, form, operator=["Minun"])), "/basics")
    third = acting(staff(CityRole.EDITOR, "helsinki"))
    changed(one, third, operator="Kolmas")
    answer = send(client, one, shown)
    assert (answer.status_code, third.name in read_page(answer).text) == (409, True)
    assert session.get(Testbed, one.id).operator == "Kolmas"


def test_a_page_that_saves_by_itself_is_never_merged_behind_its_back(session, other):
    one = draft("helsinki", operator="Alku")
    changed(one, other, operator="Heidän")
    mine = section(one, summary=Translated("Minun"), operator="Alku")
    with pytest.raises(ConflictError):
        save(other, one.id, 1, mine, Hand(by_itself=True))
    save(other, one.id, 1, mine)
    assert session.get(Testbed, one.id).operator == "Heidän"


def place(coordinates, **values):
    given = {"shape": "point", "accuracy_m": None, "blur": False, "address": "",
             "district": Translated()}  # fmt: skip
    return Place(coordinates=coordinates, **{**given, **values})


def test_a_place_and_its_address_are_brought_together(session, other):
    one = draft("helsinki")
    save_place(other, one.id, 1, place("60.1700, 24.9400"))
    save_place(other, one.id, 2, place("60.1750, 24.9450"))
    save_place(other, one.id, 2, place("60.1700, 24.9400", address="Katu 1"))
    after = session.get(Testbed, one.id)
    assert (after.address, "24.945" in after.shape_json) == ("Katu 1", True)
    with pytest.raises(ConflictError) as refused:
        save_place(other, one.id, 2, place("60.1800, 24.9400"))
    assert refused.value.facts["fields"] == ["shape"]


def test_two_shapes_are_shown_and_theirs_can_be_taken(session, client, sign_in, other):
    one = draft("helsinki")
    sign_in(staff(CityRole.EDITOR, "helsinki"))
    url = f"/en/desk/testbeds/{one.id}/edit/place"
    form = filled(client.page(url), "/place")
    save_place(other, one.id, 1, place("60.1750, 24.9450"))
    mine = {"coordinates": ["60.1800, 24.9400"], "address": ["Minun"]}
    answer = send(client, one, form, "place", **mine)
    page = read_page(answer)
    shown = filled(page, "/place")
    assert (answer.status_code, shown["coordinates"]) == (409, ["60.1800, 24.9400"])
    assert page.text.count("Moved ") == 2
    assert send(client, one, shown, "place", take=["shape"]).status_code == 303
    after = session.get(Testbed, one.id)
    assert (after.address, "24.945" in after.shape_json) == ("Minun", True)
