"""What each change did can be read, and an older version brought back by the rules of the form."""

from pathlib import Path

import pytest

from app import clock
from app.adapters.file_store import FolderStore
from app.services.testbed_restore import Return
from app.services.testbed_restore import restore as bring_back
from app.services.testbed_shape import Place, save_place
from models.account import CityRole
from models.audit import AuditLine
from models.base import Translated
from models.booking import Booking, BookingStatus, slot_of
from models.errors import CapacityError, ConflictError, FieldError, NotFoundError
from models.testbed import Testbed, TestbedVersion
from models.testbed_kind import Money, SlotUnit
from tests.factories.account import acting, staff
from tests.factories.form import filled
from tests.factories.testbed import draft, testbed
from tests.factories.version import changed
from tests.page import read_page


@pytest.fixture
def editor(session, sign_in):
    made = staff(CityRole.EDITOR, "helsinki")
    sign_in(made)
    return acting(made)


def restore(actor, testbed_id, number, names, version, reason):
    store = FolderStore(Path("nowhere"))  # these versions have no pictures
    return bring_back(actor, testbed_id, number, version, Return(names, reason, store))


def compared(client, one, old, new):
    return client.page(f"/en/desk/testbeds/{one.id}/history/compare?from={old}&to={new}")


def texts(one, **tongues):
    return Translated(**{**one.description.as_dict(), **tongues})


def test_a_change_is_told_in_words_with_what_was_and_what_became(session, client, editor):
    one = draft("helsinki", description=Translated("Pitkä katu ja valot", "En gata", "A street"))
    changed(one, editor, description=texts(one, fi="Lyhyt katu ja valot"), themes=["food"])
    changed(one, editor, capacity=4, slot_unit=SlotUnit.HOUR, applicants=["residents"])
    changed(one, editor, money=Money.PAID, cap_eur=15_000, minors=True)
    page = compared(client, one, 1, 4)
    assert page.words("del")[:2] == ["[removed: Pitkä]", "removed: Getting around"]
    assert "[added: Lyhyt]" in page.words("ins")
    for words in ("added: Food", "was: 1", "became: 4", "became: By the hour", "became: €15,000",
                  "became: The city pays for pilots", "was: No", "became: Yes",
                  "removed: Companies"):  # fmt: skip
        assert words in page.words("ins") + page.words("del"), words
    assert "En gata" not in page.text
    assert "food" not in page.text


def test_the_place_is_told_in_metres_with_both_outlines_on_a_map(session, client, editor):
    one = draft("helsinki")
    square = "60.170, 24.940\n60.171, 24.940\n60.171, 24.942\n60.170, 24.942"
    larger = "60.170, 24.940\n60.172, 24.940\n60.172, 24.942\n60.170, 24.942"
    for coordinates in (square, larger):
        place = Place(shape="area", coordinates=coordinates, accuracy_m=None, blur=False,
                      address="", district=Translated())  # fmt: skip
        save_place(editor, one.id, one.version, place)
    page = compared(client, one, 2, 3)
    assert "Moved 56 m, area 1.2 ha → 2.5 ha" in page.text
    scripts = "".join(element.text or "" for element in page.all("script"))
    assert scripts.count("L.koepaikka.place(") == 2


def test_any_two_versions_and_the_changes_around_them_can_be_opened(session, client, editor):
    one = draft("helsinki")
    other = acting(staff(CityRole.COORDINATOR, "helsinki"))
    for number, actor in enumerate((editor, other, editor), start=1):
        changed(one, actor, operator=f"Nimi {number}")
    history = client.page(f"/en/desk/testbeds/{one.id}/history")
    links = [a.get("href") for a in history.all("a") if "compare?from=" in a.get("href", "")]
    assert [link.split("?")[1] for link in links] == [
        "from=3&to=4", "from=2&to=3", "from=1&to=2",
    ]  # fmt: skip
    middle = client.page(links[1])
    assert middle.words("a", rel="prev") == ["The change before"]
    assert middle.words("a", rel="next") == ["The change after"]
    assert other.name in middle.text
    assert compared(client, one, 4, 1).words("ins") == compared(client, one, 1, 4).words("ins")
    for odd in ("from=1&to=99", "from=-1&to=2", f"from=1&to={10**30}"):
        client.page(f"/en/desk/testbeds/{one.id}/history/compare?{odd}", 404)
    assert compared(client, one, "x", "%00").words("h2")[0] == "Version 4 beside version 3"


