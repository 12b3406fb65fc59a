"""Two people at one record: different parts never clash, the same part never gets lost."""

import json
from dataclasses import replace

import pytest

from app.services.testbed import Basics, save
from app.services.testbed_shape import Place, save_place
from models.account import CityRole
from models.base import Translated
from models.errors import ConflictError
from models.testbed import Testbed
from tests.factories.account import acting, staff
from tests.factories.form import filled
from tests.factories.testbed import draft, testbed
from tests.page import read_page


@pytest.fixture
def one(session):
    return draft("helsinki")


@pytest.fixture
def first(session):
    return acting(staff(CityRole.EDITOR, "helsinki"))


@pytest.fixture
def second(session):
    return acting(staff(CityRole.COORDINATOR, "helsinki"))


def basics_of(one, **changes):
    kept = {name: getattr(one, name) for name in Basics.__dataclass_fields__}
    return replace(Basics(**kept), **changes)


def place_of(coordinates="60.17, 24.94"):
    return Place(
        shape="point",
        coordinates=coordinates,
        accuracy_m=None,
        blur=False,
        address="",
        district=Translated(),
    )


def test_two_sections_are_saved_side_by_side(one, first, second, session):
    save(first, one.id, 1, basics_of(one, operator="Ensimmäinen"))
    saved = save_place(second, one.id, 1, place_of())
    assert saved["version"] == 3
    assert session.get(Testbed, one.id).operator == "Ensimmäinen"


def test_the_same_section_tells_who_was_faster_with_what(one, first, second, session):
    save(first, one.id, 1, basics_of(one, operator="Ensimmäinen"))
    with pytest.raises(ConflictError) as refused:
        save(second, one.id, 1, basics_of(one, operator="Toinen"))
    assert refused.value.facts["who"] == first.name
    assert refused.value.facts["fields"] == ["operator"]
    assert refused.value.facts["version"] == 2
    assert session.get(Testbed, one.id).operator == "Ensimmäinen"
    save(second, one.id, 2, basics_of(one, operator="Toinen"))
    assert session.get(Testbed, one.id).operator == "Toinen"


def test_a_version_that_nobody_kept_counts_as_changed(one, first):
    save(first, one.id, 1, basics_of(one, operator="A"))
    for invented in (0, 99):
        with pytest.raises(ConflictError):
            save(first, one.id, invented, basics_of(one, operator="B"))


def test_the_page_keeps_what_was_typed_and_shows_theirs(session, client, sign_in, one):
    mine, theirs = staff(CityRole.EDITOR, "helsinki"), staff(CityRole.COORDINATOR, "helsinki")
    url = f"/en/desk/testbeds/{one.id}/edit/basics"
    sign_in(mine)
    typed = {**filled(client.page(url), "/basics"), "summary_fi": ["Minun tekstini"]}
    save(acting(theirs), one.id, 1, basics_of(one, summary=Translated("Heidän", "Deras", "Theirs")))
    answer = client.post(url, data=typed)
    page = read_page(answer)
    assert answer.status_code == 409
    assert theirs.name in page.text
    assert "Heidän" in page.text
    kept = filled(page, "/basics")
    assert kept["summary_fi"] == ["Minun tekstini"]
    assert kept["version"] == ["2"]
    assert client.post(url, data=kept).status_code == 303
    assert session.get(Testbed, one.id).summary.fi == "Minun tekstini"


def test_saving_by_itself_stops_with_the_same_words(session, client, sign_in, one):
    sign_in(staff(CityRole.EDITOR, "helsinki"))
    url = f"/en/desk/testbeds/{one.id}/edit/basics"
    typed = filled(client.page(url), "/basics")
    other = acting(staff(CityRole.COORDINATOR, "helsinki"))
    save(other, one.id, 1, basics_of(one, operator="Muu"))
    answer = client.post(url, data={**typed, "operator": ["Minä"]}, headers={"X-Autosave": "1"})
    assert answer.status_code == 409
    assert other.name in json.loads(answer.data)["message"]


def test_an_edit_does_not_hinder_a_change_of_state_seen_later(session, client, sign_in):
    public = testbed("helsinki")
    sign_in(staff(CityRole.COORDINATOR, "helsinki"))
    url = f"/en/desk/testbeds/{public.id}/pause"
    stale = {**filled(client.page(url), "/pause"), "reason": "Remontti"}
    save(acting(staff(CityRole.EDITOR, "helsinki")), public.id, 1, basics_of(public, operator="X"))
    refused = client.post(url, data=stale)
    assert (refused.status_code, session.get(Testbed, public.id).status) == (409, "published")
    kept = filled(read_page(refused), "/pause")
    assert kept["reason"] == ["Remontti"]
    client.post(url, data=kept)
    assert session.get(Testbed, public.id).status == "paused"
