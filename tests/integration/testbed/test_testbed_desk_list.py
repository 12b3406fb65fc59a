"""The desk's list: filters with counts in the address, kept under a name, of one's own only."""

import pytest
from sqlalchemy import event

from app.database import db
from app.forms.testbed_desk_filter import query_of, read_query
from app.services.testbed_saved import change_filter, delete_filter, keep_filter
from models.account import CityRole
from models.base import Translated
from models.errors import FieldError, ForbiddenError, NotFoundError
from models.testbed import Testbed, TestbedHost, TestbedStatus
from models.testbed_filter import SavedFilter
from tests.factories.account import acting, host, person, staff
from tests.factories.city import city
from tests.factories.form import filled
from tests.factories.testbed import draft, testbed


@pytest.fixture
def editor(session, sign_in):
    made = staff(CityRole.EDITOR, "helsinki")
    sign_in(made)
    return acting(made)


def shown(page):
    """The ids of the testbeds on a page of the list, in their order."""
    heads = page.all("th", scope="row")
    return [
        int(a.get("href").rsplit("/", 1)[1]) for head in heads for a in head.iter() if a.get("href")
    ]


def listed(client, query=""):
    return shown(client.page(f"/en/desk/testbeds?{query}"))


def test_each_filter_leaves_what_it_says(session, client, editor):
    street = testbed(themes=["food"], operator="x")
    school = testbed(kind="school", themes=["energy", "food"])
    begun = draft(summary=Translated(), themes=["energy"])
    gone = testbed(status=TestbedStatus.RETIRED)
    cases = {
        "": {street, school, begun},
        "status=published": {street, school},
        "status=retired": {gone},
        "kind=school": {school},
        "theme=energy": {school, begun},
        "theme=energy&kind=school": {school},
        "missing=1": {begun},
        "status=castle&kind=castle&theme=%00&host=x&sort=y&page=-1": {street, school, begun},
    }
    for query, wanted in cases.items():
        assert set(listed(client, query)) == {one.id for one in wanted}, query


def test_the_host_is_a_filter_and_nobody_too(session, client, editor):
    one, other, alone = testbed(), testbed(), testbed()
    aino = host(one)
    aino.name = "Aino Emäntä"
    session.add(TestbedHost(testbed_id=other.id, user_id=aino.id))
    session.commit()
    assert set(listed(client, f"host={aino.id}")) == {one.id, other.id}
    assert listed(client, "host=0") == [alone.id]
    page = client.page("/en/desk/testbeds")
    assert "Aino Emäntä (2)" in page.text
    assert "Nobody (1)" in page.text


def test_counts_say_what_one_would_see(session, client, editor):
    for number in range(3):
        testbed(themes=["food"] if number else ["energy"])
    testbed(kind="school", themes=["food"])
    page = client.page("/en/desk/testbeds?kind=street")
    words = page.words("option")
    assert "Food (2)" in words
    assert "School (1)" in words
    assert "Street (3)" in words
    assert "Something is missing" in page.text


def test_the_list_is_ordered_as_asked(session, client, editor):
    b, a, c = (testbed(name=Translated(name, name)) for name in ("Örn", "Alku", "Zeta"))
    assert listed(client, "sort=name") == [a.id, c.id, b.id]
    one = session.get(Testbed, c.id)
    one.checked_on = city("helsinki") and one.updated_at.date()
    session.commit()
    assert listed(client, "sort=checked")[-1] == c.id


def test_another_citys_testbeds_are_in_no_count_search_or_filter(session, client, editor):
    testbed("helsinki", kind="school")
    hidden = testbed("tampere", kind="harbour", name=Translated("Salainen satama"), themes=["food"])
    owner = host(hidden)
    owner.name = "Salainen Isäntä"
    session.commit()
    page = client.page("/en/desk/testbeds")
    assert "Harbour" not in page.text
    assert "Salainen" not in page.text
    assert "1 testbed" in page.text
    for query in ("q=salainen", "kind=harbour", f"host={owner.id}", "city=tampere"):
        found = client.page(f"/en/desk/testbeds?{query}")
        assert shown(found) == [], query
        assert "Salainen" not in found.text.replace("“salainen”", "")


def test_a_host_sees_the_places_they_answer_for(session, client, sign_in):
    mine, _other = testbed(), testbed()
    sign_in(host(mine))
    assert listed(client) == [mine.id]