def test_fields_that_later_parts_add_are_shown_in_a_generic_way(session, client, editor):
    one = draft("helsinki")
    changed(one, editor, operator="A")
    rows = session.query(TestbedVersion).filter_by(testbed_id=one.id).order_by("number").all()
    picture = {"id": 7, "alt": {"fi": "Silta", "sv": "Bro", "en": "A bridge"}, "licence": "CC BY"}
    old = {**rows[0].record, "empty_list": [], "pictures": [], "web_links": ["https://a.example"]}
    new = {**rows[1].record, "pictures": [picture], "web_links": [], "season": {"fi": "Talvi"},
           "seats": 12, "newcomer": []}  # fmt: skip
    rows[0].record, rows[1].record = old, new
    session.commit()
    page = compared(client, one, 1, 2)
    assert "added: Alt: A bridge, Licence: CC BY" in page.words("ins")
    assert "removed: https://a.example" in page.words("del")
    assert "became: 12" in page.words("ins")
    assert "Talvi" in page.text
    assert page.words("dt").count("Newcomer") == 0
    restoring = client.page(f"/en/desk/testbeds/{one.id}/history/1/restore")
    assert "is changed on its own page" in restoring.text


def test_a_version_comes_back_as_a_new_one_with_its_reason(session, client, editor):
    one = testbed("helsinki", operator="Alku", themes=["mobility"])
    changed(one, editor, operator="Virhe", themes=["food"])
    url = f"/en/desk/testbeds/{one.id}/history/1/restore"
    form = filled(client.page(url), "/restore")
    assert sorted(form["fields"]) == ["operator", "themes"]
    assert client.post(url, data={**form, "reason": ""}).status_code == 422
    sent = {**form, "reason": "Väärä nimi", "fields": ["operator"]}
    assert client.post(url, data=sent).status_code == 303
    after = session.get(Testbed, one.id)
    assert (after.operator, after.themes, after.version) == ("Alku", ["food"], 3)
    kept = session.query(TestbedVersion).filter_by(testbed_id=one.id, number=3).one()
    assert (kept.deed, kept.reason, kept.restored) == ("restore", "Väärä nimi", 1)
    line = session.query(AuditLine).filter_by(action="testbed:restore").one()
    assert (line.facts["restored"], line.facts["fields"]) == (1, ["operator"])
    history = client.page(f"/en/desk/testbeds/{one.id}/history")
    assert "Brought back from version 1: Run by" in history.text
    assert "Väärä nimi" in history.text


def test_the_whole_record_comes_back_exactly(session, editor):
    one = draft("helsinki", address="Katu 1", blur=False)
    changed(one, editor, capacity=3, min_days=2, max_days=9, hold_days=3, applicants=["residents"])
    changed(one, editor, name=Translated("Toinen", "Annan", "Other"), kind=None, contact_email="")
    changed(one, editor, user_groups=[{"group": {"fi": "x", "sv": "", "en": ""}, "number": 1}])
    place = Place(shape="line", coordinates="60.17, 24.94\n60.18, 24.95", accuracy_m=5, blur=True,
                  address="Muu", district=Translated("D"))  # fmt: skip
    save_place(editor, one.id, one.version, place)
    first = session.query(TestbedVersion).filter_by(testbed_id=one.id, number=1).one().record
    shown = one.shape_json
    restore(editor, one.id, 1, list(first), one.version, "Takaisin")
    last = session.query(TestbedVersion).filter_by(testbed_id=one.id, number=6).one().record
    assert {k: v for k, v in last.items() if k != "slug"} == {
        k: v for k, v in first.items() if k != "slug"
    }
    assert session.get(Testbed, one.id).shape_json != shown


def test_capacity_comes_back_through_the_ledger_or_not_at_all(session, client, editor):
    one = testbed("helsinki", capacity=1)
    changed(one, editor, capacity=2)
    first = slot_of(clock.today()) + 3
    session.add(Booking(testbed_id=one.id, start_slot=first, end_slot=first + 1, units=2,
                        status=BookingStatus.CONFIRMED, created_at=clock.now()))  # fmt: skip
    session.commit()
    with pytest.raises(CapacityError):
        restore(editor, one.id, 1, ["capacity"], 2, "Takaisin")
    assert session.get(Testbed, one.id).capacity == 2
    url = f"/en/desk/testbeds/{one.id}/history/1/restore"
    answer = client.post(url, data={**filled(client.page(url), "/restore"), "reason": "Syy"})
    assert answer.status_code == 409
    assert "More is booked already on" in read_page(answer).text


def test_what_is_public_stays_complete(session, client, editor):
    one = draft("helsinki", themes=[])
    changed(one, editor, themes=["food"])
    one.status = "published"
    session.commit()
    with pytest.raises(FieldError) as refused:
        restore(editor, one.id, 1, ["themes"], 2, "Takaisin")
    assert refused.value.code == "needed_while_public"
    url = f"/en/desk/testbeds/{one.id}/history/1/restore"
    answer = client.post(url, data={**filled(client.page(url), "/restore"), "reason": "Syy"})
    page = read_page(answer)
    assert (answer.status_code, "Themes" in page.text) == (422, True)
    assert "cannot be left empty" in page.text
    assert filled(page, "/restore")["reason"] == ["Syy"]


def test_lengths_that_would_cross_are_refused(session, editor):
    one = draft("helsinki", min_days=1, max_days=5)
    changed(one, editor, min_days=10, max_days=20)
    with pytest.raises(FieldError) as refused:
        restore(editor, one.id, 1, ["max_days"], 2, "Takaisin")
    assert refused.value.code == "lengths_crossed"


def test_what_somebody_else_changed_meanwhile_is_told_and_not_lost(session, client, editor):
    one = draft("helsinki", operator="Alku")
    changed(one, editor, operator="Toinen")
    url = f"/en/desk/testbeds/{one.id}/history/1/restore"
    form = {**filled(client.page(url), "/restore"), "reason": "Syy"}
    other = acting(staff(CityRole.COORDINATOR, "helsinki"))
    changed(one, other, operator="Kolmas")
    answer = client.post(url, data=form)
    page = read_page(answer)
    assert (answer.status_code, other.name in page.text) == (409, True)
    assert session.get(Testbed, one.id).operator == "Kolmas"
    again = filled(page, "/restore")
    assert (again["reason"], again["version"]) == (["Syy"], ["3"])
    assert client.post(url, data=again).status_code == 303
    assert session.get(Testbed, one.id).operator == "Alku"
    with pytest.raises(ConflictError):
        restore(editor, one.id, 2, ["operator"], 2, "Syy")


def test_a_state_an_address_and_an_unknown_version_do_not_come_back(session, editor):
    one = draft("helsinki")
    changed(one, editor, operator="A")
    with pytest.raises(FieldError) as refused:
        restore(editor, one.id, 1, ["status", "slug", "castle"], 2, "Syy")
    assert refused.value.code == "nothing_chosen"
    with pytest.raises(NotFoundError):
        restore(editor, one.id, 9, ["operator"], 2, "Syy")
    stranger = acting(staff(CityRole.COORDINATOR, "tampere"))
    with pytest.raises(NotFoundError):
        restore(stranger, one.id, 1, ["operator"], 2, "Syy")