def test_the_list_asks_the_database_as_often_for_many_as_for_few(session, client, editor):
    counts = []
    for _round in range(2):
        for _number in range(8):
            testbed()
        seen = []
        listener = lambda *_all, seen=seen: seen.append(1)  # noqa: E731 - one line
        event.listen(db.engine, "before_cursor_execute", listener)
        client.page("/en/desk/testbeds")
        event.remove(db.engine, "before_cursor_execute", listener)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 22, "of the record, and of what waits in the menu"


@pytest.mark.parametrize("query", [
    "status=published&kind=school&kind=street&theme=food&stale=1&q=valo&sort=name",
    "host=0&host=3&missing=1", "",
])  # fmt: skip
def test_a_filter_and_its_address_are_the_same_thing(query):
    assert read_query(query_of(read_query(query))) == read_query(query)


def test_a_filter_is_kept_opened_renamed_and_deleted(session, client, editor):
    testbed()
    url = "/en/desk/testbeds/filters/new?query=kind%3Dstreet%26page%3D3%26evil%3D1"
    form = filled(
        client.page(url), url.rsplit("/", maxsplit=1)[-1].replace("%26page%3D3%26evil%3D1", "")
    )
    assert client.post(url, data={**form, "name": ""}).status_code == 422
    kept = client.post(url, data={**form, "name": " Omat   kadut "})
    assert kept.location.endswith("/en/desk/testbeds?kind=street")
    page = client.page(kept.location)
    assert page.words("a", aria_current="page").count("Omat kadut") == 1
    manage = client.page("/en/desk/testbeds/filters")
    saved = session.query(SavedFilter).one()
    sent = {**filled(manage, f"/filters/{saved.id}"), f"f{saved.id}-name": "Kadut"}
    assert client.post(f"/en/desk/testbeds/filters/{saved.id}", data=sent).status_code == 303
    assert session.query(SavedFilter).one().name == "Kadut"
    client.post(f"/en/desk/testbeds/filters/{saved.id}/delete")
    assert session.query(SavedFilter).count() == 0


def test_a_shared_filter_is_seen_in_its_city_and_changed_by_its_owner_or_coordinator(
    session, client, sign_in, editor
):
    home = city("helsinki").id
    kept = keep_filter(editor, "Yhteinen", "stale=1", home)
    keep_filter(editor, "Vain minulle", "missing=1")
    others = {
        "colleague": (staff(CityRole.REVIEWER, "helsinki"), True, False),
        "coordinator": (staff(CityRole.COORDINATOR, "helsinki"), True, True),
        "other city": (staff(CityRole.COORDINATOR, "tampere"), False, False),
        "host": (host(testbed()), False, False),
    }
    for who, (user, sees, manages) in others.items():
        sign_in(user)
        page = client.page("/en/desk/testbeds/filters")
        assert ("Yhteinen" in page.text) == sees, who
        assert "Vain minulle" not in page.text
        if manages:
            assert change_filter(acting(user), kept, "Meidän", home) == kept
        else:
            with pytest.raises(NotFoundError):
                change_filter(acting(user), kept, "Meidän", home)
            with pytest.raises(NotFoundError):
                delete_filter(acting(user), kept)


def test_a_filter_is_shared_only_in_ones_own_city_and_by_its_staff(session, editor):
    tampere = testbed("tampere").city_id
    for actor, place in ((editor, tampere), (acting(host(testbed())), city("helsinki").id)):
        with pytest.raises(ForbiddenError):
            keep_filter(actor, "X", "", place)
    with pytest.raises(ForbiddenError):
        keep_filter(acting(person()), "X", "")


def test_names_are_ones_own_and_there_is_room_for_forty(session, editor):
    first = keep_filter(editor, "Sama", "kind=school")
    assert keep_filter(editor, "Sama", "kind=street") == first
    assert session.get(SavedFilter, first).query == "kind=street"
    second = keep_filter(editor, "Toinen", "")
    with pytest.raises(FieldError) as refused:
        change_filter(editor, second, "Sama", None)
    assert refused.value.code == "filter_name_taken"
    for number in range(38):
        keep_filter(editor, f"Nimi {number}", "")
    with pytest.raises(FieldError) as refused:
        keep_filter(editor, "Liikaa", "")
    assert refused.value.code == "too_many_filters"
